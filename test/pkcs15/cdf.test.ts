import assert from 'node:assert/strict';
import { concat, fromHex } from '../../lib/bytes.js';
import { decodeCertificate, Pkcs15Error, parseCdf } from '../../lib/pkcs15/index.js';
import { CDF, CERTIFICATE, FILLERS, padded, tlv } from './vectors.js';

const DECODED = {
  subject: 'CN=Bootstrap CA,O=Example\\, Inc.,C=XX',
  issuer: 'CN=Bootstrap CA,O=Example\\, Inc.,C=XX',
  serial: '00C0FFEE',
  notBefore: new Date('2026-11-22T15:43:34Z'),
  notAfter: new Date('2051-07-14T15:43:34Z'),
  sha256: '4bebdda2d247117c5c443a7245b49c855db2cd23c0d10aa704d5322988c7cd4b',
  der: CERTIFICATE,
};

function inline(certificate: Uint8Array): Uint8Array {
  const value = tlv(0xa0, certificate);
  return tlv(0x30, tlv(0x30), tlv(0x30, fromHex('040107')), tlv(0xa1, tlv(0x30, value)));
}

describe('EF CDF', () => {
  it('reads a certificate object that points to a file', async () => {
    const object = {
      label: 'CA',
      flags: { private: false, modifiable: false },
      authId: null,
      id: fromHex('01'),
      authority: true,
      location: {
        kind: 'path',
        path: { octets: fromHex('6430'), offset: 24, index: null, length: null },
      },
      certificate: null,
      offset: 0,
    };
    for (const filler of Object.values(FILLERS)) {
      assert.deepEqual(await parseCdf(padded(CDF, 64, filler)), [object]);
    }
  });

  it('decodes a certificate that it holds itself, and passes over those that are not X.509', async () => {
    const objects = await parseCdf(concat(tlv(0xa0, tlv(0x30)), inline(CERTIFICATE)));
    assert.equal(objects.length, 1);
    assert.deepEqual(objects[0]?.certificate, DECODED);
    assert.equal(objects[0]?.authority, false);
  });

  it('gives errors in such a certificate the offset of the file', async () => {
    const broken = CERTIFICATE.slice();
    broken[5] = 0x7f;
    const file = concat(CDF, inline(broken));
    await assert.rejects(parseCdf(file), (error) => {
      assert.ok(error instanceof Pkcs15Error);
      return error.offset > CDF.length;
    });
  });
});

describe('X.509 certificates', () => {
  it('decodes names, serial number, validity and digest', async () => {
    assert.deepEqual(await decodeCertificate(CERTIFICATE), DECODED);
  });

  it('leaves the unused bytes of its file out of the digest', async () => {
    for (const filler of Object.values(FILLERS)) {
      assert.deepEqual(await decodeCertificate(padded(CERTIFICATE, 600, filler)), DECODED);
    }
  });

  for (const [name, bytes] of [
    ['nothing', new Uint8Array()],
    ['unused bytes', new Uint8Array(32).fill(0xff)],
    ['another SEQUENCE', fromHex('300302012A')],
    ['a certificate cut short', CERTIFICATE.subarray(0, 300)],
    ['a certificate and more', concat(CERTIFICATE, fromHex('3000'))],
  ] as const) {
    it(`refuses ${name}`, async () => {
      await assert.rejects(decodeCertificate(bytes), Pkcs15Error);
    });
  }
});
