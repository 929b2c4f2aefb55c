import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fromHex } from '../../lib/bytes.js';
import { CardError } from '../../lib/card/error.js';
import { type Fcp, parseFcp } from '../../lib/card/fcp.js';

function fcp(...parts: string[]): Fcp {
  const body = parts.join('').replaceAll(' ', '');
  return parseFcp(fromHex(`62${(body.length / 2).toString(16).padStart(2, '0')}${body}`));
}

describe('file control parameters', () => {
  it('of a transparent EF', () => {
    const info = fcp(
      '8202 4121',
      '8302 6421',
      'A503 C00100',
      '8A01 05',
      '8B03 2F0601',
      '8002 0A8C',
    );
    assert.equal(info.kind, 'ef');
    assert.equal(info.structure, 'transparent');
    assert.equal(info.size, 0x0a8c);
    assert.equal(info.fid, 0x6421);
    assert.equal(info.usable, true);
    assert.deepEqual(info.read, {
      kind: 'reference',
      fid: 0x2f06,
      records: [{ environment: null, record: 1 }],
    });
  });

  it('of a linear fixed EF', () => {
    const info = fcp('8205 4221 0026 03', '8302 2F00', '8801 F0');
    assert.deepEqual(
      [info.structure, info.recordLength, info.recordCount, info.sfi],
      ['linear-fixed', 0x26, 3, 0x1e],
    );
  });

  it('of a cyclic EF, and of others', () => {
    assert.equal(fcp('8202 4621').structure, 'cyclic');
    assert.equal(fcp('8202 3921').structure, 'other');
    assert.equal(fcp('8202 7921').kind, 'ef');
    assert.equal(fcp('8201 01').structure, 'transparent');
    assert.equal(fcp('8302 6421').structure, null);
  });

  it('of an ADF, with its PINs', () => {
    const info = fcp('8202 7821', '8403 A00001', '8A01 05', '8B03 2F0601', 'C606 900180 830101');
    assert.equal(info.kind, 'df');
    assert.deepEqual(info.name, fromHex('A00001'));
    assert.deepEqual(info.pins.get(1), { enabled: true, usage: null });
    assert.equal(info.read.kind, 'unknown');
  });

  it('in a template 6F, with a long length, and padded', () => {
    assert.equal(parseFcp(fromHex('6F0480020100')).size, 0x100);
    assert.equal(parseFcp(fromHex('62810480020100')).size, 0x100);
    assert.equal(parseFcp(fromHex('620480020100FFFF')).size, 0x100);
  });

  const sfis: readonly [name: string, parts: string[], sfi: number | null][] = [
    ['not told: the low five bits of the FID', ['8302 5031'], 0x11],
    ['told to be none', ['8302 5031', '8800'], null],
    ['told', ['8302 5031', '8801 30'], 6],
    ['no FID', ['8202 4121'], null],
  ];
  for (const [name, parts, sfi] of sfis) {
    it(`short identifier, ${name}`, () => assert.equal(fcp(...parts).sfi, sfi));
  }

  for (const [state, usable] of [
    ['01', true],
    ['03', true],
    ['05', true],
    ['07', true],
    ['04', false],
    ['06', false],
    ['0C', false],
    ['0F', false],
  ] as const) {
    it(`life cycle ${state}`, () => assert.equal(fcp('8202 4121', `8A01 ${state}`).usable, usable));
  }

  describe('the rule for READ', () => {
    it('by reference for each security environment', () => {
      assert.deepEqual(fcp('8B06 2F06 0116 0014').read, {
        kind: 'reference',
        fid: 0x2f06,
        records: [
          { environment: 1, record: 0x16 },
          { environment: 0, record: 0x14 },
        ],
      });
    });

    it('in place', () => {
      assert.deepEqual(fcp('8C02 0100').read, { kind: 'condition', condition: { kind: 'always' } });
      assert.equal(fcp('AB05 800101 9000').read.kind, 'condition');
    });

    it('missing, or too short to be read', () => {
      assert.equal(fcp('8202 4121').read.kind, 'unknown');
      assert.equal(fcp('8B02 2F06').read.kind, 'unknown');
    });
  });

  it('is read or refused, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          parseFcp(Uint8Array.of(0x62, bytes.length, ...bytes));
        } catch (error) {
          assert.ok(error instanceof CardError && error.code === 'malformed');
        }
      }),
      { seed: 11, numRuns: 2000 },
    );
  });
});
