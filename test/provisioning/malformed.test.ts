import assert from 'node:assert/strict';
import { ProvisioningError } from '../../lib/provisioning/index.js';
import { ch, doc, mapXml, napdef, parm, pxlogical, w7 } from './documents.js';

const times = (count: number, xml: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => xml(at)).join('');

const nested = (depth: number): string => (depth === 0 ? '' : ch('A', nested(depth - 1)));

/** Documents that just keep a bound. */
const LARGE: Record<string, string> = {
  '512 characteristics': doc(times(512, () => ch('A'))),
  '8 characteristics inside one another': doc(nested(8)),
  '2048 parms': doc(
    ch(
      'A',
      times(2048, () => parm('B')),
    ),
  ),
  'a value of 8192 characters': doc(napdef('n', parm('NAME', 'x'.repeat(8192)))),
  '16 accounts': doc(times(16, (at) => w7(`s${at}`))),
  '256 objects': doc(times(256, (at) => napdef(`n${at}`))),
};

/** Each with the reason and the byte. */
const MALFORMED: readonly [reason: string, xml: string, at: number][] = [
  ['another root', '<a/>', 0],
  ['a DM message', '<SyncML><SyncHdr/></SyncML>', 0],
  ['a root of another case', '<WAP-PROVISIONINGDOC/>', 0],
  ['a characteristic without type', doc('<characteristic/>'), 35],
  ['a characteristic with an empty type', doc(ch('')), 35],
  ['a type under a name of another case', doc('<characteristic TYPE="A"/>'), 35],
  ['a parm without name', doc(ch('A', '<parm value="v"/>')), 60],
  ['a parm with an empty name', doc(ch('A', parm(''))), 60],
  ['513 characteristics', doc(times(513, () => '<characteristic type="A"/>')), 35 + 512 * 26],
  ['9 characteristics inside one another', doc(nested(9)), 35 + 8 * 25],
  [
    '2049 parms',
    doc(
      ch(
        'A',
        times(2049, () => '<parm name="B"/>'),
      ),
    ),
    60 + 2048 * 16,
  ],
  ['a type of 8193 characters', doc(ch('A'.repeat(8193))), 35],
  ['a name of 8193 characters', doc(ch('A', parm('B'.repeat(8193)))), 60],
  ['a value of 8193 characters', doc(ch('A', parm('B', 'x'.repeat(8193)))), 60],
  [
    '17 accounts',
    doc(times(17, (at) => w7(String.fromCharCode(97 + at)))),
    35 + 16 * w7('a').length,
  ],
  ['257 objects', doc(times(257, (at) => napdef(`${100 + at}`))), 35 + 256 * napdef('100').length],
];

describe('a provisioning document', () => {
  for (const [what, xml] of Object.entries(LARGE)) {
    it(`may have ${what}`, () => {
      mapXml(xml);
    });
  }

  for (const [reason, xml, at] of MALFORMED) {
    it(`is malformed for ${reason}`, () => {
      assert.throws(
        () => mapXml(xml),
        (error) => {
          assert.ok(error instanceof ProvisioningError);
          assert.equal(error.code, 'malformed');
          assert.equal(error.offset, at);
          return true;
        },
      );
    });
  }

  it('is malformed for more nodes than a layer may hold, made of few parms', () => {
    const ports = times(400, () => ch('PORT', parm('PORTNBR', '80')));
    const physicals = times(100, () => ch('PXPHYSICAL', parm('PXADDR', 'a')));
    assert.throws(() => mapXml(doc(pxlogical('p', ports, physicals))), ProvisioningError);
  });

  it('never has its text in that of an error', () => {
    for (const xml of [
      '<hunter2/>',
      doc(ch('A', '<parm value="hunter2"/>')),
      doc(times(513, () => ch('hunter2'))),
      doc(ch('A', parm('hunter2', 'x'.repeat(8193)))),
    ]) {
      assert.throws(
        () => mapXml(xml),
        (error) => error instanceof Error && !error.message.includes('hunter2'),
      );
    }
  });
});
