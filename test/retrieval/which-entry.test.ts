import assert from 'node:assert/strict';
import { messageOf, outcomeOf, verifies, walk } from './bench.js';

const pin = { enabled: true } as const;

for (const mode of ['2g', '3g'] as const) {
  describe(`which entry counts in ${mode}`, () => {
    for (const brokenFirst of ['missing', 'invalidated', 'empty'] as const) {
      it(`the next one, where the first one's file is ${brokenFirst}`, async () => {
        const done = await walk({ mode, brokenFirst });
        assert.equal(outcomeOf(done), 'message');
      });
    }

    it("none, and then the first one's reason is the outcome", async () => {
      const missing = await walk({ mode, brokenFirst: 'missing', blank: true });
      assert.equal(outcomeOf(missing), 'no-bootstrap: EF DM_Bootstrap 6422 is missing');
      const empty = await walk({ mode, brokenFirst: 'empty', absent: 'message' });
      assert.equal(outcomeOf(empty), 'empty');
    });

    it('the one with a URL, where no file has a message (BOOTCFGMO-C-003)', async () => {
      const url = 'https://boot.example.com/dm';
      for (const entry of ['opaque', 'oid'] as const) {
        const done = await walk({ mode, url, entry });
        assert.equal(outcomeOf(done), 'no-bootstrap: url');
        assert.equal(done.retrieved?.kind === 'none' && done.retrieved.url, url);
      }
      assert.equal(outcomeOf(await walk({ mode, url, brokenFirst: 'empty' })), 'no-bootstrap: url');
    });

    it('a malformed message stops the search', async () => {
      const cut = messageOf(40).subarray(0, 30);
      const done = await walk({ mode, message: cut, brokenFirst: 'missing' });
      assert.match(outcomeOf(done), /^malformed: EF DM_Bootstrap 6421/);
    });

    it('a DODF that demands a PIN is set aside, and left alone where another has an entry', async () => {
      const image = { mode, decoyDodfs: 1, decoyRead: 'pin', pin } as const;
      const done = await walk(image, { pin: '1234' });
      assert.equal(outcomeOf(done), 'message');
      assert.deepEqual(verifies(done.exchanges), []);
      const empty = await walk({ ...image, blank: true }, { pin: '1234' });
      assert.equal(outcomeOf(empty), 'empty');
      assert.deepEqual(verifies(empty.exchanges), []);
    });

    it('a DODF that demands a PIN is opened where no other has an entry', async () => {
      const image = { mode, decoyDodfs: 1, read: { dodf: 'pin' }, pin } as const;
      const done = await walk(image, { pin: '1234' });
      assert.equal(outcomeOf(done), 'message');
      assert.equal(done.retrieved?.pinVerified, true);
      assert.equal(outcomeOf(await walk(image)), 'pin-required');
    });

    it('the first DODF that was set aside decides', async () => {
      const image = { mode, decoyDodfs: 1, decoyRead: 'pin', read: { dodf: 'pin' }, pin } as const;
      const done = await walk(image, { pin: '1234' });
      assert.equal(outcomeOf(done), 'no-bootstrap');
      assert.equal(verifies(done.exchanges).length, 1);
    });

    it('a PIN outcome on EF DM_Bootstrap stops the search', async () => {
      const image = { mode, brokenFirst: 'missing', read: { message: 'pin' }, pin } as const;
      assert.equal(outcomeOf(await walk(image)), 'pin-required');
    });
  });
}
