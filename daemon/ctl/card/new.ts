import { isUtf8 } from 'node:buffer';
import { bootstrapImage } from '../../../lib/virtual-card/bootstrap-image.js';
import { writeBootstrap } from '../../../lib/writer/index.js';
import { parseDescription } from '../../description.js';
import { EXIT, Exit, type ExitCode } from '../../exit.js';
import { readBounded } from '../../file.js';
import type { Values } from '../../options.js';
import { refuseInput } from '../../private-file.js';
import type { Given } from '../command.js';
import { outputFormat, readPin, writeImage } from './output.js';
import type { CARD_NEW } from './table.js';

/** Bytes of EF DM_Bootstrap: what a 15-bit offset reaches. */
const MAX_MESSAGE = 0x7fff;
/** Bytes of a file that waits for its message. */
const INITIAL = 1024;

const ABOUT = [
  'A virtual card: docs/card-image.md says what can be changed here.',
  'It may hold secrets: its PINs, and the passwords and keys of its message. Keep it private.',
];

export async function run({ values }: Given<typeof CARD_NEW>): Promise<ExitCode> {
  outputFormat(values.output!);
  refuseInput(values.output!, [values.message, values.describe, values['pin-file']]);
  const { mode = '3g', protocol = 'T=0', iccid } = values;
  if (mode === '2g' && protocol === 'T=1') {
    throw new Exit(EXIT.usage, '--protocol: a SIM speaks T=0');
  }
  if (iccid !== undefined && !/^[0-9]{10,20}$/.test(iccid)) {
    throw new Exit(EXIT.usage, '--iccid: expected 10 to 20 digits');
  }
  const message = messageOf(values);
  const pin = values['pin-file'] === undefined ? null : readPin(values['pin-file']);
  const image = bootstrapImage({
    mode,
    protocol,
    ...(message === null
      ? { blank: true, message: new Uint8Array(INITIAL) }
      : { message: message }),
    ...(iccid !== undefined && { iccid }),
    entry: values.entry === 'oiddo' ? 'oid' : 'opaque',
    flags: { private: values.private ?? false, modifiable: values.modifiable ?? false },
    ...(pin !== null && { pin: { value: pin, enabled: true }, read: { message: 'pin' } }),
  });
  const length = message?.length ?? null;
  writeImage(values.output!, image, { top: ABOUT }, values.json ?? false, {
    message: length,
    pin: pin !== null,
    text: length === null ? 'without a message' : `with a message of ${length} bytes`,
  });
  return EXIT.ok;
}

function messageOf({ message, describe }: Values<typeof CARD_NEW>): Uint8Array | null {
  if (message !== undefined && describe !== undefined) {
    throw new Exit(EXIT.usage, 'expected --message or --describe, not both');
  }
  if (message !== undefined) return readBounded(message, MAX_MESSAGE);
  if (describe === undefined) return null;
  const text = readBounded(describe, MAX_MESSAGE);
  if (!isUtf8(text)) throw new Exit(EXIT.data, `${describe}: expected text in UTF-8`);
  const description = parseDescription(text.toString('utf8'), describe, 'dm');
  return writeBootstrap(description, 'wbxml', { version: '1.2', stringTable: false });
}
