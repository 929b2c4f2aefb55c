import assert from 'node:assert/strict';
import { announcesData, describeStatus, isSuccess, lengthIn } from '../../lib/apdu/status.js';
import { STATUS_WORDS } from '../../lib/apdu/status-words.js';

describe('status words', () => {
  it('has one meaning for each pattern, of four digits', () => {
    const patterns = STATUS_WORDS.map(([pattern]) => pattern);
    assert.equal(new Set(patterns).size, patterns.length);
    for (const pattern of patterns) assert.match(pattern, /^[0-9A-F]{2}[0-9A-FX]{2}$/);
  });

  it('finds the meaning of every pattern in the table', () => {
    for (const [pattern, meaning] of STATUS_WORDS) {
      const sw = Number.parseInt(pattern.replaceAll('X', '5'), 16);
      assert.ok(describeStatus(sw).includes(meaning), pattern);
    }
  });

  it('describes one that it does not know', () => {
    assert.match(describeStatus(0x1234), /^1234 \(.*no known meaning/);
  });

  for (const sw of [0x9000, 0x9100, 0x91ff, 0x9200, 0x920f]) {
    it(`${sw.toString(16)} is success`, () => assert.ok(isSuccess(sw)));
  }

  for (const sw of [0x9001, 0x9240, 0x9300, 0x61ff, 0x9f10, 0x6282, 0x63c3]) {
    it(`${sw.toString(16)} is no success`, () => assert.ok(!isSuccess(sw)));
  }

  it('knows which announce data', () => {
    assert.ok(announcesData(0x6100));
    assert.ok(announcesData(0x9f0f));
    assert.ok(!announcesData(0x9000));
  });

  it('takes a length of 00 for 256', () => {
    assert.equal(lengthIn(0x6100), 256);
    assert.equal(lengthIn(0x6c0a), 10);
  });
});
