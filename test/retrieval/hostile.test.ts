import assert from 'node:assert/strict';
import fc from 'fast-check';
import { concat, fromHex, toHex } from '../../lib/bytes.js';
import { CardError } from '../../lib/card/error.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import { imageOf, messageOf, PROVISIONING, stay, verifies } from './bench.js';

/** More than any walk may take. */
const MAX_EXCHANGES = 2 * 2048 + 16;

const STATUS_WORDS = [
  ...['9000', '9000', '9000', '9102', '9201', '9402', '9404', '9408', '9802', '9804', '9808'],
  ...['9810', '9840', '9F0F', '9F00', '6100', '6110', '6200', '6282', '6283', '6285', '6300'],
  ...['63C0', '63C1', '63C3', '6700', '6710', '6881', '6981', '6982', '6983', '6984', '6985'],
  ...['6A81', '6A82', '6A83', '6A86', '6A88', '6B00', '6C00', '6C10', '6CFF', '6D00', '6E00'],
  '6F00',
];

const statusWord = fc.constantFrom(...STATUS_WORDS).map(fromHex);
const template = fc
  .tuple(fc.constantFrom(0x62, 0x61, 0x30, 0xa7, 0xa8), fc.uint8Array({ maxLength: 40 }))
  .map(([tag, body]) => concat(Uint8Array.of(tag, body.length), body));
const data = fc.oneof(
  fc.constant(new Uint8Array()),
  fc.uint8Array({ maxLength: 40 }),
  fc.uint8Array({ minLength: 256, maxLength: 256 }),
  template,
);
const answer = fc.tuple(data, statusWord).map(([body, word]) => concat(body, word));

/** A card that is itself, but for some of its answers. */
const corruption = fc.dictionary(fc.integer({ min: 1, max: 40 }).map(String), answer, {
  minKeys: 1,
  maxKeys: 6,
  noNullPrototype: true,
});

/** One wrong byte in an answer of the card. */
const flip = fc.record({
  at: fc.integer({ min: 1, max: 30 }),
  byte: fc.nat(300),
  by: fc.integer({ min: 1, max: 255 }),
});

const card = fc.record({
  mode: fc.constantFrom('2g' as const, '3g' as const),
  protocol: fc.constantFrom('T=0' as const, 'T=1' as const),
  flags: fc.constantFrom({}, { private: true }),
  read: fc.constantFrom({}, { message: 'pin' as const }, { dodf: 'pin' as const }),
  pin: fc.record({ enabled: fc.boolean(), left: fc.integer({ min: 0, max: 3 }) }),
  provisioning: fc.constantFrom(
    [],
    [{ document: messageOf(40) }],
    [
      { document: messageOf(40), read: 'pin' as const },
      { document: messageOf(300), oid: PROVISIONING[1]!, flags: { modifiable: true } },
    ],
  ),
});

const options = fc.record({
  pin: fc.constantFrom('1234', '4321', null),
  share: fc.constantFrom('exclusive' as const, 'shared' as const),
  policy: fc.constantFrom({ imsi: 'of-message' }, { imsi: 'always' } as const),
});

/** Whether what the card said last of its tries allows one: an empty VERIFY's answer in 3G, that to STATUS in 2G. */
function allowed(verify: string, before: readonly string[]): boolean {
  if (verify.startsWith('A0')) {
    const status = before.findLast((line) => /^A0F2.* > .{44,}/.test(line))?.split(' > ')[1] ?? '';
    const enabled = (Number.parseInt(status.slice(26, 28), 16) & 0x80) === 0;
    const chv1 = Number.parseInt(status.slice(36, 38), 16);
    return enabled && (chv1 & 0x80) !== 0 && (chv1 & 0x0f) >= 2;
  }
  const query = new RegExp(`^${verify.slice(0, 8)}(00)? > `);
  return /> 63C[2-9A-F]$/.test(before.findLast((line) => query.test(line)) ?? '');
}

type Stay = Awaited<ReturnType<typeof stay>>;

/** What holds of every stay, whatever the card does. */
function check({ error, exchanges, retrieved, ledger }: Stay, shared: boolean): void {
  if (error !== null) assert.ok(error instanceof CardError, String(error));
  else assert.ok(retrieved !== null);
  assert.ok(exchanges.length <= MAX_EXCHANGES, `${exchanges.length} exchanges`);
  const sent = verifies(exchanges);
  assert.equal(sent.length, ledger.calls.filter((call) => call.startsWith('begin')).length);
  assert.equal(new Set(sent.map((line) => line.slice(0, 8))).size, sent.length, 'one a key');
  if (shared) assert.equal(sent.length, 0);
  exchanges.forEach((line, at) => {
    if (sent.includes(line)) assert.ok(allowed(line, exchanges.slice(0, at)), line);
  });
  for (const call of ledger.calls) {
    if (call.startsWith('begin')) assert.ok(Number(call.slice(6)) >= 2, call);
  }
}

describe('a hostile card', () => {
  it('that answers anything to anything', async () => {
    const answers = fc.infiniteStream(answer);
    await fc.assert(
      fc.asyncProperty(answers, options, async (stream, how) => {
        const before = () => stream.next().value as Uint8Array;
        const done = await stay(new VirtualCard(imageOf({})), { ...how, before });
        check(done, how.share === 'shared');
      }),
      { seed: 20, numRuns: 600 },
    );
  }).timeout(20_000);

  it('that answers the same to everything', async () => {
    await fc.assert(
      fc.asyncProperty(answer, options, async (same, how) => {
        const done = await stay(new VirtualCard(imageOf({})), { ...how, before: () => same });
        check(done, how.share === 'shared');
      }),
      { seed: 21, numRuns: 300 },
    );
  }).timeout(20_000);

  it('that gives wrong answers here and there', async () => {
    await fc.assert(
      fc.asyncProperty(card, corruption, options, async (image, wrong, how) => {
        const before = (n: number) => wrong[String(n)];
        const done = await stay(new VirtualCard(imageOf(image)), { ...how, before });
        check(done, how.share === 'shared');
      }),
      { seed: 22, numRuns: 1000 },
    );
  }).timeout(20_000);

  it('whose answers have a wrong byte', async () => {
    await fc.assert(
      fc.asyncProperty(card, flip, options, async (image, { at, byte, by }, how) => {
        const subject = new VirtualCard(imageOf(image));
        const before = (n: number, command: Uint8Array) => {
          if (n !== at) return undefined;
          const bytes = Uint8Array.from(subject.transmit(command));
          bytes[byte % bytes.length]! ^= by;
          // A busy card is waited for, which takes its time.
          return toHex(bytes).endsWith('9300') ? undefined : bytes;
        };
        const done = await stay(subject, { ...how, before });
        check(done, how.share === 'shared');
      }),
      { seed: 23, numRuns: 1000 },
    );
  }).timeout(20_000);

  it('that gives a byte at a time is left before long', async () => {
    const before = (_: number, command: Uint8Array) =>
      command[1] === 0xb0 ? fromHex('029000') : undefined;
    const done = await stay(new VirtualCard(imageOf({ iccid: null })), { before });
    check(done, false);
  });
});
