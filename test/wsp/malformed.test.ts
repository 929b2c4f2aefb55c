import assert from 'node:assert/strict';
import { concat, fromHex, toHex } from '../../lib/bytes.js';
import { decodePush, MAX_PUSH, WspError } from '../../lib/wsp/index.js';
import { pdu, security, text } from './pdu.js';

const CASES: readonly (readonly [string, string, WspError['code'], number])[] = [
  ['nothing', '', 'malformed', 0],
  ['a transaction alone', '01', 'malformed', 1],
  ['another PDU', '01 05 01 B6', 'malformed', 1],
  ['no length', '01 06', 'malformed', 2],
  ['a length without an end', '01 06 80', 'malformed', 3],
  ['a length of six octets', '01 06 808080808001', 'malformed', 2],
  ['headers of 4097 octets', '01 06 A001', 'limit', 2],
  ['headers of 8 KiB', '01 06 C000 B6', 'limit', 2],
  ['headers beyond the end', '01 06 05 B6 8F', 'malformed', 3],
  ['no content type', '01 06 00 030B', 'malformed', 3],
  ['a content type beyond the headers', '01 06 02 05 B6', 'malformed', 4],
  ['an empty content type', '01 06 01 00', 'malformed', 4],
  ['a content type that does not end', '01 06 03 616263 00', 'malformed', 6],
  ['a content type that is no ASCII', '01 06 04 61E96300', 'malformed', 3],
  ['a number of a media type that is too long', '01 06 09 08 07 01020304050607', 'malformed', 4],
  ['a number of a media type without octets', '01 06 02 01 00', 'malformed', 4],
  ['a parameter without a value', '01 06 03 02 B6 91', 'malformed', 6],
  ['a value beyond its part', '01 06 05 04 B6 91 03 01', 'malformed', 7],
  ['a text that does not end', '01 06 06 05 B6 92 414243 00', 'malformed', 9],
  ['a parameter twice', '01 06 06 05 B6 9180 9181', 'malformed', 7],
  ['a header without a value', '01 06 02 B6 AF', 'malformed', 5],
  ['a header that does not end', '01 06 04 B6 58 2D 57', 'malformed', 7],
  ['a shift to no page', '01 06 02 B6 7F', 'malformed', 4],
  ['a value of a header beyond the headers', '01 06 04 B6 8D 05 01', 'malformed', 6],
  ['an endless length of a value', '01 06 09 B6 8D 1F 808080808001', 'malformed', 6],
];

describe('a malformed push PDU', () => {
  for (const [what, hex, code, offset] of CASES) {
    it(`is refused: ${what}`, () => {
      assert.throws(
        () => decodePush(fromHex(hex)),
        (error) => {
          assert.ok(error instanceof WspError);
          assert.deepEqual([error.code, error.offset], [code, offset], error.message);
          return true;
        },
      );
    });
  }

  it('is refused: too many octets, and too many parameters', () => {
    const codeOf = (bytes: Uint8Array) => {
      try {
        return decodePush(bytes).mediaType;
      } catch (error) {
        return error instanceof WspError ? error.code : error;
      }
    };
    const parameters = (count: number) =>
      Array.from({ length: count }, (_, at) => concat(text(`p${at}`), text('x')));
    assert.equal(codeOf(new Uint8Array(MAX_PUSH + 1)), 'limit');
    assert.equal(codeOf(pdu(0x36, new Uint8Array(), parameters(17))), 'limit');
    assert.notEqual(codeOf(pdu(0x36, new Uint8Array(), parameters(16))), 'limit');
  });

  it('says nothing of what it holds', () => {
    const secret = 'SECRETSECRET';
    const bytes = pdu(0x36, new Uint8Array(), [...security(1, secret), ...security(1, secret)]);
    assert.throws(
      () => decodePush(bytes),
      (error) => !String(error).includes(secret),
    );
  });

  it('is refused, or decoded, wherever it is cut or changed', () => {
    const whole = pdu(
      0x42,
      fromHex('0301'),
      security(1, 'AB'.repeat(20)),
      `AF87 8D021234 ${toHex(text('X'))} ${toHex(text('y'))}`,
    );
    let refused = 0;
    const attempt = (bytes: Uint8Array): void => {
      try {
        decodePush(bytes);
      } catch (error) {
        assert.ok(error instanceof WspError, `${error}`);
        assert.ok(error.offset >= 0 && error.offset <= bytes.length);
        refused += 1;
      }
    };
    for (let end = 0; end < whole.length; end += 1) attempt(whole.subarray(0, end));
    for (let at = 0; at < whole.length; at += 1) {
      for (let octet = 0; octet < 256; octet += 1) {
        const changed = Uint8Array.from(whole);
        changed[at] = octet;
        attempt(changed);
      }
    }
    assert.ok(refused > 1000, `${refused}`);
  });
});
