import { type ReaderOptions, Store, type StoreReader } from '../../lib/tree/index.js';
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
