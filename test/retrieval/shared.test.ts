import assert from 'node:assert/strict';
import { CardError } from '../../lib/card/error.js';
import { outcomeOf, walk } from './bench.js';

describe('a card that another program shares', () => {
  for (const mode of ['2g', '3g'] as const) {
    it(`is read twice in ${mode}`, async () => {
      const done = await walk({ mode }, { share: 'shared' });
      assert.equal(outcomeOf(done), 'message');
      const message = done.exchanges.filter((line) => line.includes('> 020025')).length;
      assert.equal(message, 2);
    });

    it(`is believed only where it says the same twice in ${mode}`, async () => {
      let reads = 0;
      const before = (_: number, command: Uint8Array) => {
        const isMessage = command[1] === 0xb0 && command[4] === 40;
        return isMessage && ++reads === 2
          ? Uint8Array.of(...new Uint8Array(40), 0x90, 0x00)
          : undefined;
      };
      const done = await walk({ mode }, { share: 'shared', before });
      assert.match(outcomeOf(done), /^card-error: EF DM_Bootstrap 6421 was not the same/);
    });

    it(`is not reset, nor is a PIN tried on it, in ${mode}`, async () => {
      const image = { mode, read: { message: 'pin' }, pin: { enabled: true } } as const;
      const done = await walk(image, { share: 'shared', pin: '1234' });
      assert.equal(outcomeOf(done), 'pin-guarded: shared');
      assert.equal(done.card.verifyAttempts, 0);
      assert.ok(!done.exchanges.includes('reset'));
    });
  }

  it('is left alone on the basic channel in 3G', async () => {
    const { exchanges } = await walk({}, { share: 'shared' });
    const basic = exchanges.filter((line) => line.startsWith('00'));
    assert.ok(basic.length > 0 && basic.every((line) => line.startsWith('0070')));
  });

  it('is given up where no channel is free', async () => {
    const { error } = await walk({ quirks: { channels: 0 } }, { share: 'shared' });
    assert.ok(error instanceof CardError && error.code === 'no-channel');
  });

  it('begins at the MF for each selection in 2G', async () => {
    const { exchanges } = await walk({ mode: '2g' }, { share: 'shared' });
    exchanges.forEach((line, at) => {
      if (/^A0A40000026421/.test(line)) {
        assert.deepEqual(
          exchanges.slice(at - 2, at).map((before) => before.slice(10, 14)),
          ['3F00', '7F50'],
        );
      }
    });
  });

  it('has its channel closed when the probe goes wrong', async () => {
    const before = (_: number, command: Uint8Array) =>
      command[1] === 0xb0 ? Uint8Array.of(...new Uint8Array(20), 0x90, 0x00) : undefined;
    const { error, exchanges } = await walk({}, { share: 'shared', before });
    assert.ok(error instanceof CardError && error.code === 'exchange');
    assert.equal(exchanges.at(-1)?.slice(0, 8), '00708001');
  });

  it('may be a SIM that has no class for channels', async () => {
    const done = await walk({ mode: '2g', quirks: { foreignClass: '6A86' } }, { share: 'shared' });
    assert.equal(done.mode, '2g');
    assert.equal(outcomeOf(done), 'message');
  });
});
