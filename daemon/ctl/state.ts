import type { Store } from '../../lib/tree/index.js';
import { type Place, reading, stateOf } from './source.js';

/** Changes the state in the absence of a daemon. Throws `StoreError` `absent`, `in-use` and others. */
export async function owning<T>(place: Place, change: (store: Store) => T): Promise<T> {
  // A folder that nobody made is a slip of the pen, and not made here.
  await reading(place, () => undefined);
  const { Store } = await import('../../lib/tree/index.js');
  const store = Store.open(stateOf(place), 'readers');
  try {
    return change(store);
  } finally {
    store.close();
  }
}
