import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processDocuments } from '../../../lib/bootstrap/index.js';
import { Store } from '../../../lib/tree/index.js';
import { SAMPLES } from '../../support/secrecy.js';
import { inFolder } from '../support.js';

const origin = { kind: 'smartcard', id: '8988211000000430010' } as const;
const bytes = readFileSync(join(SAMPLES, 'one-account.wbxml'));
const documents = [{ kind: 'dm', oid: null, label: null, bytes }] as const;
const layer = processDocuments(documents, origin, { lenient: false });

const shown = (store: Store): unknown => [
  store.tree(),
  store.layers(),
  store.accounts(),
  store.outbox.pending(),
  store.lastReaderOf(origin.id),
  store.isHeld(origin.id),
];

describe('a scratch store that is emptied', () => {
  it('is a fresh one, and what is applied to it comes out as in a fresh one', () => {
    const fresh = Store.scratch();
    const used = Store.scratch();
    used.apply(layer, { reader: 'one' });
    used.purge([origin], { hold: true });
    used.apply(layer, { reader: 'two' });
    used.empty();
    assert.deepEqual(shown(used), shown(fresh));
    fresh.apply(layer, { reader: 'three' });
    used.apply(layer, { reader: 'three' });
    assert.deepEqual(shown(used), shown(fresh));
    assert.deepEqual(
      used.accounts().map(({ id }) => id),
      ['a1'],
    );
    fresh.close();
    used.close();
  });

  it('is never one that is in a folder', () =>
    inFolder((dir) => {
      const store = Store.open(dir, 'traces');
      store.apply(layer, { reader: 'one' });
      assert.throws(() => store.empty(), { code: 'misuse' });
      assert.equal(store.accounts().length, 1);
      store.close();
    }));
});
