import fc from 'fast-check';
import { maskedCommand } from '../../lib/trace/mask.js';
import type { Stay, Trace, TraceEvent, TraceStep } from '../../lib/trace/model.js';

export const arbitraryProtocol = fc.constantFrom('T=0' as const, 'T=1' as const);
export const arbitraryShare = fc.constantFrom('exclusive' as const, 'shared' as const);
export const arbitraryAtr = fc.uint8Array({ maxLength: 33 });
export const arbitraryResponse = fc.uint8Array({ minLength: 2, maxLength: 258 });
export const arbitraryCommand = fc.oneof(
  fc.uint8Array({ minLength: 4, maxLength: 261 }),
  fc
    .tuple(fc.constantFrom(0x20, 0x24, 0x2c), fc.uint8Array({ minLength: 8, maxLength: 8 }))
    .map(([ins, pin]) => Uint8Array.of(0, ins, 0, 1, 8, ...pin)),
);

const errorStep = fc
  .integer({ min: 1, max: 0xffffffff })
  .map((pcsc): TraceStep => ({ kind: 'error', pcsc }));
const connectStep = fc
  .tuple(arbitraryProtocol, arbitraryShare)
  .map(([protocol, share]): TraceStep => ({ kind: 'connect', protocol, share }));
const atrStep = arbitraryAtr.map((bytes): TraceStep => ({ kind: 'atr', bytes }));
const responseStep = arbitraryResponse.map((bytes): TraceStep => ({ kind: 'response', bytes }));
const commandStep = fc
  .tuple(arbitraryCommand, fc.boolean())
  .map(
    ([bytes, mask]): TraceStep =>
      mask ? maskedCommand(bytes) : { kind: 'command', bytes, masked: false },
  );

const exchange = fc.tuple(commandStep, fc.oneof(responseStep, errorStep));
const reset = fc.tuple(fc.constant<TraceStep>({ kind: 'reset' }), fc.oneof(atrStep, errorStep));
const connection = fc.oneof(
  fc.tuple(connectStep, errorStep),
  fc
    .tuple(connectStep, atrStep, fc.array(fc.oneof(exchange, reset), { maxLength: 5 }))
    .map(([connect, atr, steps]) => [connect, atr, ...steps.flat()]),
);

const stay = fc
  .tuple(fc.array(connection, { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([connections, torn]) => [
    ...(torn ? connections.flat().slice(0, -1) : connections.flat()),
    { kind: 'removed' } as const,
  ]);

const readerName = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .map((name) => name.replace(/\p{C}|(?<=^|\s)#/gu, '_').trim())
  .filter((name) => name !== '');

/** Traces that the format can hold; the line numbers are all 0. */
export const arbitraryTrace: fc.Arbitrary<Trace> = fc
  .record({
    reader: fc.option(readerName),
    protocol: fc.option(arbitraryProtocol),
    empty: fc.boolean(),
    stays: fc.array(stay, { maxLength: 3 }),
    left: fc.boolean(),
    times: fc.array(fc.option(fc.integer({ min: 0, max: 90_000_000 })), { minLength: 1 }),
  })
  .map(({ reader, protocol, empty, stays, left, times }): Trace => {
    let at = 0;
    let now = 0;
    const timed = (step: TraceStep): TraceEvent => {
      const time = times[at++ % times.length] ?? null;
      now += time ?? 0;
      return { ...step, line: 0, micros: time === null ? null : now };
    };
    const all: TraceStep[][] = [...(empty ? [[{ kind: 'removed' } as const]] : []), ...stays];
    const last = all.at(-1);
    const answered = last?.at(-2)?.kind !== 'command' && !isAsked(last?.at(-2));
    if (left && answered && last !== undefined && last.length > 1) last.pop();
    const built = all.map((steps): Stay => ({ events: steps.map(timed) }));
    return { name: 'a.trace', version: 1, reader, protocol, stays: built };
  });

function isAsked(step: TraceStep | undefined): boolean {
  return step?.kind === 'connect' || step?.kind === 'reset';
}
