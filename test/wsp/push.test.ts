import assert from 'node:assert/strict';
import fc from 'fast-check';
import { concat, fromHex, toHex } from '../../lib/bytes.js';
import { decodePush, type Push } from '../../lib/wsp/index.js';
import { pdu, security, text } from './pdu.js';

const BODY = fromHex('030B6A00450601');
const MAC = '5F'.repeat(20);
const CP = 'application/vnd.wap.connectivity-wbxml';
const DM = 'application/vnd.syncml.dm+wbxml';

const shown = ({ mediaType, parameters, body }: Push): unknown[] => [
  mediaType,
  Object.fromEntries(parameters),
  toHex(body),
];

describe('a push PDU', () => {
  const whole = toHex(BODY);
  const cases: readonly (readonly [string, Uint8Array, string, Record<string, unknown>])[] = [
    ['a media type by number', pdu(0x36, BODY), CP, {}],
    ['a media type in text', pdu(DM, BODY), DM, {}],
    ['a media type in other letters', pdu('Application/Vnd.SyncML.DM+WBXML', BODY), DM, {}],
    ['SEC and MAC', pdu(0x36, BODY, security(0, MAC)), CP, { sec: 0, mac: MAC }],
    ['SEC alone', pdu(0x36, BODY, security(3)), CP, { sec: 3 }],
    [
      'parameters by name',
      pdu(0x42, BODY, [text('SEC'), text('USERPIN'), text('MAC'), text(MAC)]),
      DM,
      { sec: 'USERPIN', mac: MAC },
    ],
    [
      'SEC by number and in words',
      pdu(0x42, BODY, [Uint8Array.of(0x91), text('NETWORKID')]),
      DM,
      { sec: 'NETWORKID' },
    ],
    [
      'parameters in the text',
      pdu(`${DM}; SEC=USERPIN; MAC="${MAC}"`, BODY),
      DM,
      { sec: 'USERPIN', mac: MAC },
    ],
    [
      'quoted text',
      pdu(0x42, BODY, [Uint8Array.of(0x92), text(`"${MAC}`), text('x'), text('\x7fy')]),
      DM,
      { mac: MAC, x: 'y' },
    ],
    ['a media type nobody knows', pdu(0x01, BODY), '0x1', {}],
  ];

  for (const [what, bytes, type, parameters] of cases) {
    it(`has ${what}`, () => {
      assert.deepEqual(shown(decodePush(bytes)), [type, parameters, whole]);
    });
  }

  it('has other parameters, which are passed over', () => {
    const odd = fromHex('83070102030405060781EA800B');
    const { parameters, body } = decodePush(pdu(0x36, BODY, [odd, ...security(1, MAC)]));
    assert.deepEqual(Object.fromEntries(parameters), {
      '0x3': null,
      charset: 0x6a,
      '0x0': 11,
      sec: 1,
      mac: MAC,
    });
    assert.equal(toHex(body), whole);
  });

  it('has other headers, which are passed over', () => {
    const headers = [
      'AF 87',
      '8D 02 1234',
      '8D 1F 03 010203',
      `${toHex(text('X-WAP-Application-Id'))} ${toHex(text('x-wap-application:syncml.dm'))}`,
      '7F 02 AF 80',
      '01 AF 80',
      'B4 00',
    ].join(' ');
    const push = decodePush(pdu(0x36, BODY, security(1, MAC), headers));
    assert.deepEqual(shown(push), [CP, { sec: 1, mac: MAC }, whole]);
  });

  it('may have no body', () => {
    assert.equal(decodePush(pdu(0x36, new Uint8Array())).body.length, 0);
  });

  it('is read back whatever it holds', () => {
    const name = fc.stringMatching(/^[a-z]{1,8}$/).filter((one) => !['q'].includes(one));
    const value = fc.stringMatching(/^[!#-~]{1,40}$/);
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.dictionary(name, value, { maxKeys: 8, noNullPrototype: true }),
        fc.constantFrom<number | string>(0x36, 0x42, DM, CP),
        (body, parameters, type) => {
          const coded = Object.entries(parameters).map(([key, one]) =>
            concat(text(key), text(one)),
          );
          const push = decodePush(pdu(type, body, coded));
          assert.deepEqual(Object.fromEntries(push.parameters), parameters);
          assert.deepEqual(push.body, Uint8Array.from(body));
        },
      ),
      { seed: 61, numRuns: 300 },
    );
  });
});
