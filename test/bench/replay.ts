import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportOf } from '../../daemon/events/happening.js';
import type { CardReport } from '../../daemon/report.js';
import { TraceProvider } from '../../lib/reader/trace.js';
import { VirtualProvider } from '../../lib/reader/virtual.js';
import { parseTrace } from '../../lib/trace/index.js';
import { bootstrapImage } from '../../lib/virtual-card/bootstrap-image.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import { ROOT } from '../support/paths.js';
import { supervise } from '../support/supervise.js';
import { median, rounded } from './median.js';

const ROUNDS = 200;
const READER = 'Virtual 0';

/** What each visit of a trace costs: exchanges and bytes. */
export async function traceFigures(file: string): Promise<object[]> {
  const path = join(ROOT, 'apdu-traces', file);
  const toml = path.replace(/\.trace$/, '.toml');
  const cards: CardReport[] = [];
  const provider = new TraceProvider([parseTrace(readFileSync(path, 'utf8'), path)]);
  const supervisor = supervise({
    provider,
    tell: (happening) => cards.push(...(reportOf(happening)?.cards ?? [])),
    ...(existsSync(toml) && { toml: readFileSync(toml, 'utf8') }),
  });
  supervisor.start();
  await provider.finished;
  await supervisor.stop();
  return cards.map(({ outcome, apdus, bytesSent, bytesReceived }) => ({
    bench: 'trace',
    trace: file,
    outcome,
    apdus,
    bytesSent,
    bytesReceived,
  }));
}

/** From insertion to applied, and out again, on a card in this process that takes no time: all of it is the host's. */
export async function replays(mode: '2g' | '3g', bytes: Uint8Array): Promise<object> {
  const provider = new VirtualProvider({ readers: [READER] });
  const supervisor = supervise({ provider });
  const card = new VirtualCard(bootstrapImage({ mode, message: bytes }));
  supervisor.start();
  await supervisor.until(() => supervisor.listed);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const visited = provider.nextVisit(READER);
    const from = performance.now();
    provider.insert(READER, card);
    await visited;
    times.push(performance.now() - from);
    provider.remove(READER);
  }
  await supervisor.stop();
  const ms = median(times);
  return {
    bench: 'insertion to applied, card in this process, store in memory',
    mode,
    bytes: bytes.length,
    medianMs: rounded(ms, 3),
    aSecond: Math.round(1000 / ms),
  };
}
