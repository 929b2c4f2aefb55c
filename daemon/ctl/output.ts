import { printable, printableJson } from '../../lib/text.js';
import { EXIT, Exit } from '../exit.js';
import { writePrivate } from '../file.js';
import { digestOf } from './digest.js';

/** The options of every command that writes a document. */
export const OUTPUT_OPTIONS = {
  output: {
    type: 'string',
    short: 'o',
    value: 'FILE',
    help: 'where the document goes (- is standard output)',
  },
  wbxml: { type: 'string', value: 'VERSION', help: 'of WBXML: 1.1, 1.2 or 1.3 (default 1.2)' },
  'string-table': { type: 'boolean', help: 'text that is needed more than once stands in a table' },
  json: { type: 'boolean', help: 'print JSON' },
} as const;

const VERSIONS = ['1.1', '1.2', '1.3'] as const;

interface Values {
  readonly output?: string | undefined;
  readonly wbxml?: string | undefined;
  readonly 'string-table'?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** What the options say of the document. @throws Exit 64 where it has nowhere to go or would go to a terminal, or the version is another. */
export function outputOf({ output, wbxml = '1.2', ...values }: Values) {
  if (output === undefined) throw new Exit(EXIT.usage, 'expected -o FILE');
  if (output === '-' && process.stdout.isTTY) {
    throw new Exit(EXIT.usage, 'expected -o FILE: standard output is a terminal');
  }
  const version = oneOf('--wbxml', wbxml, VERSIONS);
  return { file: output, form: { version, stringTable: values['string-table'] ?? false } };
}

/** Writes a document, which may hold secrets, and says so, unless it goes to standard output itself. @throws Exit 73. */
export function writeDocument(file: string, bytes: Uint8Array, json: boolean): void {
  if (file === '-') {
    process.stdout.write(bytes);
    return;
  }
  writePrivate(file, bytes);
  const { length, sha256 } = digestOf(bytes);
  const text = json
    ? printableJson({ file, length, sha256 })
    : printable(`${file}: ${length} bytes, SHA-256 ${sha256}`);
  process.stdout.write(`${text}\n`);
}

/** The word itself, if it is one of those that an option takes. @throws Exit 64. */
export function oneOf<const W extends string>(
  option: string,
  word: string,
  words: readonly W[],
): W {
  const found = words.find((one) => one === word);
  if (found !== undefined) return found;
  throw new Exit(
    EXIT.usage,
    `${option}: expected ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`,
  );
}
