import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { concat, fromHex } from '../../lib/bytes.js';
import { CardError } from '../../lib/card/error.js';
import { type BootstrapCard, bootstrapImage } from '../../lib/virtual-card/bootstrap-image.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import type { CardImage } from '../../lib/virtual-card/image.js';
import { imageOf, outcomeOf, stay, sw, type WalkOptions, walk } from './bench.js';

const ICCID = '8988211000000430010';

async function seen(card: BootstrapCard, options: WalkOptions = {}): Promise<string> {
  const { mode, iccid, error } = await walk(card, options);
  return error instanceof CardError ? error.code : `${mode} ${iccid}`;
}

describe('the mode of a card', () => {
  it('is told by the ICCID itself, in one exchange', async () => {
    const { exchanges, mode } = await walk({ absent: 'dir' });
    assert.equal(exchanges[0], '00B082000A > 988812010000400310F09000');
    assert.equal(mode, '3g');
  });

  for (const foreignClass of ['6E00', '6D00']) {
    it(`is 2G after ${foreignClass}, and a reset`, async () => {
      const done = await walk({ mode: '2g', quirks: { foreignClass } });
      assert.deepEqual(done.exchanges.slice(0, 3), [
        `00B082000A > ${foreignClass}`,
        'reset',
        'A0A40000022FE2 > 9F0F',
      ]);
      assert.equal(done.iccid, ICCID);
      assert.equal(outcomeOf(done), 'message');
    });
  }

  for (const foreignClass of ['6B00', '6A86']) {
    it(`is decided by SELECT of the MF after ${foreignClass}`, async () => {
      const done = await walk({ mode: '2g', quirks: { foreignClass } });
      assert.deepEqual(done.exchanges.slice(0, 3), [
        `00B082000A > ${foreignClass}`,
        `00A40004023F00 > ${foreignClass}`,
        'reset',
      ]);
      assert.equal(outcomeOf(done), 'message');
    });
  }

  for (const foreignClass of ['9400', '6700', '6881', '6985']) {
    it(`is 2G after ${foreignClass} to both probes, and a reset`, async () => {
      const done = await walk({ mode: '2g', quirks: { foreignClass } });
      assert.deepEqual(done.exchanges.slice(0, 3), [
        `00B082000A > ${foreignClass}`,
        `00A40004023F00 > ${foreignClass}`,
        'reset',
      ]);
      assert.equal(outcomeOf(done), 'message');
    });
  }

  for (const answer of ['6A82', '6A86', '6B00', '6982', '6700', '6C08', '9000']) {
    it(`is 3G where the ICCID cannot be had so (${answer}) and the MF can`, async () => {
      const before = (n: number, command: Uint8Array) =>
        n < 3 && command[1] === 0xb0 ? sw(answer) : undefined;
      assert.equal(await seen({}, { before }), `3g ${ICCID}`);
    });
  }

  it('is 3G where the card knows no short identifiers', async () => {
    assert.equal(await seen({ quirks: { noSfi: true } }), `3g ${ICCID}`);
  });

  it('is unknown where the MF cannot be had either', async () => {
    const before = (n: number) => (n < 5 ? sw('6F00') : undefined);
    assert.equal(await seen({}, { before }), 'unexpected-status');
  });

  it('is 3G for a card that serves both', async () => {
    assert.equal(await seen({ serves2g: true }), `3g ${ICCID}`);
  });

  it('can be 2G for a card that serves both', async () => {
    const done = await walk({ serves2g: true }, { mode: '2g' });
    assert.equal(done.mode, '2g');
    assert.equal(done.exchanges[0], 'A0A40000023F00 > 9F17');
    assert.equal(outcomeOf(done), 'message');
  });

  it('can be 2G for a card that was left in 3G mode, after a reset', async () => {
    const card = new VirtualCard(imageOf({ serves2g: true }));
    const left = (n: number) => {
      if (n === 1) card.transmit(fromHex('00A40004023F00'));
      return undefined;
    };
    const done = await stay(card, { mode: '2g', before: left });
    assert.deepEqual(done.exchanges.slice(0, 2), ['A0A40000023F00 > 6E00', 'reset']);
    assert.equal(outcomeOf(done), 'message');
  });

  it('is not to be had against the nature of the card', async () => {
    assert.equal(await seen({}, { mode: '2g' }), 'unexpected-status');
    assert.equal(await seen({ mode: '2g' }, { mode: '3g' }), 'unexpected-status');
  });

  it('is 2G without a reset where the reader has none, with a warning', async () => {
    const done = await walk({ mode: '2g' }, { capabilities: { reset: false } });
    assert.equal(outcomeOf(done), 'message');
    assert.equal(done.warnings.length, 1);
    assert.ok(!done.exchanges.includes('reset'));
    assert.equal(done.exchanges[1], 'A0A40000023F00 > 9F17');
  });
});

