import assert from 'node:assert/strict';
import { concat } from '../../lib/bytes.js';
import { bootstrapEntry } from '../../lib/virtual-card/bootstrap-files.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import type { CardImage, TransparentImage } from '../../lib/virtual-card/image.js';
import { imageOf, outcomeOf, stay } from './bench.js';
import { changed, withContent, withDir } from './images.js';

const PKCS15 = '61144F0CA000000063504B43532D313551043F007F50';
/** A PKCS#15 application that the card names and does not have. */
const ABSENT = '61154F0DA000000063504B43532D31350151043F007F51';
const OTHER = '61104F0EA000000003000000010203040506';

async function outcome(image: CardImage): Promise<string> {
  const done = await stay(new VirtualCard(image));
  assert.equal(done.error, null);
  return outcomeOf(done);
}

for (const mode of ['2g', '3g'] as const) {
  describe(`the structure of a ${mode} card`, () => {
    for (const [name, records] of [
      ['an unused record of FF first', ['FF', PKCS15]],
      ['an unused record of 00 first', ['00'.repeat(38), PKCS15]],
      ['unused records in between', [OTHER, 'FF', '00'.repeat(38), PKCS15]],
      ['an application that cannot be selected first', [ABSENT, PKCS15]],
      ['many other applications first', [...Array(20).fill(OTHER), PKCS15]],
    ] as const) {
      it(`EF DIR has ${name}`, async () => {
        assert.equal(await outcome(withDir(imageOf({ mode }), records)), 'message');
        const basic = imageOf({ mode, quirks: { channels: 0 } });
        assert.equal(await outcome(withDir(basic, records)), 'message');
        const plain = imageOf({ mode, quirks: { noSfi: true } });
        assert.equal(await outcome(withDir(plain, records)), 'message');
      });
    }

    it('EF DIR has unused records alone', async () => {
      assert.equal(await outcome(withDir(imageOf({ mode }), ['FF', 'FF'])), 'no-application');
    });

    it('EF DIR moves the ODF', async () => {
      const moved = `611C4F0CA000000063504B43532D313551043F007F5073 06 3004 0402 5039`;
      const image = changed(imageOf({ mode }), '5031', (file) => ({
        ...(file as TransparentImage),
        fid: '5039',
      }));
      assert.equal(await outcome(withDir(image, [moved])), 'message');
    });

    it('the ODF holds a DODF itself', async () => {
      const dodf = '3020300E0C0C444D20626F6F74737472617030060604672B0701A106300404026421';
      const image = withContent(imageOf({ mode }), '5031', `A724A022${dodf}`);
      assert.equal(await outcome(image), 'message');
    });

    it('the ODF has no padding', async () => {
      const image = withContent(imageOf({ mode }), '5031', 'A706300404026420');
      assert.equal(await outcome(image), 'message');
    });

    it('the ODF is longer than a READ', async () => {
      const content = `${'A806300404024401'.repeat(40)}A706300404026420`;
      assert.equal(await outcome(withContent(imageOf({ mode }), '5031', content)), 'message');
    });

    it('EF DM_Bootstrap holds records', async () => {
      const image = changed(imageOf({ mode }), '6421', () => ({
        kind: 'linear-fixed',
        fid: '6421',
        recordLength: 10,
        records: ['02'],
      }));
      assert.equal(await outcome(image), 'no-bootstrap: EF DM_Bootstrap 6421 is not transparent');
    });

    it('EF DM_Bootstrap is a DF', async () => {
      const image = changed(imageOf({ mode }), '6421', () => ({
        ...{ kind: 'df', fid: '6421', files: [] },
      }));
      assert.equal(await outcome(image), 'no-bootstrap: EF DM_Bootstrap 6421 is not transparent');
    });

    for (const [what, unusable] of [
      ['is a DF', { kind: 'df', files: [] }],
      ['holds records', { kind: 'linear-fixed', recordLength: 10, records: ['02'] }],
    ] as const) {
      it(`the file of the first entry ${what}`, async () => {
        const both = ['6499', '6421'].map((path) => bootstrapEntry('opaque', '', {}, { path }));
        const image = imageOf({ mode, raw: { dodf: concat(...both) } });
        const first = { ...unusable, fid: '6499' };
        assert.equal(await outcome(changed(image, '6421', (file) => [first, file])), 'message');
      });

      it(`the first DODF ${what}`, async () => {
        const image = imageOf({ mode, decoyDodfs: 1 });
        const first = () => ({ ...unusable, fid: '6430' });
        assert.equal(await outcome(changed(image, '6430', first)), 'message');
        const alone = changed(imageOf({ mode }), '6420', () => ({ ...unusable, fid: '6420' }));
        assert.equal(await outcome(alone), 'no-bootstrap: EF DODF 6420 is not transparent');
      });
    }

    it('files lie in DFs below and beside the application', async () => {
      const odf = 'A706300404026420';
      const below = `3022300E0C0C444D20626F6F74737472617030060604672B0701A108300604046001 6421`;
      const beside = `3024300E0C0C444D20626F6F74737472617030060604672B0701A10A300804063F007F606421`;
      for (const [entry, place] of [
        [below, '6001'],
        [beside, '7F60'],
      ] as const) {
        const image = withContent(withContent(imageOf({ mode }), '5031', odf), '6420', entry);
        const message = (fid: string): CardImage =>
          changed(image, '6421', (file) => ({ kind: 'df', fid, files: [file] }));
        const besideImage = (): CardImage => {
          let moved: TransparentImage | null = null;
          const without = changed(image, '6421', (file) => {
            moved = file as TransparentImage;
            return [];
          });
          const files = [
            ...without.mf.files,
            { kind: 'df', fid: '7F60', files: [moved!] } as const,
          ];
          return { ...without, mf: { ...without.mf, files } };
        };
        assert.equal(await outcome(place === '6001' ? message(place) : besideImage()), 'message');
      }
    });
  });
}

describe('the structure of a 3g card', () => {
  it('gives the short identifier of the ODF to another file', async () => {
    const image = changed(imageOf({}), '5031', (file) => [
      { ...(file as TransparentImage), sfi: 'none' },
      { kind: 'transparent', fid: '5044', sfi: 0x11, content: '3003020100FFFF' },
    ]);
    assert.equal(await outcome(image), 'message');
  });
});

describe('a PIN of a card with several', () => {
  it('is tried against one key a stay', async () => {
    const rule = (key: string) => ({ expanded: `800101A40683 01${key}950108` });
    const guard = (key: string) => (file: unknown) =>
      ({ ...(file as TransparentImage), rule: rule(key) }) as const;
    const image = imageOf({ pin: { enabled: true } });
    const both = changed(changed(image, '6420', guard('01')), '6421', guard('81'));
    const done = await stay(new VirtualCard(both), { pin: '1234' });
    assert.equal(outcomeOf(done), 'pin-guarded: access');
    assert.equal(done.card.verifyAttempts, 1);
    assert.equal(done.retrieved?.pinVerified, true);
  });
});
