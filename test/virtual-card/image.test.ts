import assert from 'node:assert/strict';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import { type CardImage, CardImageError, type FileImage } from '../../lib/virtual-card/image.js';
import { cardOf } from './play.js';

const GOOD: CardImage = {
  atr: '3B00',
  mode: '3g',
  protocol: 'T=0',
  mf: { kind: 'df', fid: '3F00', files: [] },
};

const withFile = (file: FileImage): CardImage => ({ ...GOOD, mf: { ...GOOD.mf, files: [file] } });

const BAD: Readonly<Record<string, CardImage>> = {
  'an ATR that is not hexadecimal': { ...GOOD, atr: '3B0' },
  'a root that is not the MF': { ...GOOD, mf: { ...GOOD.mf, fid: '7F10' } },
  'a directory without any name': withFile({ kind: 'df', files: [] }),
  'a file identifier of one byte': withFile({ kind: 'transparent', fid: '6F', content: '' }),
  'content that is not hexadecimal': withFile({ kind: 'transparent', fid: '6F01', content: 'xx' }),
  'content of 65536 bytes': withFile({
    kind: 'transparent',
    fid: '6F01',
    content: '00'.repeat(65536),
  }),
  'a record longer than its length': withFile({
    kind: 'linear-fixed',
    fid: '6F01',
    recordLength: 1,
    records: ['0102'],
  }),
  'records of no length': withFile({
    kind: 'linear-fixed',
    fid: '6F01',
    recordLength: 0,
    records: [],
  }),
  'access conditions of two bytes': withFile({
    kind: 'transparent',
    fid: '6F01',
    content: '',
    chv: '0000',
  }),
  'a PIN of letters': { ...GOOD, pins: [{ key: 1, value: 'abcd' }] },
  'a status word that is not hexadecimal': { ...GOOD, quirks: { at: { 1: { sw: '6' } } } },
};

describe('a card image', () => {
  for (const [what, image] of Object.entries(BAD)) {
    it(`is refused with ${what}`, () => {
      assert.throws(
        () => new VirtualCard(image),
        (error) => error instanceof CardImageError && error.code === 'bad-image',
      );
    });
  }

  it('goes through JSON unchanged, and is not touched by the card', () => {
    const card = cardOf({ pin: { enabled: true } });
    const before = JSON.stringify(card.image);
    card.transmit(Uint8Array.from([0, 0x20, 0, 1, 8, 0, 0, 0, 0, 0, 0, 0, 0]));
    assert.equal(JSON.stringify(card.image), before);
    assert.deepEqual(JSON.parse(before), card.image);
  });

  it('gives the log every command and answer', () => {
    const lines: string[] = [];
    const card = new VirtualCard(GOOD, {
      log: (command, answer) => lines.push(`${command.length} ${answer?.length}`),
    });
    card.transmit(Uint8Array.of(0, 0xa4, 0, 0x0c, 2, 0x3f, 0));
    assert.deepEqual(lines, ['7 2']);
  });
});
