import assert from 'node:assert/strict';
import { fromHex } from '../../lib/bytes.js';
import { parseChvStatus, parseFileResponse } from '../../lib/card/gsm-response.js';

describe('the 2G answer to SELECT of an EF', () => {
  it('is read as real cards give it', () => {
    const info = parseFileResponse(fromHex('0000 000A 2FE2 04 00 05FF55 01 02 00 00'));
    assert.deepEqual(info, {
      kind: 'ef',
      structure: 'transparent',
      size: 10,
      recordLength: null,
      recordCount: null,
      usable: true,
      read: { kind: 'condition', condition: { kind: 'always' } },
    });
  });

  it('may end with the structure', () => {
    assert.equal(parseFileResponse(fromHex('0000 0100 6421 04 00 05FF55 01 01 00')).size, 256);
  });

  it('tells of records', () => {
    const info = parseFileResponse(fromHex('0000 0072 2F00 04 00 04F044 01 02 01 26'));
    assert.deepEqual(
      [info.structure, info.recordLength, info.recordCount],
      ['linear-fixed', 38, 3],
    );
  });

  it('tells that a file is invalidated', () => {
    for (const status of ['00', '04']) {
      const bytes = fromHex(`0000 0100 6421 04 00 05FF55 ${status} 02 00 00`);
      assert.equal(parseFileResponse(bytes).usable, false);
    }
  });

  for (const [nibble, condition] of [
    ['0', { kind: 'always' }],
    ['1', { kind: 'key', key: 1 }],
    ['2', { kind: 'key', key: 2 }],
    ['3', { kind: 'other' }],
    ['4', { kind: 'other' }],
    ['E', { kind: 'other' }],
    ['F', { kind: 'never' }],
  ] as const) {
    it(`READ by nibble ${nibble}`, () => {
      const bytes = fromHex(`0000 0100 6421 04 00 ${nibble}5FF55 01 02 00 00`);
      assert.deepEqual(parseFileResponse(bytes).read, { kind: 'condition', condition });
    });
  }

  it('knows a DF', () => {
    const bytes = fromHex('0000 0000 7F20 02 0000000000 0A 13 01 1E 04 00 838A838A00');
    assert.equal(parseFileResponse(bytes).kind, 'df');
  });
});

describe('the status of CHV1', () => {
  const vectors: readonly [
    name: string,
    hex: string,
    expected: ReturnType<typeof parseChvStatus>,
  ][] = [
    [
      'a real DF GSM, disabled',
      '0000 0000 7F20 02 0000000000 13 B3 00 1E 04 00 838A838A00',
      { enabled: false, initialised: true, left: 3 },
    ],
    [
      'enabled, one try left',
      '0000 0000 3F00 01 0000000003 0A 13 02 03 04 00 818A838A00',
      { enabled: true, initialised: true, left: 1 },
    ],
    [
      'not initialised',
      '0000 0000 7F50 02 0000000000 0A 13 00 04 04 00 038A838A00',
      { enabled: true, initialised: false, left: 3 },
    ],
    ['an EF', '0000 0100 6421 04 00 05FF55 01 02 00 00 00000000000000', null],
    ['too short', '0000 0000 7F20 02 0000000000 13 B3 00 1E 04 00', null],
  ];
  for (const [name, hex, expected] of vectors) {
    it(name, () => assert.deepEqual(parseChvStatus(fromHex(hex)), expected));
  }
});
