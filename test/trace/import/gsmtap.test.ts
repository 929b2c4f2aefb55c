import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fromHex } from '../../../lib/bytes.js';
import { CaptureError } from '../../../lib/trace/index.js';
import { imported, refusal } from '../imported.js';
import {
  block,
  described,
  enhanced,
  ethernet,
  gsmtap,
  ipv4,
  ipv6,
  loopback,
  numbers,
  pcap,
  section,
  udp,
} from './captures.js';

const SELECT = udp(gsmtap(fromHex('A0A40000022FE29F0F')));
const RAW = 101;

const stepsOf = (capture: Uint8Array, size?: number): string[] =>
  imported('gsmtap', capture, size).lines.map((line) => line.replace(/^\+\S+ /, ''));

/** The command and the response that one packet is split into. */
function split(hex: string): string[] {
  return stepsOf(pcap(RAW, [{ bytes: ipv4(udp(gsmtap(fromHex(hex)))) }])).slice(2);
}

describe('a packet of GSMTAP', () => {
  for (const [why, hex, ...steps] of [
    ['case 1', '0070800100 9000', '> 0070800100', '< 9000'],
    ['case 2', '00B0000002 AABB 9000', '> 00B0000002', '< AABB 9000'],
    ['case 2 of 256 bytes', `00B0000000 ${'AA'.repeat(256)} 9000`, '> 00B0000000'],
    ['case 2, another length named', '00B0000000 6C10', '> 00B0000000', '< 6C10'],
    ['case 2, opening a channel', '0070000001 01 9000', '> 0070000001', '< 01 9000'],
    ['case 3', '00D6000002 AABB 9000', '> 00D6000002 AABB', '< 9000'],
    ['case 3 with 255 bytes', `00D60000FF ${'AA'.repeat(255)} 9000`],
    ['case 4, an answer announced', '00A4000402 3F00 612F', '> 00A4000402 3F00', '< 612F'],
    ['case 4 in 2G', 'A0A4000002 3F00 9F17', '> A0A4000002 3F00', '< 9F17'],
    ['case 4, answered at once', '00A4000402 3F00 6201 9000', '> 00A4000402 3F00', '< 6201 9000'],
    ['a header that was refused', '00A4000402 6E00', '> 00A4000402', '< 6E00'],
    ['GET RESPONSE', '00C0000002 6201 9000', '> 00C0000002', '< 6201 9000'],
    ['a question for tries left', '0020000100 63C3', '> 0020000100', '< 63C3'],
    ['a PIN', '0020000104 31323334 9000', '> 0020000104 ********', '< 9000'],
    ['a PIN without its Lc', '00200001 31323334FFFF 63C2', '> 00200001 ************', '< 63C2'],
    ['a PIN longer than its Lc', '0020000102 31323334 63C2', '> 00200001 **********', '< 63C2'],
  ] as const) {
    it(`is parted into command and response: ${why}`, () => {
      const came = split(hex);
      assert.equal(came.length, 2);
      assert.deepEqual(came.slice(0, steps.length), steps);
    });
  }

  it('may be an ATR, and carries its time', () => {
    const atr = udp(gsmtap(fromHex('3B00'), { subType: 1 }));
    const capture = pcap(RAW, [
      { bytes: ipv4(atr), seconds: 1_700_000_000, fraction: 999_999 },
      { bytes: ipv4(SELECT), seconds: 1_700_000_001, fraction: 500_000 },
    ]);
    assert.deepEqual(imported('gsmtap', capture).lines, [
      '+0.000000 connect T=0',
      '+0.000000 atr 3B00',
      '+0.500001 > A0A4000002 2FE2',
      '+0.500001 < 9F0F',
    ]);
  });
});

