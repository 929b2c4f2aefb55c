import assert from 'node:assert/strict';
import { concat, fromHex } from '../../lib/bytes.js';
import { isPkcs15Template, parseEfDir, parseEfDirRecord } from '../../lib/pkcs15/index.js';
import { DIR_RECORD, FILLERS, padded } from './vectors.js';

const AID = fromHex('A000000063504B43532D3135');
const TEMPLATE = {
  aid: AID,
  label: null,
  path: fromHex('3F007F50'),
  odfPath: null,
  raw: DIR_RECORD,
};
const USIM = fromHex('61184F10A0000000871002FF33FF018900000100 5004 5553494D');

describe('EF DIR', () => {
  it('reads a record that is filled up', () => {
    for (const filler of Object.values(FILLERS)) {
      assert.deepEqual(parseEfDirRecord(padded(DIR_RECORD, 38, filler)), TEMPLATE);
    }
  });

  it('reads a record with a label and no path', () => {
    const template = parseEfDirRecord(
      fromHex('61194F0CA000000063504B43532D313550094D49445066696C6573FFFF'),
    );
    assert.equal(template?.label, 'MIDPfiles');
    assert.equal(template?.path, null);
    assert.ok(template && isPkcs15Template(template));
  });

  it('gives the unfilled template, not a view of the record', () => {
    const record = padded(DIR_RECORD, 38, [0xff]);
    const template = parseEfDirRecord(record);
    record.fill(0);
    assert.deepEqual(template, TEMPLATE);
  });

  it('takes the ODF path from tag 73 of a PKCS#15 template', () => {
    const template = parseEfDirRecord(
      fromHex('61214F0CA000000063504B43532D3135 51023F00 730D 0604672B0701 3005 0403 501565'),
    );
    assert.deepEqual(template?.odfPath?.octets, fromHex('501565'));
    assert.equal(template?.odfPath?.offset, 32);
  });

  it('leaves tag 73 of another application alone', () => {
    const template = parseEfDirRecord(fromHex('61094F02A000 7303300901'));
    assert.equal(template?.odfPath, null);
    assert.ok(template && !isPkcs15Template(template));
  });

  it('passes over tags it does not use, 5F50 and 52 among them', () => {
    const template = parseEfDirRecord(fromHex('61104F02A000 5F5004 68747470 5203 00A404'));
    assert.deepEqual(template?.aid, fromHex('A000'));
  });

  it('allows unused bytes within a template', () => {
    const template = parseEfDirRecord(fromHex('61084F02A000FFFFFFFF'));
    assert.deepEqual(template?.aid, fromHex('A000'));
  });

  it('knows a PKCS#15 AID with an extension, and no shorter one', () => {
    const withAid = (aid: Uint8Array | null) => isPkcs15Template({ ...TEMPLATE, aid });
    assert.ok(withAid(concat(AID, fromHex('0102'))));
    assert.ok(!withAid(AID.subarray(0, 11)));
    assert.ok(!withAid(null));
  });

  it('takes a record of FF, of 00, of 80 00 or of nothing as unused', () => {
    for (const hex of ['FFFFFFFF', '00000000', '80000000', 'FF4F02A000', '']) {
      assert.equal(parseEfDirRecord(fromHex(hex)), null, hex);
    }
  });

  it('passes over a record that holds no template', () => {
    assert.equal(parseEfDirRecord(fromHex('4F02A000FFFF')), null);
  });

  it('reads a transparent file up to its unused bytes', () => {
    const file = padded(concat(USIM, fromHex('4F02A000'), DIR_RECORD), 100, [0xff]);
    const templates = parseEfDir(file);
    assert.deepEqual(
      templates.map(({ label, path }) => ({ label, path })),
      [
        { label: 'USIM', path: null },
        { label: null, path: TEMPLATE.path },
      ],
    );
    assert.deepEqual(templates[1], TEMPLATE);
    assert.deepEqual(parseEfDir(new Uint8Array(60).fill(0xff)), []);
  });
});
