import { join } from 'node:path';
import { Store, StoreError, type StoreErrorCode } from '../../../lib/tree/index.js';
import { Sql } from '../../../lib/tree/store/sql.js';
import { account, card, layer } from '../support.js';

export const refused =
  (code: StoreErrorCode, named = '') =>
  (error: unknown): boolean =>
    error instanceof StoreError && error.code === code && error.message.includes(named);

export function edit(dir: string, statement: string): void {
  const sql = new Sql(`file:${dir}/tree.sqlite?mode=rw`);
  sql.script(statement);
  sql.checkpoint();
  sql.close();
}

/** A closed store with one account, a refused PIN and a pending one. */
export function made(dir: string): string {
  const store = Store.open(dir, 'readers');
  store.apply(layer(card('1'), account('srv')));
  store.pins.refuse('89', '1234');
  store.pins.begin('89', '5678', 3);
  store.close();
  return join(dir, 'tree.sqlite');
}
