import { decodeXmlText, isXml, readPrinted } from '../../lib/wbxml/index.js';
import { encodeDocument } from '../../lib/writer/index.js';
import { EXIT, Exit, type ExitCode } from '../exit.js';
import { readBounded } from '../file.js';
import type { Given } from './command.js';
import { MAX_FILE } from './document.js';
import { outputOf, writeDocument } from './output.js';
import type { ENCODE } from './table.js';

export async function run({ values, words }: Given<typeof ENCODE>): Promise<ExitCode> {
  const source = words[0]!;
  const { file, form } = outputOf(values, source);
  const bytes = readBounded(source, MAX_FILE);
  if (!isXml(bytes)) throw new Exit(EXIT.data, `${source}: expected XML, found something else`);
  const document = readPrinted(decodeXmlText(bytes));
  writeDocument(file, encodeDocument(document, form), values.json ?? false);
  return EXIT.ok;
}
