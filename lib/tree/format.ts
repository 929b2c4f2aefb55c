/** The formats of nodes (DM TND 1.2). */
export const NODE_FORMATS = [
  'node',
  'b64',
  'bin',
  'bool',
  'chr',
  'int',
  'null',
  'xml',
  'date',
  'time',
  'float',
] as const;

export type NodeFormat = (typeof NODE_FORMATS)[number];

const KNOWN: ReadonlySet<string> = new Set(NODE_FORMATS);

export const isFormat = (word: string): word is NodeFormat => KNOWN.has(word);
