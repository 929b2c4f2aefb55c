import { isUtf8 } from 'node:buffer';
import { writeBootstrap, writeProvisioning } from '../../lib/writer/index.js';
import { parseDescription } from '../description.js';
import { EXIT, Exit, type ExitCode } from '../exit.js';
import { readBounded } from '../file.js';
import type { Given } from './command.js';
import { outputOf, writeDocument } from './output.js';
import type { MESSAGE_CREATE } from './table.js';

/** Bytes: a description of all that a message can hold has fewer. */
const MAX_DESCRIPTION = 1024 * 1024;

export async function run({ values, words }: Given<typeof MESSAGE_CREATE>): Promise<ExitCode> {
  const source = words[0]!;
  const { profile = 'dm', tnds = 'wbxml' } = values;
  const { file, form } = outputOf(values, source);
  if (profile === 'cp' && values.tnds !== undefined) {
    throw new Exit(EXIT.usage, '--tnds: a Client Provisioning document has no TNDS');
  }
  const text = readBounded(source, MAX_DESCRIPTION);
  if (!isUtf8(text)) throw new Exit(EXIT.data, `${source}: expected text in UTF-8`);
  const description = parseDescription(text.toString('utf8'), source, profile);
  const bytes =
    profile === 'dm'
      ? writeBootstrap(description, tnds, form)
      : writeProvisioning(description, form);
  writeDocument(file, bytes, values.json ?? false);
  return EXIT.ok;
}
