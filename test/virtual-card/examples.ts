import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCardFile } from '../../daemon/card-file.js';
import type { CardImage } from '../../lib/virtual-card/image.js';
import { ROOT } from '../support/paths.js';

const FILES = ['docs/example.card.toml'] as const;

/** The card images that the documentation has, as data. */
export const EXAMPLES: readonly { readonly name: string; readonly image: CardImage }[] = FILES.map(
  (name) => {
    const image = readCardFile(join(ROOT, name));
    if ('program' in image) throw new Error(`${name} is a program`);
    return { name, image };
  },
);

/** The text of a page of the documentation. */
export const page = (name: string): string => readFileSync(join(ROOT, 'docs', name), 'utf8');
