/** Records the collection of traces anew, and writes that of images: `npm run traces`. What comes out is the same each time, so a change shows in the diff. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NO_TIME } from '../../daemon/replay/clock.js';
import { playByState } from '../../daemon/replay/play.js';
import { readSource } from '../../daemon/replay/source.js';
import { PinWatch } from '../../lib/replay/index.js';
import { Store } from '../../lib/tree/index.js';
import { ROOT } from '../support/paths.js';
import { CASES } from './cases.js';
import { filesOf, IMAGES } from './images.js';
import { README, withTables } from './readme.js';
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
  expect(`${path}.json`, { exit: status, ...JSON.parse(stdout) });
  console.log(one.file);
}
for (const one of IMAGES) {
  const path = join(ROOT, 'apdu-traces', one.file);
  mkdirSync(dirname(path), { recursive: true });
  for (const [end, text] of filesOf(one)) writeFileSync(path + end, text);
  const source = await readSource(`${path}.card.${one.format}`);
  const pins = new PinWatch(source.config.smartcard.min_tries_left);
  const store = Store.scratch();
  const { exit, report } = await playByState({ source, store, clock: NO_TIME, pins });
  store.close();
  expect(`${path}.expect.json`, { exit, ...report });
  console.log(one.file);
}
const names = CASES.map(({ file }) => file).sort();
writeFileSync(README, withTables(readFileSync(README, 'utf8'), names));

function expect(file: string, what: object): void {
  writeFileSync(file, `${JSON.stringify(what, null, 2)}\n`);
}
