import type { Departure, Trace, TraceEvent } from '../trace/index.js';
import { StateSlot } from './state-slot.js';
import type { PlayedStay } from './stays-provider.js';

/** A stay whose card answers by its state. */
export type StayByState = PlayedStay & { readonly slot: StateSlot };

interface Told {
  /** The name of the reader. */
  readonly reader: string;
  readonly departed: (departure: Departure) => void;
  /** Awaited for as long as the card took for each answer, where the trace tells that. */
  readonly pace: (micros: number) => Promise<void>;
}

/** The stays of a trace, without one in which no card is. */
export function staysOf(trace: Trace, { reader, departed, pace }: Told): StayByState[] {
  return trace.stays.flatMap(({ events }, at) => {
    const [first] = events;
    if (first?.kind !== 'connect') return [];
    const last = events.at(-1);
    const before = trace.stays[at - 1]?.events.at(-1);
    return [
      {
        card: `${trace.name} ${at}`,
        slot: new StateSlot(reader, trace, at, departed, pace),
        insertion: between(before, first),
        removal: last?.kind === 'removed' ? between(events.at(-2), last) : null,
      },
    ];
  });
}

/** Microseconds from one event to another; none where the trace does not tell. */
function between(from: TraceEvent | undefined, to: TraceEvent): number {
  return typeof from?.micros === 'number' && to.micros !== null ? to.micros - from.micros : 0;
}
