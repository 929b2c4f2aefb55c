import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fromHex, toHex } from '../../lib/bytes.js';
import { pcscError, ReaderError } from '../../lib/reader/error.js';
import type { CardConnection, ReaderEvent, ShareMode, Slot } from '../../lib/reader/reader.js';
import { TraceProvider } from '../../lib/reader/trace.js';
import { VirtualProvider } from '../../lib/reader/virtual.js';
import { parseTrace, recordingSlot, StayRecorder } from '../../lib/trace/index.js';
import { bootstrapImage } from '../../lib/virtual-card/bootstrap-image.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import {
  arbitraryAtr,
  arbitraryCommand,
  arbitraryProtocol,
  arbitraryResponse,
  arbitraryShare,
} from './arbitrary.js';
import { scriptedSlot } from './scripted-slot.js';

type Ask =
  | { readonly kind: 'connect'; readonly share: ShareMode }
  | { readonly kind: 'transmit'; readonly command: Uint8Array }
  | { readonly kind: 'reset' };

/** Something that is asked, and the card's answer to it. */
type Exchange = readonly [Ask, Uint8Array | Error];

const failure = fc
  .constantFrom(0x80100068, 0x80100069, 0x8010000b, 0x80100066, 0x8010001d, 0x80100016, 0x80100001)
  .map((code) => pcscError(code, 'script'));
const connect = arbitraryShare.map((share): Ask => ({ kind: 'connect', share }));
const connected = fc.tuple(connect, arbitraryAtr);
const later = fc.oneof(
  fc.tuple(connect, fc.oneof(arbitraryAtr, failure)),
  fc.tuple(fc.constant<Ask>({ kind: 'reset' }), fc.oneof(arbitraryAtr, failure)),
  {
    weight: 5,
    arbitrary: fc.tuple(
      arbitraryCommand.map((command): Ask => ({ kind: 'transmit', command })),
      fc.oneof({ weight: 5, arbitrary: arbitraryResponse }, failure),
    ),
  },
);
const visit: fc.Arbitrary<Exchange[]> = fc
  .tuple(connected, fc.array(later, { maxLength: 12 }))
  .map(([first, rest]) => [first, ...rest]);

/** Asks a slot one thing after the other; what cannot be asked without a connection is left out. What came of each is told as text. */
async function walk(slot: Slot, asks: readonly Ask[]): Promise<string[]> {
  const came: string[] = [];
  let card: CardConnection | null = null;
  for (const ask of asks) {
    try {
      if (ask.kind === 'connect') {
        await card?.disconnect('leave');
        card = null;
        card = await slot.connect(ask.share, new AbortController().signal);
        came.push(`${card.protocol} ${card.share} ${toHex(card.atr)}`);
      } else if (card !== null && ask.kind === 'reset') {
        await card.reset();
        came.push(`reset ${toHex(card.atr)}`);
      } else if (card !== null && ask.kind === 'transmit') {
        came.push(toHex(await card.transmit(ask.command)));
      }
    } catch (error) {
      assert.ok(error instanceof ReaderError);
      came.push(`${error.code} ${error.pcsc}`);
    }
  }
  return came;
}

describe('a stay that was recorded', () => {
  it('is the same when it is played', async () => {
    await fc.assert(
      fc.asyncProperty(
        visit,
        arbitraryProtocol,
        fc.boolean(),
        async (exchanges, protocol, torn) => {
          const failures: unknown[] = [];
          let text = '';
          const sink = { write: (lines: string) => (text += lines), close: () => undefined };
          let micros = 0;
          const stay = new StayRecorder(
            'Bench #1',
            sink,
            (error) => failures.push(error),
            () => (micros += 1234),
          );
          const asks = exchanges.map(([ask]) => ask);
          const answers = exchanges.map(([, answer]) => answer);
          const slot = scriptedSlot(played(exchanges, answers), protocol, 'Bench #1');
          const recorded = await walk(recordingSlot(slot, stay), asks);
          if (torn) stay.removed();
          else stay.close();

          const provider = new TraceProvider([parseTrace(text, 'a.trace')]);
          const told: ReaderEvent[] = [];
          provider.start((event) => told.push(event));
          const card = told.find((event) => event.kind === 'card') ?? assert.fail('no card');
          assert.equal(card.slot.name, 'Bench _1');
          assert.deepEqual(await walk(card.slot, asks), recorded);
          provider.visited(card.slot.name);
          await provider.finished;
          assert.deepEqual(failures, []);
          assert.deepEqual(provider.departures, []);
          assert.equal(told.at(-1)?.kind, torn ? 'empty' : 'listed');
        },
      ),
      { seed: 20_113, numRuns: 200 },
    );
  });
});

describe('a visit to a virtual card', () => {
  const hex = ['00A40004023F00', '00A40004022FE2', '00B000000A', '00C0000000', '0070000001'];
  const asks: Ask[] = [
    { kind: 'connect', share: 'exclusive' },
    ...hex.map((command): Ask => ({ kind: 'transmit', command: fromHex(command) })),
    { kind: 'transmit', command: fromHex('0020000100') },
    { kind: 'transmit', command: fromHex('002000010834333231FFFFFFFF') },
    { kind: 'transmit', command: fromHex('002000010831323334FFFFFFFF') },
    { kind: 'reset' },
    { kind: 'transmit', command: fromHex('A0A40000023F00') },
    { kind: 'connect', share: 'shared' },
    { kind: 'transmit', command: fromHex('00A40004022F00') },
  ];
  const image = { pin: { value: '1234', enabled: true }, serves2g: true } as const;

  for (const protocol of ['T=0', 'T=1'] as const) {
    it(`is the same when it is played, without its PIN: ${protocol}`, async () => {
      const failures: unknown[] = [];
      let text = '';
      const sink = { write: (lines: string) => (text += lines), close: () => undefined };
      const card = new VirtualCard(bootstrapImage({ ...image, protocol }));
      const reader = new VirtualProvider();
      const present = new Promise<Slot>((resolve) =>
        reader.start((event) => event.kind === 'card' && resolve(event.slot)),
      );
      reader.insert('Virtual 0', card);
      const stay = new StayRecorder('Virtual 0', sink, (error) => failures.push(error));
      const recorded = await walk(recordingSlot(await present, stay), asks);
      stay.removed();
      await reader.stop();
      assert.equal(card.verifyAttempts, 2);
      assert.equal(recorded.length, asks.length);
      assert.deepEqual(failures, []);
      assert.doesNotMatch(text, /31323334|34333231/);

      const provider = new TraceProvider([parseTrace(text, 'a.trace')]);
      const told: ReaderEvent[] = [];
      provider.start((event) => told.push(event));
      const played = told.find((event) => event.kind === 'card') ?? assert.fail('no card');
      assert.deepEqual(await walk(played.slot, asks), recorded);
      provider.visited('Virtual 0');
      await provider.finished;
      assert.deepEqual(provider.departures, []);
      assert.equal(told.at(-1)?.kind, 'empty');
    });
  }
});

/** The answers that the script comes to: none for what is asked without a connection. */
function played(
  exchanges: readonly Exchange[],
  answers: readonly (Uint8Array | Error)[],
): (Uint8Array | Error)[] {
  let open = false;
  return answers.filter((answer, at) => {
    const connects = exchanges[at]?.[0].kind === 'connect';
    if (connects) open = answer instanceof Uint8Array;
    return connects || open;
  });
}
