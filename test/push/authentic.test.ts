import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { fromHex, toHex } from '../../lib/bytes.js';
import {
  isAuthentic,
  type Method,
  type NetworkKey,
  type PushedMessage,
  pushedMessage,
  type Secrets,
} from '../../lib/push/index.js';
import { semiOctets } from '../../lib/push/keys.js';
import type { DocumentKind } from '../../lib/tree/index.js';
import { decodePush } from '../../lib/wsp/index.js';
import { message as sample } from '../traces/parts.js';
import { pdu, security, text } from '../wsp/pdu.js';

const PIN = '483920';
/** Of 15 digits, and of 14. */
const ODD = '262011234567890';
const EVEN = '26201123456789';
const ODD_OCTETS = '2926102143658709';
const EVEN_OCTETS = '21261021436587F9';

const DOCUMENTS: Readonly<Record<DocumentKind, Uint8Array>> = {
  dm: sample('one-account'),
  cp: sample('provisioning/account'),
};

/** HMAC-SHA-1 as the program `openssl` makes it: its key in hexadecimal. */
const opensslMac = (key: string, bytes: Uint8Array): string =>
  execFileSync('openssl', ['dgst', '-sha1', '-mac', 'HMAC', '-macopt', `hexkey:${key}`, '-r'], {
    input: bytes,
  })
    .toString()
    .slice(0, 40);

const nodeMac = (key: string, bytes: Uint8Array): string =>
  createHmac('sha1', fromHex(key)).update(bytes).digest('hex');

const ascii = (value: string): string => toHex(Buffer.from(value));

/** The keys of dm-objects 9, written out by hand. */
const VECTORS: readonly (readonly [
  kind: DocumentKind,
  sec: string | number,
  method: Method,
  key: string,
  secrets: Partial<Secrets>,
])[] = [
  ['dm', 'NETWORKID', 'network', ascii(ODD), { imsis: [ODD] }],
  ['dm', 'NETWORKID', 'network', ODD_OCTETS, { imsis: [ODD], networkKey: 'semi-octets' }],
  ['dm', 0, 'network', ascii(ODD), { imsis: [ODD] }],
  ['dm', 'USERPIN', 'user', ascii(PIN), { pin: PIN }],
  ['dm', 1, 'user', ascii(PIN), { pin: PIN }],
  [
    'dm',
    'USERPIN_NETWORKID',
    'user-network',
    `${ascii(PIN)}3A${ascii(ODD)}`,
    { pin: PIN, imsis: [ODD] },
  ],
  ['cp', 'NETWPIN', 'network', ODD_OCTETS, { imsis: [ODD] }],
  ['cp', 0, 'network', ODD_OCTETS, { imsis: [ODD] }],
  ['cp', 0, 'network', EVEN_OCTETS, { imsis: [EVEN] }],
  ['cp', 1, 'user', ascii(PIN), { pin: PIN }],
  ['cp', 2, 'user-network', `${ODD_OCTETS}${ascii(PIN)}`, { pin: PIN, imsis: [ODD] }],
];

const NO_SECRETS: Secrets = { imsis: [], networkKey: 'digits', pin: null };

function pushed(kind: DocumentKind, sec: string | number, mac?: string): PushedMessage {
  const type = kind === 'dm' ? 0x42 : 0x36;
  const words = [text('SEC'), text(`${sec}`), ...(mac ? [text('MAC'), text(mac)] : [])];
  const parameters = typeof sec === 'number' ? security(sec, mac) : words;
  return pushedMessage(decodePush(pdu(type, DOCUMENTS[kind], parameters)));
}

/** 20 octets, one bit of which is another. */
const wrong = (mac: string): string => {
  const octets = fromHex(mac);
  octets[octets.length - 1]! ^= 1;
  return toHex(octets);
};

