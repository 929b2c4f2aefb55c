import assert from 'node:assert/strict';
import type { BootstrapCard } from '../../lib/virtual-card/bootstrap-image.js';
import { sw, type WalkOptions, walk } from './bench.js';

const wanted = { policy: { imsi: 'of-message' } } as const;

async function imsi(card: BootstrapCard, options: WalkOptions = {}): Promise<string | null> {
  const { retrieved, error } = await walk(card, { ...wanted, ...options });
  assert.equal(error, null);
  assert.equal(retrieved?.kind, 'message');
  return retrieved.imsi;
}

for (const mode of ['2g', '3g'] as const) {
  describe(`the IMSI in ${mode}`, () => {
    it('is read where no PIN stands before it', async () => {
      assert.equal(await imsi({ mode }), '001010123456789');
    });

    it('is not read where it is not wanted', async () => {
      const { exchanges } = await walk({ mode });
      assert.ok(!exchanges.some((line) => line.includes('6F07') || line.startsWith('01B087')));
    });

    it('is read whatever the card has, where it is wanted anyway', async () => {
      const always = { policy: { imsi: 'always' } } as const;
      for (const absent of ['dir', 'record', 'application', 'odf', 'entry', 'message'] as const) {
        const { retrieved } = await walk({ mode, absent }, always);
        assert.equal(retrieved?.kind, 'none', absent);
        // Without EF DIR nothing tells where the USIM is.
        const known = mode === '2g' || absent !== 'dir';
        assert.equal(retrieved.imsi, known ? '001010123456789' : null, absent);
        const of = await walk({ mode, absent }, wanted);
        assert.equal(of.retrieved?.imsi, null);
      }
    });

    it('is not read where it takes a PIN, and no try is spent on it', async () => {
      const done = await walk({ mode, pin: { enabled: true } }, { ...wanted, pin: '1234' });
      assert.equal(done.retrieved?.kind === 'message' && done.retrieved.imsi, null);
      assert.equal(done.card.verifyAttempts, 0);
    });

    it('is read where the PIN was verified for the message', async () => {
      const image = { mode, pin: { enabled: true }, read: { message: 'pin' } } as const;
      assert.equal(await imsi(image, { pin: '1234' }), '001010123456789');
    });

    it('may be missing', async () => assert.equal(await imsi({ mode, imsi: null }), null));

    it('may fail without harm to the message', async () => {
      let message = false;
      const before = (_: number, command: Uint8Array) => {
        if (message) return command[1] === 0x70 ? undefined : sw('6581');
        message = command[1] === 0xb0 && command[4] === 40;
        return undefined;
      };
      assert.equal(await imsi({ mode }, { before }), null);
    });
  });
}

describe('the IMSI in 3G', () => {
  it('is read without short identifiers', async () => {
    assert.equal(await imsi({ quirks: { noSfi: true } }), '001010123456789');
  });

  it('is sought in EF DIR behind the PKCS#15 record too, and on the basic channel', async () => {
    assert.equal(await imsi({ quirks: { channels: 0 } }), '001010123456789');
  });
});
