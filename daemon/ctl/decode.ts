import { decodeEmbedded, decodeWbxml, SYNCML_1_2, toXml } from '../../lib/wbxml/index.js';
import { EXIT, type ExitCode } from '../exit.js';
import { readBounded } from '../file.js';
import type { Given } from './command.js';

/** Bytes: more than the longest document, and what may pad it. */
const MAX_FILE = 1024 * 1024;

export async function run({ words }: Given): Promise<ExitCode> {
  const { root } = decodeWbxml(readBounded(words[0]!, MAX_FILE), { space: SYNCML_1_2 });
  process.stdout.write(toXml(root, { unfold: (bytes) => decodeEmbedded(bytes)?.root ?? null }));
  return EXIT.ok;
}