describe('the MAC of a pushed message', () => {
  it('has the IMSI in semi-octets', () => {
    assert.equal(toHex(semiOctets(ODD)), ODD_OCTETS);
    assert.equal(toHex(semiOctets('001010123456789')), '0910101032547698');
    assert.equal(toHex(semiOctets('00101012345678')), '01101010325476F8');
  });

  for (const [kind, sec, method, key, given] of VECTORS) {
    const secrets = { ...NO_SECRETS, ...given };
    describe(`of ${kind} by ${sec}${secrets.networkKey === 'digits' ? '' : ` in ${secrets.networkKey}`}, ${secrets.imsis[0]?.length ?? 'no'} digits`, () => {
      const mac = opensslMac(key, DOCUMENTS[kind]);

      it('is the same by openssl, by Node, and by us, in either case', () => {
        assert.match(mac, /^[0-9a-f]{40}$/);
        assert.equal(nodeMac(key, DOCUMENTS[kind]), mac);
        for (const one of [mac, mac.toUpperCase()]) {
          const message = pushed(kind, sec, one);
          assert.equal(message.security?.method, method);
          assert.equal(isAuthentic(message, secrets), true);
        }
      });

      it('is wrong if one bit of it, of the message, of the PIN or of the IMSI is another', () => {
        assert.equal(isAuthentic(pushed(kind, sec, wrong(mac)), secrets), false);
        const message = pushed(kind, sec, mac);
        const bytes = Uint8Array.from(message.bytes);
        bytes[bytes.length >> 1]! ^= 1;
        assert.equal(isAuthentic({ ...message, bytes }, secrets), false);
        const others: Secrets[] = [
          NO_SECRETS,
          ...(secrets.pin === null
            ? []
            : [
                { ...secrets, pin: '483921' },
                { ...secrets, pin: '' },
              ]),
          ...(secrets.imsis.length === 0
            ? []
            : [
                { ...secrets, imsis: ['262011234567891'] },
                { ...secrets, imsis: [] },
              ]),
        ];
        for (const other of others) assert.equal(isAuthentic(message, other), false);
      });
    });
  }

  it('may be of any of the subscribers that the device may be', () => {
    const mac = opensslMac(ODD_OCTETS, DOCUMENTS.cp);
    const secrets = { ...NO_SECRETS, imsis: ['001010123456789', ODD] };
    assert.equal(isAuthentic(pushed('cp', 0, mac), secrets), true);
  });

  it('is of the profile: a key of the one is none of the other', () => {
    const forms: NetworkKey[] = ['digits', 'semi-octets'];
    for (const networkKey of forms) {
      const secrets = { ...NO_SECRETS, imsis: [ODD], pin: PIN, networkKey };
      const dm = opensslMac(`${ODD_OCTETS}${ascii(PIN)}`, DOCUMENTS.dm);
      assert.equal(isAuthentic(pushed('dm', 2, dm), secrets), false);
      const cp = opensslMac(`${ascii(PIN)}3A${ascii(ODD)}`, DOCUMENTS.cp);
      assert.equal(isAuthentic(pushed('cp', 2, cp), secrets), false);
    }
  });

  describe('that the user types (USERPINMAC)', () => {
    const digits = [...fromHex(opensslMac(ascii(PIN), DOCUMENTS.cp))].map((octet) => octet % 10);
    const typed = `${PIN}${digits.slice(0, PIN.length).join('')}`;
    const message = pushed('cp', 3);
    const judged = (pin: string | null) => isAuthentic(message, { ...NO_SECRETS, pin });

    it('is right if its second half is that of the first', () => {
      assert.equal(message.security?.method, 'user-mac');
      assert.equal(judged(typed), true);
    });

    it('is wrong otherwise', () => {
      const last = Number(typed.at(-1));
      const all = `1${digits.join('')}`.repeat(2);
      for (const pin of [
        ...[
          null,
          '',
          PIN,
          typed.slice(0, -1),
          `${typed}0`,
          `${typed.slice(0, -1)}${(last + 1) % 10}`,
        ],
        ...[`${typed.slice(0, -1)}x`, all, '0'.repeat(64)],
      ]) {
        assert.equal(judged(pin), false, `${pin}`);
      }
    });
  });
});
