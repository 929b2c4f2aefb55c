import { StoreError } from '../error.js';
import { ORIGIN_KINDS, type Ranks } from '../model.js';
import type { Sql } from './sql.js';

/** Which kind of origin covers which, in this state. Throws `StoreError` `damaged` where it does not name each kind once. */
export function readRanks(sql: Sql): Ranks {
  const text = sql.first(`SELECT value FROM meta WHERE key = 'ranks'`)?.text('value');
  if (text === undefined) return ORIGIN_KINDS;
  const names = text.split(' ');
  const ranks = names.flatMap((name) => ORIGIN_KINDS.find((kind) => kind === name) ?? []);
  if (names.length !== ORIGIN_KINDS.length || new Set(ranks).size !== ORIGIN_KINDS.length) {
    throw new StoreError('damaged', 'the store ranks the kinds of origins in no order');
  }
  return ranks;
}

export const putRanks = (sql: Sql, ranks: Ranks): void => {
  sql.run(`INSERT OR REPLACE INTO meta (key, value) VALUES ('ranks', ?)`, ranks.join(' '));
};