describe('a capture', () => {
  const EXPECTED = ['connect T=0', 'atr', '> A0A4000002 2FE2', '< 9F0F'];
  const frames: readonly (readonly [string, number, Uint8Array])[] = [
    ['raw IPv4', 101, ipv4(SELECT)],
    ['raw IPv6', 101, ipv6(SELECT)],
    ['raw IP of old', 12, ipv4(SELECT)],
    ['LINKTYPE_IPV4', 228, ipv4(SELECT)],
    ['LINKTYPE_IPV6', 229, ipv6(SELECT)],
    ['IPv4 with options', 101, ipv4(SELECT, { options: 8 })],
    ['IPv6 with an extension', 101, ipv6(SELECT, { extension: true })],
    ['Ethernet', 1, ethernet(ipv4(SELECT), 0x0800)],
    ['Ethernet, IPv6', 1, ethernet(ipv6(SELECT), 0x86dd)],
    ['Ethernet, VLAN', 1, ethernet(ipv4(SELECT), 0x0800, 0x8100)],
    ['Ethernet, VLAN in VLAN', 1, ethernet(ipv6(SELECT), 0x86dd, 0x88a8, 0x8100)],
    ['NULL', 0, loopback(ipv4(SELECT))],
    ['LOOP', 108, loopback(ipv6(SELECT))],
  ];
  for (const [why, link, frame] of frames) {
    it(`is read, whatever carries IP: ${why}`, () => {
      assert.deepEqual(stepsOf(pcap(link, [{ bytes: frame }])), EXPECTED);
    });
  }

  for (const little of [true, false]) {
    for (const nanos of [true, false]) {
      it(`is read as pcap, ${little ? 'little' : 'big'} endian, ${nanos ? 'nano' : 'micro'}seconds`, () => {
        const bytes = ipv4(SELECT);
        const capture = pcap(RAW, [{ bytes }, { bytes, fraction: 12_345 }], { little, nanos });
        const { lines } = imported('gsmtap', capture, 5);
        assert.equal(lines[4], `+0.0${nanos ? '00012' : '12345'} > A0A4000002 2FE2`);
      });
    }
    for (const [resolution, units] of [
      [undefined, 1_500_000n],
      [9, 1_500_000_000n],
      [3, 1_500n],
      [0x8a, 1_536n],
    ] as const) {
      it(`is read as pcapng, ${little ? 'little' : 'big'} endian, if_tsresol ${resolution}`, () => {
        const bytes = ipv4(SELECT);
        const capture = Buffer.concat([
          section(little),
          described(RAW, resolution, little),
          block(4, Uint8Array.of(0, 0, 0, 0), little),
          enhanced(bytes, 0n, 0, little),
          enhanced(bytes, units, 0, little),
        ]);
        assert.equal(imported('gsmtap', capture, 11).lines[4], '+1.500000 > A0A4000002 2FE2');
      });
    }
  }

  it('may have several interfaces, and sections of either order of bytes', () => {
    const capture = Buffer.concat([
      section(),
      described(RAW),
      described(1),
      enhanced(ethernet(ipv4(SELECT), 0x0800), 0n, 1),
      section(false),
      described(0, undefined, false),
      enhanced(loopback(ipv4(SELECT)), 0n, 0, false),
    ]);
    assert.equal(stepsOf(capture).length, 6);
  });

  for (const [why, bytes] of [
    ['another port', ipv4(udp(gsmtap(fromHex('A0A40000029000')), 53))],
    ['another protocol', ipv4(SELECT, { protocol: 6 })],
    ['a fragment', ipv4(SELECT, { fragment: 0x2000 })],
    ['a later fragment', ipv4(SELECT, { fragment: 185 })],
    ['a frame that was cut off', ipv4(SELECT).subarray(0, 30)],
    ['a frame without IP', Uint8Array.of(0x10, 0)],
    ['an empty frame', new Uint8Array()],
  ] as const) {
    it(`is read past what is no GSMTAP: ${why}`, () => {
      const capture = pcap(RAW, [{ bytes }, { bytes: ipv4(SELECT) }]);
      const { lines, warnings } = imported('gsmtap', capture);
      assert.equal(lines.length, EXPECTED.length);
      assert.deepEqual(warnings, ['a packet that is no GSMTAP is passed over']);
      assert.match(
        String(refusal(() => imported('gsmtap', pcap(RAW, [{ bytes }])))),
        /none among 1/,
      );
    });
  }

  it('is read past what the snap length left too little of to know it', () => {
    const whole = ipv4(SELECT);
    const capture = pcap(RAW, [
      { bytes: whole.subarray(0, 22), length: whole.length },
      { bytes: whole },
    ]);
    const { lines, warnings } = imported('gsmtap', capture);
    assert.equal(lines.length, EXPECTED.length);
    assert.deepEqual(warnings, [
      'a packet of which the snap length left too little to know it is passed over',
    ]);
  });

  it('is refused where the snap length cut a packet of GSMTAP off', () => {
    const whole = ipv4(SELECT);
    for (const left of [30, 40, whole.length - 1]) {
      const capture = pcap(RAW, [{ bytes: whole.subarray(0, left), length: whole.length }]);
      const error = refusal(() => imported('gsmtap', capture));
      assert.ok(error instanceof CaptureError);
      assert.equal(error.offset, 40);
      const found = `${left} of its ${whole.length} bytes: the snap length of the capture cut it off`;
      assert.ok(error.message.endsWith(found), error.message);
    }
  });
});

