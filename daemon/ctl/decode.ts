import { decodeEmbedded, decodeWbxml, SYNCML_1_2, toXml } from '../../lib/wbxml/index.js';
import { EXIT, Exit } from '../exit.js';
import { readBounded } from '../file.js';
import { parse } from '../options.js';
import type { Command } from './command.js';

/** Bytes: more than the longest document, and what may pad it. */
const MAX_FILE = 1024 * 1024;

export const decode: Command = {
  words: 'FILE',
  summary: 'a WBXML document as indented XML; exact, so secrets in it are printed',
  options: {},
  async run(args) {
    const { positionals } = parse({}, args);
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new Exit(EXIT.usage, 'expected one FILE');
    process.stdout.write(
      toXml(decodeWbxml(readBounded(file, MAX_FILE), { space: SYNCML_1_2 }).root, {
        unfold: (bytes) => decodeEmbedded(bytes)?.root ?? null,
      }),
    );
    return EXIT.ok;
  },
};
