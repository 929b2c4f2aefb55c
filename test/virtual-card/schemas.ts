import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { imageSchema, programSchema } from '../../lib/virtual-card/file-schema.js';
import { cardLine, readerLine } from '../../lib/virtual-card/json-lines.js';

/** What is checked in code besides has no words in JSON Schema. */
const OPTIONS = { target: 'draft-2020-12', typeMode: 'input', errorMode: 'ignore' } as const;

const schema = (title: string, of: v.GenericSchema): object => ({
  title,
  ...toJsonSchema(of, OPTIONS),
});

/** The published schemas, by their file in docs/schemas. */
export const SCHEMAS: Readonly<Record<string, object>> = {
  'card-image.schema.json': schema(
    'A card image of dmbootd (docs/card-image.md)',
    v.union([imageSchema, programSchema]),
  ),
  'card-line-to-card.schema.json': schema(
    'A line from a reader to a card (docs/card-program.md)',
    readerLine,
  ),
  'card-line-from-card.schema.json': schema(
    'A line from a card to a reader (docs/card-program.md)',
    cardLine,
  ),
};
