import { decodeXmlText, isXml, readPrinted } from '../../lib/wbxml/index.js';
import { encodeDocument } from '../../lib/writer/index.js';
import { EXIT, Exit } from '../exit.js';
import { readBounded } from '../file.js';
import { parse } from '../options.js';
import type { Command } from './command.js';
import { MAX_FILE } from './document.js';
import { OUTPUT_OPTIONS, outputOf, writeDocument } from './output.js';

export const encode: Command = {
  words: 'FILE',
  summary: 'XML, by hand or from decode, as WBXML',
  options: OUTPUT_OPTIONS,
  async run(args) {
    const { values, positionals } = parse(OUTPUT_OPTIONS, args);
    const [source, ...more] = positionals;
    if (source === undefined || more.length > 0) throw new Exit(EXIT.usage, 'expected one FILE');
    const { file, form } = outputOf(values);
    const bytes = readBounded(source, MAX_FILE);
    if (!isXml(bytes)) throw new Exit(EXIT.data, `${source}: expected XML, found something else`);
    const document = readPrinted(decodeXmlText(bytes));
    writeDocument(file, encodeDocument(document, form), values.json ?? false);
    return EXIT.ok;
  },
};
