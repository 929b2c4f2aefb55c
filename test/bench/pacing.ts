import { join } from 'node:path';
import { REAL_TIME } from '../../daemon/replay/clock.js';
import { readTraceSource } from '../../daemon/replay/source.js';
import { TraceProvider } from '../../lib/reader/trace.js';
import {
  formatTrace,
  parseTrace,
  StayRecorder,
  type Time,
  type Trace,
} from '../../lib/trace/index.js';
import { supervise } from '../support/supervise.js';
import { FOLDER } from '../traces/readme.js';
import { timed } from '../traces/timed.js';
import { median, rounded } from './median.js';

/** What the card and its reader do; when the host asks is its own. */
const OF_THE_CARD: ReadonlySet<string> = new Set(['atr', 'response', 'error', 'removed']);

/** How closely `--speed 1` keeps the times of a trace; one without times is given those of a card on a T=0 line. */
export async function pacing(name: string): Promise<object> {
  const { trace: plain, file } = readTraceSource(join(FOLDER, `${name}.trace`));
  const hasTimes = plain.stays.some(({ events }) => events.some(({ micros }) => micros !== null));
  const trace = hasTimes ? plain : parseTrace(timed(`${formatTrace(plain)}removed\n`), file);
  const events = trace.stays.flatMap((stay) => stay.events);
  // So that what is compiled first is not taken for lateness.
  await replayed(trace, null);
  const came = await replayed(trace, REAL_TIME.time);
  if (came.length !== events.length) throw new Error(`${name}: ${came.length} events came`);
  const [first = 0] = came;
  const off = events.flatMap(({ kind, micros }, at) =>
    OF_THE_CARD.has(kind) ? [Math.abs(came[at]! - first - micros! / 1000)] : [],
  );
  return {
    bench: 'how far off the times of a trace are at --speed 1',
    trace: name,
    seconds: rounded(events.at(-1)!.micros! / 1e6),
    events: off.length,
    medianMs: rounded(median(off), 3),
    mostMs: rounded(Math.max(...off), 3),
  };
}

/** When each event of a trace came that is replayed, as a recorder has them, in milliseconds. */
async function replayed(trace: Trace, time: Time | null): Promise<number[]> {
  const came: number[] = [];
  const provider = new TraceProvider([trace], time);
  const clock = (): number => {
    came.push(performance.now());
    return 0;
  };
  const supervisor = supervise({
    provider,
    toml: '[smartcard.pin]\ndefault = "1234"\n',
    record: (reader) =>
      new StayRecorder(
        reader,
        { write: () => undefined, close: () => undefined },
        (error) => {
          throw error;
        },
        clock,
      ),
  });
  supervisor.start();
  await provider.finished;
  await supervisor.stop();
  return came;
}
