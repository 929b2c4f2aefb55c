import { type ReaderOptions, Store, StoreError, type StoreReader } from '../../lib/tree/index.js';
import { note, type Place, reading, stateOf } from './source.js';

/** Reads from a state folder, or of an empty state, with a line that says so, where nobody has made one. */
export async function readingIfThere<T>(
  place: Place,
  read: (store: StoreReader) => T,
  options: ReaderOptions,
): Promise<T> {
  try {
    return await reading(place, read, options);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'absent') throw error;
    note(`${error.message}; an empty tree is taken for it`);
  }
  const store = Store.scratch(options);
  try {
    return read(store);
  } finally {
    store.close();
  }
}

/** Changes the state in the absence of a daemon. Throws `StoreError` `absent`, `in-use` and others. */
export async function owning<T>(place: Place, change: (store: Store) => T): Promise<T> {
  // A folder that nobody made is a slip of the pen, and not made here.
  await reading(place, () => undefined);
  const store = Store.open(stateOf(place), 'readers');
  try {
    return change(store);
  } finally {
    store.close();
  }
}
