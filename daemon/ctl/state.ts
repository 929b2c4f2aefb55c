import { printable } from '../../lib/text.js';
import { type ReaderOptions, Store, StoreError, type StoreReader } from '../../lib/tree/index.js';
import { DEFAULTS } from '../options.js';

/** The options of every command that reads the state. */
export const STATE_OPTIONS = {
  state: { type: 'string', value: 'DIR', help: `the state folder (default ${DEFAULTS.state})` },
  json: { type: 'boolean', help: 'print JSON' },
} as const;

/** Reads from the state folder, whether or not a daemon owns it. */
export function reading<T>(
  folder: string | undefined,
  read: (store: StoreReader) => T,
  options: ReaderOptions = {},
): T {
  const store = Store.openForReading(folder ?? DEFAULTS.state, options);
  try {
    return read(store);
  } finally {
    store.close();
  }
}

/** As `reading`, but of an empty state, with a line that says so, where nobody has made one. */
export function readingIfThere<T>(
  folder: string | undefined,
  read: (store: StoreReader) => T,
  options: ReaderOptions = {},
): T {
  try {
    return reading(folder, read, options);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'absent') throw error;
    process.stderr.write(`dmbootctl: ${printable(error.message)}; an empty tree is taken for it\n`);
  }
  const store = Store.scratch(options);
  try {
    return read(store);
  } finally {
    store.close();
  }
}
