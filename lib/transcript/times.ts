import { type Described, type DescribedStay, PHASES, type Phase } from './model.js';
import { BAUD_RATES, CLOCK_RATES } from './tables/clock-rates.js';

/** Fd and Dd (ISO/IEC 7816-3, 8.1): clock cycles of an elementary time unit where TA1 does not say otherwise. */
const DEFAULT_CYCLES = 372;
/** Elementary time units of a character: start, eight bits, parity, and two of guard time. */
const CHARACTER = 12;
/** What readers commonly clock a card with, in cycles a microsecond. No trace tells it. */
const CLOCK = 4;

/** Where the time of a part of a stay went, in microseconds; null where the trace tells no times. */
export interface PhaseTime {
  readonly phase: Phase;
  readonly exchanges: number;
  /** Sent and received. */
  readonly bytes: number;
  /** From commands to their answers, without the line. */
  readonly card: number | null;
  /** An estimate: the bytes at the rate that the ATR offers, and never more than was measured. */
  readonly line: number | null;
  /** From answers to the next commands. */
  readonly host: number | null;
}

/** Microseconds that a byte takes on the line, if the rate is that which TA1 of the ATR offers (ISO/IEC 7816-3, 8.3), or the default one. */
export function microsOfByte(atr: Uint8Array | null): number {
  const hasTa1 = ((atr?.[1] ?? 0) & 0x10) !== 0;
  const ta1 = hasTa1 ? (atr?.[2] ?? 0x11) : 0x11;
  const [rate, divisor] = [CLOCK_RATES[ta1 >> 4]!, BAUD_RATES[ta1 & 0x0f]!];
  const cycles = rate === 0 || divisor === 0 ? DEFAULT_CYCLES : rate / divisor;
  return (CHARACTER * cycles) / CLOCK;
}

const bytesOf = (event: Described): number =>
  event.kind === 'command'
    ? event.command.length + event.data.length + (event.sw === null ? 0 : 2)
    : 0;

/** Where the time of a stay went, a row a phase that it has; what the host takes before a command counts for that command's phase. */
export function timesOf({ events, atr }: Pick<DescribedStay, 'events' | 'atr'>): PhaseTime[] {
  const byte = microsOfByte(atr);
  const rows = new Map<
    Phase,
    { exchanges: number; bytes: number; card: number; line: number; host: number; timed: boolean }
  >();
  let answered: number | null = null;
  for (const event of events) {
    const row = rows.get(event.phase) ?? {
      exchanges: 0,
      bytes: 0,
      card: 0,
      line: 0,
      host: 0,
      timed: false,
    };
    rows.set(event.phase, row);
    const bytes = bytesOf(event);
    if (event.kind === 'command') row.exchanges += 1;
    row.bytes += bytes;
    // A removal, and a card that is put in, come when they come.
    if (event.kind === 'removed') continue;
    if (event.micros !== null && answered !== null)
      row.host += Math.max(0, event.micros - answered);
    if (event.duration !== null) {
      const line = Math.min(event.duration, Math.round(bytes * byte));
      row.line += line;
      row.card += event.duration - line;
      row.timed = true;
    }
    answered =
      event.micros === null || event.duration === null ? null : event.micros + event.duration;
  }
  return PHASES.flatMap((phase) => {
    const row = rows.get(phase);
    if (row === undefined) return [];
    const { timed, exchanges, bytes, ...spent } = row;
    return [
      { phase, exchanges, bytes, ...(timed ? spent : { card: null, line: null, host: null }) },
    ];
  });
}
