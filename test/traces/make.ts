/** Records the collection of traces anew: `npm run traces`. What comes out is the same each time, so a change shows in the diff. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../support/paths.js';
import { CASES } from './cases.js';
import { README, withTable } from './readme.js';
import { recordedTrace } from './recorded.js';

for (const one of CASES) {
  const path = join(ROOT, 'apdu-traces', one.file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.trace`, await recordedTrace(one));
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
const names = CASES.map(({ file }) => file).sort();
writeFileSync(README, withTable(readFileSync(README, 'utf8'), names));
