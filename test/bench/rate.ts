import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_TIME } from '../../daemon/replay/clock.js';
import { playInOrder } from '../../daemon/replay/play.js';
import { readTraceSource, type TraceSource } from '../../daemon/replay/source.js';
import { parseTrace } from '../../lib/trace/index.js';
import { Store } from '../../lib/tree/index.js';
import { FOLDER } from '../traces/readme.js';
import { median } from './median.js';

/** Until the engine has compiled what it will; a build farm's processes live longer. */
const WARM_UP = 6000;
/** Short ones, so that what else the machine does is in few of them. */
const BATCH = 10;
const BATCHES = 150;
const DURABLE_WARM_UP = 200;
const DURABLE_ROUNDS = 200;

/** A trace whose card is taken out at its end, read once: what is timed is all that happens to a card, and none of the reading of files. */
function cardOf(name: string): TraceSource {
  const source = readTraceSource(join(FOLDER, `${name}.trace`));
  const text = readFileSync(source.file, 'utf8').replace(/\n(removed\n)?$/, '\nremoved\n');
  return { ...source, trace: parseTrace(text, source.file) };
}

async function once(source: TraceSource, store: Store): Promise<void> {
  const { report, departures, errors } = await playInOrder({ source, store, clock: NO_TIME });
  const [card] = report.cards;
  const isWhole = card?.outcome === 'applied' && report.purged.length === 1;
  if (!isWhole || departures.length + errors.length > 0)
    throw new Error(`${source.file}: no bootstrap`);
}

/** Whole bootstraps a second on one core, from traces in turn: put in, read, processed, applied, taken out, purged. */
async function rate(names: readonly string[]): Promise<object> {
  const sources = names.map(cardOf);
  let next = 0;
  const one = (store: Store): Promise<void> => once(sources[next++ % sources.length]!, store);
  const memory = Store.scratch();
  for (let i = 0; i < WARM_UP; i += 1) await one(memory);
  const inMemory = await timed(BATCHES, BATCH, () => one(memory));
  memory.close();
  const folder = mkdtempSync(join(tmpdir(), 'dmbootd-rate-'));
  try {
    const durable = Store.open(folder, 'traces');
    for (let i = 0; i < DURABLE_WARM_UP; i += 1) await one(durable);
    const onDisk = await timed(DURABLE_ROUNDS, 1, () => one(durable));
    durable.close();
    return {
      bench:
        'whole bootstraps from traces, one core, traces read before: put in, read, processed, applied, taken out, purged',
      traces: names.length === 1 ? names[0] : names.length,
      memory: inMemory,
      durable: onDisk,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `best` is the fastest twentieth: the machine is otherwise busy in the rest. */
async function timed(batches: number, batch: number, work: () => Promise<void>): Promise<object> {
  const times: number[] = [];
  const cpu = process.cpuUsage();
  for (let i = 0; i < batches; i += 1) {
    const from = performance.now();
    for (let k = 0; k < batch; k += 1) await work();
    times.push((performance.now() - from) / batch);
  }
  const { user, system } = process.cpuUsage(cpu);
  const best = times.toSorted((a, b) => a - b)[Math.floor(times.length / 20)]!;
  return {
    aSecond: Math.round(1000 / median(times)),
    aSecondOfProcessor: Math.round((batches * batch * 1e6) / (user + system)),
    bestASecond: Math.round(1000 / best),
  };
}

console.log(JSON.stringify(await rate(process.argv.slice(2))));
