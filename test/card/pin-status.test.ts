import assert from 'node:assert/strict';
import { fromHex } from '../../lib/bytes.js';
import { parsePinStatus } from '../../lib/card/pin-status.js';

const vectors: readonly [hex: string, reading: string][] = [
  ['900170 830101 830181 83010A 83010B', '01 off, 81 on, 0A on, 0B on'],
  ['90014083010183010A', '01 off, 0A on'],
  ['9001F083010183010A83010B830181', '01 on, 0A on, 0B on, 81 on'],
  ['900160950108830111830101', '11 off (8), 01 on'],
  ['9001C0950108830111830101', '11 on (8), 01 on'],
  ['9001C0830101950100830111', '01 on, 11 on (0)'],
  ['9002FF80830101', '01 on'],
  ['900180', ''],
  ['830101', ''],
];

describe('the PIN status template', () => {
  for (const [hex, reading] of vectors) {
    it(hex, () => {
      const found = [...parsePinStatus(fromHex(hex))].map(([key, { enabled, usage }]) => {
        const digits = key.toString(16).toUpperCase().padStart(2, '0');
        return `${digits} ${enabled ? 'on' : 'off'}${usage === null ? '' : ` (${usage})`}`;
      });
      assert.equal(found.join(', '), reading);
    });
  }

  it('counts bits on into the second byte', () => {
    const keys = Array.from(
      { length: 9 },
      (_, at) => `8301${(at + 1).toString().padStart(2, '0')}`,
    );
    const statuses = parsePinStatus(fromHex(`90020080${keys.join('')}`));
    assert.equal(statuses.get(8)?.enabled, false);
    assert.equal(statuses.get(9)?.enabled, true);
  });
});
