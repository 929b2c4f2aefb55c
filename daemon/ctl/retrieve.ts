import { toHex } from '../../lib/bytes.js';
import { connectPatiently } from '../../lib/reader/connect.js';
import { PcscProvider } from '../../lib/reader/pcsc/provider.js';
import type { Slot } from '../../lib/reader/reader.js';
import {
  identify,
  type Retrieved,
  readInventory,
  retrieve as retrieveMessage,
} from '../../lib/retrieval/index.js';
import { printable, printableJson } from '../../lib/text.js';
import { Store } from '../../lib/tree/index.js';
import { endOf } from '../../lib/wbxml/index.js';
import { loadPins } from '../config/pins.js';
import { configuration } from '../configuration.js';
import { EXIT, type ExitCode } from '../exit.js';
import { DEFAULTS } from '../options.js';
import { writePrivately } from '../private-file.js';
import type { Given } from './command.js';
import { digestOf } from './digest.js';
import { slotWithCard } from './slot.js';
import type { RETRIEVE } from './table.js';

export async function run({ values }: Given<typeof RETRIEVE>): Promise<ExitCode> {
  const config = configuration(values.config);
  const pins = loadPins(config, process.env['CREDENTIALS_DIRECTORY']);
  // Without a PIN no try can be spent, and the state, which a daemon may own, is left alone.
  const store = pins.any ? Store.open(values.state ?? DEFAULTS.state, 'readers') : Store.scratch();
  const provider = new PcscProvider({ match: config.readers.match });
  try {
    const slot = await slotWithCard(provider, values.reader);
    return await read(slot, values.output!, values.json ?? false, {
      mode: config.smartcard.mode,
      minTriesLeft: config.smartcard.min_tries_left,
      pinFor: (iccid) => pins.for(iccid),
      ledger: store.pins,
    });
  } finally {
    await provider.stop();
    store.close();
  }
}

type Policy = Pick<Parameters<typeof retrieveMessage>[1], 'minTriesLeft' | 'pinFor' | 'ledger'> & {
  readonly mode: 'auto' | '2g' | '3g';
};

async function read(slot: Slot, file: string, json: boolean, policy: Policy): Promise<ExitCode> {
  const warn = (message: string): void => {
    process.stderr.write(`dmbootctl: ${printable(message)}\n`);
  };
  const connection = await connectPatiently(slot, { signal: new AbortController().signal });
  let verified = true;
  try {
    const identified = await identify(connection, policy.mode, warn);
    const retrieved = await retrieveMessage(identified, {
      ...policy,
      endOf,
      provisioning: [],
      imsi: 'never',
      warn,
    });
    verified = retrieved.pinVerified;
    const found = retrieved.kind === 'message' ? retrieved : null;
    if (found) writePrivately(file, [found.bytes]);
    if (json) {
      const { identity, mode } = identified;
      const inventory = await readInventory(identified, warn);
      const { outcome, detail } =
        retrieved.kind === 'none' ? retrieved : { outcome: null, detail: null };
      const [label, message] = found ? [found.label, digestOf(found.bytes)] : [null, null];
      const card = { reader: slot.name, identity: identity.id, mode };
      print(printableJson({ ...card, outcome, detail, label, message, ...inventory }, asHex));
    } else {
      print(printable(lineOf(slot.name, identified.identity.id, retrieved)));
    }
    return found ? EXIT.ok : EXIT.failure;
  } finally {
    await connection.disconnect(verified ? 'reset' : 'leave');
  }
}

function lineOf(reader: string, identity: string, retrieved: Retrieved): string {
  if (retrieved.kind === 'none') {
    const { outcome, detail } = retrieved;
    return detail === null ? outcome : `${outcome}: ${detail}`;
  }
  const { length, sha256 } = digestOf(retrieved.bytes);
  return `${length} bytes from card ${identity} in ${reader}, SHA-256 ${sha256}`;
}

const asHex = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array ? toHex(value) : value;

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
