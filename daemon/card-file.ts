import { isUtf8 } from 'node:buffer';
import { checked } from '../lib/settings/check.js';
import type { CardImage } from '../lib/virtual-card/image.js';
import {
  type CardFileOptions,
  DescriptionIssues,
  formatOf,
  type ProgramImage,
  parseCardFile,
  parseCardImage,
} from '../lib/virtual-card/image-file.js';
import { descriptionFor, writeBootstrap, writeProvisioning } from '../lib/writer/index.js';
import { shownKey } from './description.js';
import { EXIT, Exit } from './exit.js';
import { readBounded } from './file.js';

/** Bytes: an image of all that a card can hold has fewer. */
const MAX_IMAGE = 16 * 1024 * 1024;

/** How the documents of descriptions are written. */
const FORM = { version: '1.2', stringTable: false } as const;

/**
 * Reads a card image by the name of its file (docs/card-image.md).
 *
 * @throws CardFileError with every problem, Exit 66 where the file cannot be read, 65 where it is too long or no text, 64 for another name.
 */
export const readCardFile = (file: string): CardImage | ProgramImage => read(file, parseCardFile);

/** As `readCardFile`, of a card as data: an image that names a program is refused. */
export const readCardImage = (file: string): CardImage => read(file, parseCardImage);

function read<Image>(
  file: string,
  parse: (text: string, options: CardFileOptions) => Image,
): Image {
  const format = formatOf(file);
  if (format === null) {
    throw new Exit(EXIT.usage, `${file}: expected a name that ends in .card.toml or .card.json`);
  }
  const bytes = readBounded(file, MAX_IMAGE);
  if (!isUtf8(bytes)) throw new Exit(EXIT.data, `${file}: expected text in UTF-8`);
  return parse(bytes.toString('utf8'), { name: file, format, message: described });
}

/** The document that a description stands for. @throws DescriptionIssues */
function described(description: unknown, profile: 'dm' | 'cp'): Uint8Array {
  const made = checked(description, descriptionFor(profile));
  if ('issues' in made) {
    throw new DescriptionIssues(
      made.issues.map((issue) => ({ ...issue, shown: shownKey(issue.path) })),
    );
  }
  const { output } = made;
  return profile === 'dm' ? writeBootstrap(output, 'wbxml', FORM) : writeProvisioning(output, FORM);
}
