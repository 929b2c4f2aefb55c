import assert from 'node:assert/strict';
import { fromHex } from '../../lib/bytes.js';
import {
  Pkcs15Error,
  parseAodf,
  parseCdf,
  parseDodf,
  parseEfDir,
  parseEfDirRecord,
  parseOdf,
} from '../../lib/pkcs15/index.js';

type Case = readonly [reason: string, hex: string, offset: number];

/** Every case is refused with the offset at which it goes wrong. */
const CASES: readonly [file: string, parse: (bytes: Uint8Array) => unknown, cases: Case[]][] = [
  [
    'an EF DIR record',
    parseEfDirRecord,
    [
      ['no length', '61', 1],
      ['longer than its record', '61144F0CA00000006350', 0],
      ['an AID longer than its template', '61044F03A000', 2],
      ['a path cut by the end of the template', '61074F02A0005104', 0],
      ['an empty AID', '61024F00', 2],
      ['an AID of 17 bytes', '61134F11A0000000000000000000000000000000 00', 2],
      ['a path of 18 bytes', '61145112 3F003F003F003F003F003F003F003F003F00', 2],
      ['two AIDs', '61084F02A0004F02A000', 6],
      ['an indefinite length', '6180', 1],
      ['a length in three bytes', '6183000004', 1],
      ['a tag in three bytes', '61055F81010100', 3],
      ['a tag 73 that holds no TLVs', '61114F0CA000000063504B43532D31357301 30', 19],
      ['an ODF path without octets', '61124F0CA000000063504B43532D31357302 3000', 20],
    ],
  ],
  [
    'a transparent EF DIR',
    parseEfDir,
    [['a second template longer than the file', '61044F02A00061044F02A0', 6]],
  ],
  [
    'EF ODF',
    parseOdf,
    [
      ['an entry cut off', 'A80630040402', 0],
      ['a second entry without a length', 'A806300404024401A7', 9],
      ['a path longer than its entry', 'A7063006040264200000', 2],
      ['octets longer than their path', 'A706300404036420', 4],
      ['an entry of nothing', 'A700', 2],
      ['two paths in an entry', 'A70C300404026420300404026421', 8],
      ['an entry that is neither path nor objects', 'A70404026420', 2],
      ['a path without octets', 'A7023000', 4],
      ['two octet strings in a path', 'A70A3008040264200402 6421', 8],
      ['a path of 18 octets', `A7163014 0412 ${'3F00'.repeat(9)}`, 4],
      ['a negative index', 'A709300704026420 0201FF', 8],
      ['an index of no bytes', 'A708300604026420 0200', 8],
      ['an index of five bytes', 'A70D300B04026420 02050000000001', 8],
      ['a length beyond the bound', 'A70B300904026420 8003010000', 8],
      ['an entry cut off within a SEQUENCE', '3007A706300404026420', 2],
      ['a SEQUENCE longer than the file', '3010A706300404026420', 0],
      ['a long length cut off', 'A782', 2],
    ],
  ],
  [
    'EF DODF',
    parseDodf,
    [
      ['cut within a header', '30', 1],
      ['cut within an object', '3020300E0C0C444D20', 0],
      ['an object longer by one than the file', '3019300030060604672B0701A106300404026421', 0],
      ['a label longer than its attributes', '301330020C05 30060604672B0701A1063004040264', 4],
      ['an OID longer than its attributes', '3012300030060605672B0701A106300404026421', 6],
      ['an OID that never ends', '3012300030060604672B0781A106300404026421', 6],
      ['an empty OID', '300E30003002 0600 A106300404026421', 6],
      ['no class attributes', '30023000', 2],
      ['no attributes at all', '3000', 2],
      ['class attributes that are none', '300B30000401 00A1043002 0400', 4],
      ['two OIDs', '3018300030 0C0604672B09010604672B0701 A106300404026421', 12],
      ['flags of no bytes', '30143002 0300 30060604672B0701A106300404026421', 4],
      ['flags with nine unused bits', '30153003 030109 30060604672B0701A106300404026421', 4],
      ['two flags', '301A3008 03020780 03020640 30060604672B0701A106300404026421', 8],
      ['no type attributes', '300A300030060604672B0701', 2],
      ['empty type attributes', '300C300030060604672B0701A100', 14],
      ['two values', '3018300030060604672B0701A10C300404026421300404026421', 20],
      ['a value of an unknown kind', '3010300030060604672B0701A10404026421', 14],
      ['a direct value of nothing', '300E300030060604672B0701A102A000', 16],
      ['an oidDO without a value', 'A11430003000 A10A30080604672B07010600', 0],
      ['an oidDO with its OID alone', 'A10E30003000A10830060604672B0701', 10],
      ['a second object that is cut', '3012300030060604672B0701A1063004040264213012', 20],
    ],
  ],
  [
    'EF AODF',
    parseAodf,
    [
      ['an object cut off', '302B300A0C04', 0],
      ['a PIN without attributes', '300430003000', 2],
      ['PIN attributes without flags', '300830003000A1023000', 10],
      ['PIN attributes without lengths', '300E30003000A1083006 030100 0A0101', 10],
      ['two bytes of padding', '301830003000A1123010 030100 0A0101 020104 020108 04020000', 22],
    ],
  ],
  [
    'EF CDF',
    parseCdf,
    [
      ['an object cut off', '301830040C024341', 0],
      ['X.509 attributes of nothing', '300830003000A1023000', 0],
      ['a direct value that is no certificate', '300D30003000A1073005A003020101', 12],
    ],
  ],
];

for (const [file, parse, cases] of CASES) {
  describe(`${file} is refused for`, () => {
    for (const [reason, hex, offset] of cases) {
      it(reason, async () => {
        await assert.rejects(
          async () => parse(fromHex(hex)),
          (error) => {
            assert.ok(error instanceof Pkcs15Error, String(error));
            assert.equal(error.code, 'malformed');
            assert.equal(error.offset, offset);
            return true;
          },
        );
      });
    }
  });
}
