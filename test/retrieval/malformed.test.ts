import assert from 'node:assert/strict';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import { imageOf, outcomeOf, stay } from './bench.js';
import { withContent, withDir } from './images.js';

const ODF = 'A706300404026420';

const cases: readonly [reason: string, fid: string, content: string, place: RegExp][] = [
  ['an ODF whose length lies', '5031', 'A770300404026420FFFF', /^malformed: EF ODF 5031, byte 0: /],
  ['an ODF that ends within an entry', '5031', 'A7063004', /^malformed: EF ODF 5031, byte 0: /],
  ['an ODF with a path to nowhere', '5031', 'A7043002 0400', /^malformed: EF ODF 5031, byte 6: /],
  ['an ODF with an odd path', '5031', 'A70530030401 64', /^malformed: EF ODF 5031, byte 6: /],
  [
    'an ODF with a path to the MF',
    '5031',
    'A70630040402 3F00',
    /^malformed: EF ODF 5031, byte 6: /,
  ],
  [
    'a DODF that is no sequence of objects',
    '6420',
    '3003 300201',
    /^malformed: EF DODF 6420, byte /,
  ],
  ['a DODF that is cut off', '6420', '3020300E0C0C', /^malformed: EF DODF 6420, byte 0: /],
];

describe('a malformed file', () => {
  for (const mode of ['2g', '3g'] as const) {
    for (const [reason, fid, content, place] of cases) {
      it(`${reason}, in ${mode}`, async () => {
        const done = await stay(new VirtualCard(withContent(imageOf({ mode }), fid, content)));
        assert.equal(done.error, null);
        assert.match(outcomeOf(done), place);
      });
    }

    it(`a PKCS#15 record whose length lies, in ${mode}`, async () => {
      const image = withDir(imageOf({ mode }), ['FF', '61704F0CA000000063504B43532D3135']);
      const done = await stay(new VirtualCard(image));
      assert.match(outcomeOf(done), /^malformed: EF DIR 2F00, record 2, byte 0: /);
    });

    it(`a transparent EF DIR whose length lies, in ${mode}`, async () => {
      const image = withContent(imageOf({ mode, dir: 'transparent' }), '2F00', '61704F0CA0000000');
      const done = await stay(new VirtualCard(image));
      assert.match(outcomeOf(done), /^malformed: EF DIR 2F00, byte 0: /);
    });

    it(`an entry with an offset behind the file, in ${mode}`, async () => {
      const entry = '302230080C064F4D412D444D30060604672B0701A10E300C0402642102020200800200 28';
      const done = await stay(new VirtualCard(withContent(imageOf({ mode }), '6420', entry)));
      assert.equal(
        outcomeOf(done),
        'malformed: EF DM_Bootstrap 6421, byte 512: the file ends before the message begins',
      );
    });

    it(`is passed over in EF DIR where another record serves, in ${mode}`, async () => {
      const good = '61144F0CA000000063504B43532D313551043F007F50';
      const done = await stay(new VirtualCard(withDir(imageOf({ mode }), ['6170', good])));
      assert.equal(outcomeOf(done), 'message');
    });
  }

  it('is not what an ODF of unknown tags is', async () => {
    const done = await stay(new VirtualCard(withContent(imageOf({}), '5031', `A900${ODF}`)));
    assert.equal(outcomeOf(done), 'message');
  });
});
