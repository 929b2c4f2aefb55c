import assert from 'node:assert/strict';
import { messageOf, outcomeOf, walk } from './bench.js';

/** Exchanges of a stay for a public message of 2.7 KB behind an EF DIR with one other record before. */
const BUDGET = [
  { mode: '3g', protocol: 'T=0', most: 27, now: 25 },
  { mode: '3g', protocol: 'T=1', most: 27, now: 21 },
  { mode: '2g', protocol: 'T=0', most: 27, now: 27 },
] as const;

describe('the economy of a walk', () => {
  for (const { mode, protocol, most, now } of BUDGET) {
    it(`takes ${now} exchanges in ${mode} on ${protocol}, at most ${most}`, async () => {
      const done = await walk({ mode, protocol, message: messageOf(2700) });
      assert.equal(outcomeOf(done), 'message');
      const count = done.exchanges.filter((line) => line !== 'reset').length;
      assert.equal(count, now);
      assert.ok(count <= most);
    });
  }

  for (const mode of ['2g', '3g'] as const) {
    it(`reads no further than the message in ${mode}`, async () => {
      const short = await walk({ mode });
      const padded = await walk({ mode, fileSize: 20_000 });
      assert.equal(padded.exchanges.length, short.exchanges.length);
    });

    it(`reads no more of EF DIR than up to the PKCS#15 record in ${mode}`, async () => {
      const { exchanges } = await walk({ mode });
      const records = exchanges.filter((line) => /^..B2/.test(line) && line.endsWith('9000'));
      assert.equal(records.length, 2);
    });

    it(`asks for no answer that is not used in ${mode}`, async () => {
      const { exchanges } = await walk({ mode });
      const fetched = exchanges.filter((line) => /^..C0/.test(line)).length;
      assert.equal(fetched, mode === '2g' ? 2 : 1);
    });
  }
});
