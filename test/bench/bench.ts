/**
 * `npm run bench`: figures as JSON lines, medians of several runs. Only the counts are gated, by the tests; times are for reading.
 * Behind the real pcscd (root, in a namespace) it also prints what needs one.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Report } from '../../daemon/report.js';
import { assemble } from '../../systemd/debian/assemble.js';
import { ROOT } from '../support/paths.js';
import { noRig } from '../support/pcscd.js';
import { message } from '../traces/parts.js';
import { FOLDER } from '../traces/readme.js';
import { cold } from './cold.js';
import { besideLibwbxml, decoding } from './decoding.js';
import { pacing } from './pacing.js';
import { idle, insertion } from './real.js';
import { replays, traceFigures } from './replay.js';
import { start } from './start.js';

const print = (figure: object): void => console.log(JSON.stringify(figure));

/** The name of a recorded card of one visit that brings an account. */
function wholeOf(file: string): string[] {
  const name = file.slice(0, -'.trace'.length);
  const text = readFileSync(join(FOLDER, `${name}.json`), 'utf8');
  const { cards, purged } = JSON.parse(text) as Pick<Report, 'cards' | 'purged'>;
  const isWhole = cards.length === 1 && cards[0]?.outcome === 'applied' && purged.length === 0;
  return isWhole ? [name] : [];
}

/** In a process of its own, as `trace replay` plays: what else was run before would be in the figure. */
const rateOf = (names: readonly string[]): object =>
  JSON.parse(execFileSync(process.execPath, [RATE, ...names], { encoding: 'utf8' }));
const RATE = fileURLToPath(new URL('./rate.js', import.meta.url));

const traces = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.trace'))
  .sort();
for (const file of traces) for (const figure of await traceFigures(file)) print(figure);
for (const mode of ['3g', '2g'] as const) print(await replays(mode, message('big-2700')));
const alone = ['3g/public', '2g/public', '3g/public-2700', '3g-t1/applied'].map((name) => [name]);
for (const names of [...alone, traces.flatMap(wholeOf)]) print(rateOf(names));
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
