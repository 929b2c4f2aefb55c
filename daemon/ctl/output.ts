import { printable, printableJson } from '../../lib/text.js';
import { EXIT, Exit } from '../exit.js';
import type { Values } from '../options.js';
import { refuseInput, writePrivately } from '../private-file.js';
import { digestOf } from './digest.js';
import type { OUTPUT } from './table.js';

/** What the options say of a document that is made of a file. @throws Exit 64 where it would go to a terminal, or over that file. */
export function outputOf(
  { output, wbxml = '1.2', ...values }: Values<typeof OUTPUT>,
  input: string,
) {
  refuseInput(output!, [input]);
  if (output === '-' && process.stdout.isTTY) {
    throw new Exit(EXIT.usage, 'expected -o FILE: standard output is a terminal');
  }
  return { file: output!, form: { version: wbxml, stringTable: values['string-table'] ?? false } };
}

/** Writes a document, which may hold secrets, and says so, unless it goes to standard output itself. @throws Exit 73. */
export function writeDocument(file: string, bytes: Uint8Array, json: boolean): void {
  if (file === '-') {
    process.stdout.write(bytes);
    return;
  }
  writePrivately(file, [bytes]);
  const { length, sha256 } = digestOf(bytes);
  const text = json
    ? printableJson({ file, length, sha256 })
    : printable(`${file}: ${length} bytes, SHA-256 ${sha256}`);
  process.stdout.write(`${text}\n`);
}
