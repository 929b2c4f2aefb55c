/** Records the collection of traces anew: `npm run traces`. What comes out is the same each time, so a change shows in the diff. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseConfig } from '../../daemon/config/load.js';
import { loadPins } from '../../daemon/config/pins.js';
import { policyOf } from '../../daemon/policy.js';
import { Supervisor } from '../../daemon/supervisor.js';
import { VirtualProvider } from '../../lib/reader/virtual.js';
import { StayRecorder } from '../../lib/trace/index.js';
import { Store } from '../../lib/tree/index.js';
import { bootstrapImage } from '../../lib/virtual-card/bootstrap-image.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import { ROOT } from '../support/paths.js';
import { CASES, type TraceCase } from './cases.js';

const READER = 'Bench Reader 00 00';
const SILENT = () => undefined;

/** Plays the case on virtual cards, and answers with what the recorder wrote of all its stays. */
async function record(one: TraceCase): Promise<string> {
  const config = parseConfig(one.config ?? '', one.file);
  const store = Store.scratch();
  const stays: string[] = [];
  const provider = new VirtualProvider({
    readers: [READER],
    onCommand: (_, n) => (n === one.tearAt ? 'tear' : 'answer'),
  });
  const supervisor = new Supervisor({
    provider,
    store,
    log: { error: console.error, warn: SILENT, info: SILENT, debug: SILENT },
    removalGrace: 30_000,
    retries: false,
    report: SILENT,
    record: (reader) => {
      const at = stays.push('') - 1;
      const write = (text: string): void => {
        stays[at] += text;
      };
      const sink = { write, close: SILENT };
      return new StayRecorder(
        reader,
        sink,
        (error) => {
          throw error;
        },
        () => 0,
      );
    },
    policy: policyOf(config, loadPins(config, undefined), store.pins),
  });
  supervisor.start();
  await supervisor.until(() => supervisor.listed);
  for (const [at, description] of one.cards.entries()) {
    const image = bootstrapImage(description);
    const visited = provider.nextVisit(READER);
    provider.insert(READER, new VirtualCard(one.change?.(image) ?? image));
    await visited;
    if (at < one.cards.length - 1 || one.takenOut) provider.remove(READER);
  }
  await supervisor.stop();
  store.close();
  const [first = header(), ...more] = stays;
  return [first, ...more.map(withoutHeader)].join('');
}

const header = (): string => `dmbootd-trace 1\nreader ${READER}\n`;
const withoutHeader = (stay: string): string => stay.slice(stay.search(/^(\+[\d.]+ )?connect /m));

/** The times of a virtual card say nothing, and the warning of a recording does not hold for made-up secrets. */
const plain = (trace: string): string => trace.replace(/^\+[\d.]+ /gm, '').replace(/^# .*\n/gm, '');

for (const one of CASES) {
  const trace = plain(await record(one));
  const path = join(ROOT, 'apdu-traces', one.file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(
    `${path}.trace`,
    `# ${one.about}\n# Recorded from a virtual card; every secret in it is made up.\n${one.edit?.(trace) ?? trace}`,
  );
  if (one.config !== undefined) writeFileSync(`${path}.toml`, one.config);
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [
      join(ROOT, 'dist/daemon/dmbootd.js'),
      ...['--json', '--log-level', 'error', '--trace', `${path}.trace`],
      ...(one.config === undefined ? [] : ['--config', `${path}.toml`]),
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0 && status !== 1) throw new Error(`${one.file}: status ${status}\n${stderr}`);
  const report: unknown = JSON.parse(stdout);
  writeFileSync(
    `${path}.json`,
    `${JSON.stringify({ exit: status, ...Object(report) }, null, 2)}\n`,
  );
  console.log(one.file);
}
