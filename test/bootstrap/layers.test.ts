import assert from 'node:assert/strict';
import { type Origin, Store } from '../../lib/tree/index.js';
import { encodeMessage } from '../syncml/encode.js';
import { account, add, inbox, layerOf, message, SOURCE } from './messages.js';

describe('settings that two cards bring leaf by leaf', () => {
  it('are never mixed in one subtree', () => {
    const store = Store.scratch();
    const apply = (id: string, leaves: Record<string, string>): Origin => {
      const origin: Origin = { kind: 'smartcard', id };
      const adds = Object.entries(leaves).map(([name, value]) =>
        add(`./Vendor/Cfg/${name}`, value),
      );
      const bytes = encodeMessage(message([inbox(account('Op', id, SOURCE)), ...adds]));
      store.apply(layerOf(bytes, origin));
      return origin;
    };
    const shown = (): unknown[] =>
      store
        .tree('./Vendor/Cfg')
        .filter(({ value }) => value !== null)
        .map(({ uri, value, origin }) => [uri, value, origin?.id]);

    apply('one', { Host: 'one.example', Port: '1111', Password: 'first' });
    const two = apply('two', { Host: 'two.example' });
    assert.deepEqual(shown(), [['./Vendor/Cfg/Host', 'two.example', 'two']]);
    store.purge([two]);
    assert.deepEqual(shown(), [
      ['./Vendor/Cfg/Host', 'one.example', 'one'],
      ['./Vendor/Cfg/Port', '1111', 'one'],
      ['./Vendor/Cfg/Password', 'first', 'one'],
    ]);
    store.close();
  });
});
