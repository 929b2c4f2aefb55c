import assert from 'node:assert/strict';
import { Store } from '../../../lib/tree/index.js';
import { ORIGIN_KINDS } from '../../../lib/tree/model.js';
import { account, card, factory, inFolder, layer } from '../support.js';
import { edit, refused } from './made.js';

const nameOf = (store: Store): string | null | undefined => store.accounts()[0]?.name;

describe('the ranks in a state', () => {
  it('are those of the design, or those that were put there, also after it was opened again', () =>
    inFolder((dir) => {
      const store = Store.open(dir, 'readers');
      store.apply(layer(card('1'), account('srv', { name: 'of the card' })));
      store.apply(layer(factory('f'), account('srv', { name: 'of the factory' })));
      assert.equal(nameOf(store), 'of the card');
      store.setRanks(ORIGIN_KINDS.toReversed());
      assert.equal(nameOf(store), 'of the factory');
      store.close();
      const again = Store.open(dir, 'readers');
      assert.equal(nameOf(again), 'of the factory');
      again.close();
    }));

  it('are no order where a kind is missing, twice, or none', () =>
    inFolder((dir) => {
      Store.open(dir, 'readers').close();
      for (const text of ['', 'factory', 'factory factory push local smartcard', 'a b c d e']) {
        edit(dir, `INSERT OR REPLACE INTO meta (key, value) VALUES ('ranks', '${text}')`);
        assert.throws(() => Store.openForReading(dir), refused('damaged'), text);
      }
    }));
});
