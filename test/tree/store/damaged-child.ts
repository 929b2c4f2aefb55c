/**
 * A process that may end at a damaged store. `damaged-child DIR NAME…`: reads the store in each of these folders of DIR, does all to it that an owner does, opens it once more,
 * and says in a line `NAME sound`, `NAME kept` or `NAME lost` (put aside, with or without its PIN ledger), or NAME and what went wrong.
 */
import assert from 'node:assert/strict';
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { Store, StoreError } from '../../../lib/tree/index.js';
import { account, by, card, layer } from '../support.js';

function isReadable(dir: string): boolean {
  try {
    const reader = Store.openForReading(dir);
    reader.tree();
    reader.close();
    return true;
  } catch (error) {
    assert.ok(error instanceof StoreError && error.code === 'damaged', `${error}`);
    return false;
  }
}

function use(store: Store): void {
  for (const { origin } of store.layers()) {
    store.layer(origin);
    store.documents(origin);
  }
  store.outbox.delivered(store.outbox.pending(2)[1]?.sequence ?? 0);
  for (const reader of ['R', 'S']) {
    store.lastSeenIn(reader);
  }
  store.pins.look('89', '1234');
  store.pins.settle('89', 2);
  store.pins.refuse('89', 'new');
  store.apply(layer(card('new'), account('fresh'), account('srv')), { reader: 'R' });
  store.apply(layer(card('1'), account('srv', { name: 'other' })), { reader: 'S' });
  const uri = store.accounts().find(({ serverId }) => serverId === 'fresh')?.uri ?? '';
  store.write('./New', { format: 'node' }, by('fresh'));
  store.write(`${uri}/Name`, { value: 'New' }, by('fresh'));
  store.write(uri, 'delete', by('fresh'));
  store.unconfirmAll('smartcard');
  store.purge(store.layers().map(({ origin }) => origin));
  assert.deepEqual([store.accounts(), store.layers()], [[], []]);
  store.outbox.pending(100);
  store.forgetPins('89');
}

function outcome(dir: string): string {
  const isSound = isReadable(dir);
  const store = Store.open(dir, 'readers');
  const { recovered } = store;
  use(store);
  store.close();
  assert.equal(isSound, recovered === null);
  const again = Store.open(dir, 'readers');
  assert.equal(again.recovered, null);
  again.close();
  return recovered?.pinLedger ?? 'sound';
}

const [base = '', ...names] = process.argv.slice(2);
for (const name of names) {
  let said: string;
  try {
    said = outcome(join(base, name));
  } catch (error) {
    said = error instanceof Error ? `${error.stack}` : `${error}`;
  }
  writeSync(1, `${name} ${said.replaceAll('\n', ' ')}\n`);
}
