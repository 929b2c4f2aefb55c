import assert from 'node:assert/strict';
import { StoreError } from '../../../lib/tree/index.js';
import { ORIGIN_KINDS } from '../../../lib/tree/model.js';
import { openScratch } from '../../../lib/tree/store/open.js';
import { putRanks, readRanks } from '../../../lib/tree/store/ranks.js';

describe('the ranks in a state', () => {
  it('are those of the design, or those that were put there', () => {
    const { sql } = openScratch(1024 * 1024);
    assert.deepEqual(readRanks(sql), ORIGIN_KINDS);
    const other = ORIGIN_KINDS.toReversed();
    putRanks(sql, other);
    assert.deepEqual(readRanks(sql), other);
    sql.close();
  });

  it('are no order where a kind is missing, twice, or none', () => {
    const { sql } = openScratch(1024 * 1024);
    for (const text of ['', 'factory', 'factory factory push local smartcard', 'a b c d e']) {
      sql.run(`INSERT OR REPLACE INTO meta (key, value) VALUES ('ranks', ?)`, text);
      assert.throws(
        () => readRanks(sql),
        (error) => error instanceof StoreError && error.code === 'damaged',
        text,
      );
    }
    sql.close();
  });
});
