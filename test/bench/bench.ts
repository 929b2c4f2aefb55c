/**
 * `npm run bench`: figures as JSON lines, medians of several runs. Only the counts are gated, by the tests; times are for reading.
 * Behind the real pcscd (root, in a namespace) it also prints what needs one.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemble } from '../../systemd/debian/assemble.js';
import { ROOT } from '../support/paths.js';
import { noRig } from '../support/pcscd.js';
import { message } from '../traces/parts.js';
import { cold } from './cold.js';
import { besideLibwbxml, decoding } from './decoding.js';
import { pacing } from './pacing.js';
import { rate } from './rate.js';
import { idle, insertion } from './real.js';
import { replays, traceFigures } from './replay.js';
import { start } from './start.js';

const print = (figure: object): void => console.log(JSON.stringify(figure));

const traces = readdirSync(join(ROOT, 'apdu-traces'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.trace'))
  .sort();
for (const file of traces) for (const figure of await traceFigures(file)) print(figure);
for (const mode of ['3g', '2g'] as const) print(await replays(mode, message('big-2700')));
for (const name of ['3g/public', '2g/public', '3g/public-2700', '3g-t1/applied'])
  print(await rate(name));
for (const name of ['3g/timed', '3g/pin', '2g/public-2700']) print(await pacing(name));
print(decoding(message('big-2700')));
for (const figure of besideLibwbxml()) print(figure);
print(cold());
const program = mkdtempSync(join(tmpdir(), 'dmbootd-bench-'));
process.once('exit', () => rmSync(program, { recursive: true }));
await assemble(ROOT, program);
print(await start(program));
if (noRig === null) {
  print(await insertion(message('big-2700')));
  print(await idle(program));
} else {
  print({ bench: 'behind pcscd', skipped: noRig });
}