describe('the identity of a card', () => {
  it('is that of the MF, whatever DF was left current', async () => {
    const image = imageOf({ absent: 'dir' });
    // In the current DF the short identifier of EF ICCID is that of another file.
    const other = { kind: 'transparent', fid: '6F05', sfi: 2, content: '11'.repeat(10) } as const;
    const files = [...image.mf.files, { kind: 'df', fid: '7F30', files: [other] } as const];
    const card = new VirtualCard({ ...image, mf: { ...image.mf, files } } as CardImage);
    const before = (n: number) => {
      if (n === 1) card.transmit(fromHex('00A40004027F30'));
      return undefined;
    };
    const { iccid, exchanges } = await stay(card, { before });
    assert.equal(exchanges[0], '00B082000A > 111111111111111111119000');
    assert.equal(iccid, ICCID);
  });

  it('may begin with other digits than 89', async () => {
    for (const mode of ['2g', '3g'] as const) {
      assert.equal(
        await seen({ mode, iccid: '12345678901234567890' }),
        `${mode} 12345678901234567890`,
      );
    }
  });

  for (const mode of ['2g', '3g'] as const) {
    it(`is a digest where there is no ICCID in ${mode}`, async () => {
      const done = await walk({ mode, iccid: null, padding: '00' });
      const atr = fromHex(bootstrapImage({ mode }).atr);
      const template = fromHex('61144F0CA000000063504B43532D313551043F007F50');
      const odf = fromHex('A806300404024401A706300404026420');
      const digest = createHash('sha256')
        .update(concat(atr, template, odf))
        .digest('hex');
      assert.equal(done.identity, `card-${digest.toUpperCase()}`);
      assert.equal(done.iccid, null);
      assert.equal(outcomeOf(done), 'message');
    });

    it(`is a digest of the ATR where there is nothing else in ${mode}`, async () => {
      const done = await walk({ mode, iccid: null, absent: 'dir' });
      const digest = createHash('sha256').update(done.card.atr).digest('hex');
      assert.equal(done.identity, `card-${digest.toUpperCase()}`);
      assert.equal(outcomeOf(done), 'no-application');
    });

    it(`is a digest where the ICCID is not BCD in ${mode}`, async () => {
      const done = await walk({ mode, iccid: 'ABCDEF' });
      assert.match(done.identity ?? '', /^card-[0-9A-F]{64}$/);
    });
  }

  it('is never a digest because the card failed', async () => {
    const before = (_: number, command: Uint8Array) =>
      command[1] === 0xb0 ? sw('6581') : undefined;
    assert.equal(await seen({}, { before }), 'unexpected-status');
  });

  it('leaves no channel open', async () => {
    const { exchanges } = await walk({ iccid: null });
    const opened = exchanges.filter((line) => line.startsWith('0070000001')).length;
    const closed = exchanges.filter((line) => line.startsWith('00708001')).length;
    assert.deepEqual([opened, closed], [2, 2]);
  });
});
