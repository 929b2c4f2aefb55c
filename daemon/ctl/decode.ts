import { readFileSync } from 'node:fs';
import { errorText } from '../../lib/error.js';
import { decodeEmbedded, decodeWbxml, SYNCML_1_2, toXml } from '../../lib/wbxml/index.js';
import { EXIT, Exit } from '../exit.js';
import { parse } from '../options.js';
import type { Command } from './command.js';

export const decode: Command = {
  words: 'FILE',
  summary: 'a WBXML document as indented XML; exact, so secrets in it are printed',
  options: {},
  async run(args) {
    const { positionals } = parse({}, args);
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new Exit(EXIT.usage, 'expected one FILE');
    process.stdout.write(
      toXml(decodeWbxml(read(file), { space: SYNCML_1_2 }).root, {
        unfold: (bytes) => decodeEmbedded(bytes)?.root ?? null,
      }),
    );
    return EXIT.ok;
  },
};

function read(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Exit(EXIT.noInput, errorText(error));
  }
}
