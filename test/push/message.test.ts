import assert from 'node:assert/strict';
import { fromHex } from '../../lib/bytes.js';
import {
  isAuthentic,
  needsNetwork,
  needsUser,
  PushError,
  pushedMessage,
} from '../../lib/push/index.js';
import { decodePush } from '../../lib/wsp/index.js';
import { pdu, security, text } from '../wsp/pdu.js';

const BODY = fromHex('030B6A00450601');
const MAC = 'AB'.repeat(20);
const read = (type: number | string, parameters: Uint8Array[] = []) =>
  pushedMessage(decodePush(pdu(type, BODY, parameters)));

describe('a pushed message', () => {
  it('is a DM message or a Client Provisioning document', () => {
    const kinds = [0x42, 0x43, 0x36, 0x35].map((type) => read(type).kind);
    assert.deepEqual(kinds, ['dm', 'dm', 'cp', 'cp']);
    assert.deepEqual(read(0x42).bytes, BODY);
  });

  it('without SEC, or with SEC and no MAC, is nobody’s', () => {
    for (const message of [
      read(0x42),
      read(0x36, security(0)),
      read(0x36, [text('MAC'), text(MAC)]),
      read(0x42, [text('SEC'), text('USERPIN')]),
    ]) {
      assert.equal(message.security, null);
      const secrets = { imsis: ['262011234567890'], networkKey: 'digits', pin: '1234' } as const;
      assert.equal(isAuthentic(message, secrets), false);
    }
  });

  it('says who is to be asked', () => {
    const asked = [0, 1, 2, 3].map((sec) => {
      const one = read(0x36, security(sec, MAC)).security!;
      return `${needsUser(one)} ${needsNetwork(one)}`;
    });
    assert.deepEqual(asked, ['false true', 'true false', 'true true', 'true false']);
  });

  const cases: readonly (readonly [string, () => unknown, PushError['code']])[] = [
    ['a notification', () => read(0x44), 'media-type'],
    ['a type without a name', () => read(0x01), 'media-type'],
    ['text', () => read('text/plain'), 'media-type'],
    ['a SEC of another number', () => read(0x36, security(4, MAC)), 'security'],
    ['USERPINMAC of a DM message', () => read(0x42, security(3)), 'security'],
    ['a word of the other profile', () => read(0x42, [text('SEC'), text('NETWPIN')]), 'security'],
    ['a word of no profile', () => read(0x36, [text('SEC'), text('NONE')]), 'security'],
    ['a SEC of other octets', () => read(0x36, [fromHex('9100')]), 'security'],
    ['secured XML', () => read(0x43, [text('SEC'), text('USERPIN')]), 'security'],
    ['a short MAC', () => read(0x36, security(0, MAC.slice(2))), 'security'],
    ['a long MAC', () => read(0x36, security(0, `${MAC}00`)), 'security'],
    ['a MAC of other digits', () => read(0x36, security(0, MAC.replace('B', 'G'))), 'security'],
    ['a MAC that is a number', () => read(0x36, [fromHex('9180 9285')]), 'security'],
  ];
  for (const [what, make, code] of cases) {
    it(`is not: ${what}`, () => {
      assert.throws(make, (error) => {
        assert.ok(error instanceof PushError);
        assert.equal(error.code, code);
        assert.ok(!error.message.includes(MAC.slice(0, 8)));
        return true;
      });
    });
  }
});
