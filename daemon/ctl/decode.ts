import { printableJson } from '../../lib/text.js';
import { EXIT, Exit } from '../exit.js';
import { readBounded } from '../file.js';
import { parse } from '../options.js';
import type { Command } from './command.js';
import { documentJson, documentXml, MAX_FILE, readDocument } from './document.js';

const OPTIONS = {
  json: { type: 'boolean', help: 'print JSON' },
} as const;

export const decode: Command = {
  words: 'FILE',
  summary: 'a WBXML or XML document as indented XML; exact, so secrets in it are printed',
  options: OPTIONS,
  async run(args) {
    const { values, positionals } = parse(OPTIONS, args);
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new Exit(EXIT.usage, 'expected one FILE');
    const document = readDocument(readBounded(file, MAX_FILE));
    process.stdout.write(
      values.json ? `${printableJson(documentJson(document))}\n` : documentXml(document),
    );
    return EXIT.ok;
  },
};
