import assert from 'node:assert/strict';
import { messageOf, outcomeOf, type Walk, walk } from './bench.js';

/**
 * Exchanges of a stay for a public message of 2.7 KB behind an EF DIR with one other record before; and how many more a DODF behind that of
 * the message takes, or a short CP document.
 */
const BUDGET = [
  { mode: '3g', protocol: 'T=0', most: 27, now: 25, more: 3 },
  { mode: '3g', protocol: 'T=1', most: 27, now: 21, more: 2 },
  { mode: '2g', protocol: 'T=0', most: 27, now: 27, more: 3 },
] as const;

const commands = ({ exchanges }: Walk): number =>
  exchanges.filter((line) => line !== 'reset').length;

describe('the economy of a walk', () => {
  for (const { mode, protocol, most, now, more } of BUDGET) {
    it(`takes ${now} exchanges in ${mode} on ${protocol}, at most ${most}`, async () => {
      const done = await walk({ mode, protocol, message: messageOf(2700) });
      assert.equal(outcomeOf(done), 'message');
      assert.equal(commands(done), now);
      assert.ok(commands(done) <= most);
    });

    it(`takes ${more} more for a CP document and for a DODF of its own in ${mode} on ${protocol}`, async () => {
      const card = { mode, protocol, message: messageOf(2700) };
      const provisioning = [{ document: messageOf(200) }];
      const beside = await walk({ ...card, provisioning });
      assert.equal(commands(beside), now + more);
      const apart = await walk({ ...card, provisioning, provisioningDodf: 'always' });
      assert.equal(commands(apart), now + 2 * more);
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
