import { printable, printableJson } from '../../../lib/text.js';
import type { CardImage } from '../../../lib/virtual-card/image.js';
import { formatOf } from '../../../lib/virtual-card/image-file.js';
import { formatCardImage, type ImageComments } from '../../../lib/virtual-card/image-text.js';
import { EXIT, Exit } from '../../exit.js';
import { readBounded } from '../../file.js';
import { writePrivately } from '../../private-file.js';

/** By the name of the file that an image goes to. @throws Exit 64 for a name of neither format. */
export function outputFormat(file: string): 'toml' | 'json' {
  const format = /\.card\.(toml|json)$/.test(file) ? formatOf(file) : null;
  if (format !== null) return format;
  throw new Exit(EXIT.usage, '-o: expected a name that ends in .card.toml or .card.json');
}

/** Writes an image, which may hold secrets, and says what it is. @throws Exit 73. */
export function writeImage(
  file: string,
  image: CardImage,
  comments: ImageComments,
  json: boolean,
  said: { readonly text: string; readonly [key: string]: unknown },
): void {
  const written = formatCardImage(image, outputFormat(file), comments);
  writePrivately(file, [written]);
  const { mode, protocol } = image;
  const { text, ...facts } = said;
  const line = json
    ? printableJson({ file, mode, protocol, ...facts })
    : printable(`${file}: a card in ${mode.toUpperCase()} over ${protocol}, ${text}`);
  process.stdout.write(`${line}\n`);
}

/** The PIN that stands in a file; `-` is standard input. A command line can be seen by everybody. @throws Exit 65, 66. */
export function readPin(file: string): string {
  const text = readBounded(file === '-' ? '/dev/stdin' : file, 64)
    .toString('latin1')
    .trim();
  if (/^[0-9]{4,8}$/.test(text)) return text;
  throw new Exit(EXIT.data, '--pin-file: expected 4 to 8 digits and nothing else');
}