describe('a malformed capture', () => {
  const one = (payload: Uint8Array): Uint8Array => pcap(RAW, [{ bytes: ipv4(udp(payload)) }]);
  const IN_PACKET = 24 + 16 + 28;
  const ng = (...blocks: readonly Uint8Array[]): Uint8Array =>
    Buffer.concat([section(), described(RAW), ...blocks]);
  const NG = section().length + described(RAW).length;
  const number = numbers(true);
  const select = fromHex('A0A40000022FE29F0F');
  const cases: readonly (readonly [string, Uint8Array, number, 'limit'?])[] = [
    ['nothing', new Uint8Array(), 0],
    ['another magic number', Buffer.from('GIF89a'), 0],
    ['the end in the header', pcap(RAW, []).subarray(0, 20), 4],
    ['the end in the header of a packet', one(select).subarray(0, 30), 24],
    ['the end in a packet', one(select).subarray(0, 50), 40],
    [
      'a packet too long',
      Buffer.concat([pcap(RAW, []), ...[0, 0, 9e8, 9e8].map(number)]),
      24,
      'limit',
    ],
    ['an unknown link type', pcap(147, [{ bytes: ipv4(SELECT) }]), 40],
    ['a short header', one(new Uint8Array(15)), IN_PACKET],
    ['another version', one(gsmtap(select, { version: 3 })), IN_PACKET],
    ['a header of three words', one(gsmtap(select, { words: 3 })), IN_PACKET + 1],
    ['a header beyond its packet', one(gsmtap(select, { words: 64 })), IN_PACKET + 1],
    ['type 7, as some write for SIM', one(gsmtap(select, { type: 7 })), IN_PACKET + 2],
    ['sub-type 2, as some write for SIM', one(gsmtap(select, { subType: 2 })), IN_PACKET + 12],
    ['six bytes', one(gsmtap(fromHex('A0A400009000'))), IN_PACKET + 16],
    ['half of the data', one(gsmtap(fromHex('00D60000083132339000'))), IN_PACKET + 16],
    ['a long ATR', one(gsmtap(new Uint8Array(34), { subType: 1 })), IN_PACKET + 16],
    ['a long answer', one(gsmtap(new Uint8Array(264))), IN_PACKET + 16],
    ['no order of bytes', block(0x0a0d0d0a, new Uint8Array(16)), 8],
    [
      'a short section',
      Buffer.concat([section().subarray(0, 4), number(12), number(0x1a2b3c4d)]),
      4,
    ],
    ['a length not of words', ng(number(6), number(33)), NG + 4],
    ['a block too long', ng(number(6), number(900_000_000)), NG + 4, 'limit'],
    ['another length at the end', ng(block(7, new Uint8Array(4)).fill(9, 12)), NG + 12],
    ['the end in a block', ng(enhanced(ipv4(SELECT)).subarray(0, 40)), NG + 8],
    ['the end in the type of a block', ng(Uint8Array.of(6, 0)), NG],
    ['a short interface', ng(block(1, new Uint8Array(4))), NG],
    ['a packet of no interface', ng(enhanced(ipv4(SELECT), 0n, 1)), NG + 8],
    ['a short block of a packet', ng(block(6, new Uint8Array(16))), NG + 8],
    [
      'a packet beyond its block',
      ng(block(6, Buffer.concat([...[0, 0, 0, 8, 8].map(number), new Uint8Array(4)]))),
      NG + 20,
    ],
    [
      'too many interfaces',
      ng(...Array(1024).fill(described(RAW))),
      section().length + 1024 * 20,
      'limit',
    ],
  ];
  for (const [why, capture, offset, limit] of cases) {
    it(`is refused with its offset: ${why}`, () => {
      const error = refusal(() => imported('gsmtap', capture, 64));
      assert.ok(error instanceof CaptureError, String(error));
      assert.deepEqual([error.code, error.offset], [limit ?? 'malformed', offset], error.message);
    });
  }

  it('never ends in an error of another class', () => {
    const good = [
      one(gsmtap(select)),
      ng(enhanced(ipv4(SELECT)), enhanced(ipv6(SELECT, { extension: true }), 77n)),
      pcap(1, [{ bytes: ethernet(ipv4(SELECT), 0x0800, 0x8100) }], { little: false }),
    ];
    const damage = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...good), damage, fc.nat(400), (capture, changes, end) => {
        const bytes = capture.slice(0, end === 0 ? undefined : end);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        try {
          imported('gsmtap', bytes, 33);
        } catch (error) {
          assert.ok(error instanceof CaptureError, String(error));
        }
      }),
      { seed: 4729, numRuns: 2000 },
    );
  });
});
