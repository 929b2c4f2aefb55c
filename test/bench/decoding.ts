import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processBootstrap } from '../../lib/bootstrap/index.js';
import { decodeEmbedded, decodeWbxml, type Element, SYNCML_1_2 } from '../../lib/wbxml/index.js';
import { ROOT } from '../support/paths.js';
import { median, rounded } from './median.js';

/** Short ones, so that what else the machine does is in few of them. */
const BATCH = 20;
const BATCHES = 100;
const WARM_UP = 500;

const SAMPLES = join(ROOT, 'test/samples');

const origin = { kind: 'smartcard', id: '1' } as const;

/** Microseconds, warm. */
function time(bytes: Uint8Array, work: (bytes: Uint8Array) => unknown): number {
  for (let i = 0; i < WARM_UP; i += 1) work(bytes);
  const times = Array.from({ length: BATCHES }, () => {
    const from = performance.now();
    for (let i = 0; i < BATCH; i += 1) work(bytes);
    return (performance.now() - from) / BATCH;
  });
  return median(times) * 1e3;
}

/** Decodes the documents that opaque content is, too; counts the elements, so that none is left out unseen. */
function elements({ children }: Element): number {
  let count = 1;
  for (const child of children) {
    const inner = child instanceof Uint8Array ? decodeEmbedded(child)?.root : child;
    if (typeof inner === 'object') count += elements(inner);
  }
  return count;
}

const whole = (bytes: Uint8Array): number =>
  elements(decodeWbxml(bytes, { space: SYNCML_1_2 }).root);

/** Megabytes a second; the embedded documents are decoded too. */
export const decoding = (bytes: Uint8Array): object => ({
  bench: 'message',
  bytes: bytes.length,
  elements: whole(bytes),
  decodeMBs: rounded(bytes.length / time(bytes, whole), 1),
  processMBs: rounded(
    bytes.length / time(bytes, (message) => processBootstrap(message, origin)),
    1,
  ),
});

/** Every sample, decoded by us and by libwbxml in a program of its own, one after the other. */
export function* besideLibwbxml(): Generator<object> {
  const bench = 'decoding beside libwbxml';
  const folder = mkdtempSync(join(tmpdir(), 'dmbootd-bench-'));
  try {
    const program = join(folder, 'libwbxml');
    const problem = compile(join(ROOT, 'test/bench/libwbxml.c'), program);
    if (problem !== null) {
      yield { bench, skipped: problem };
      return;
    }
    for (const name of readdirSync(SAMPLES).filter((file) => file.endsWith('.wbxml'))) {
      const bytes = readFileSync(join(SAMPLES, name));
      const figures = (microseconds: number): object => ({
        aSecond: Math.round(1e6 / microseconds),
        MBs: rounded(bytes.length / microseconds, 1),
      });
      const ours = time(bytes, whole);
      const theirs = Number(output(program, join(SAMPLES, name), `${BATCHES}`, `${BATCH}`));
      yield {
        bench,
        document: name,
        bytes: bytes.length,
        ours: figures(ours),
        libwbxml: figures(theirs),
        ratio: rounded(theirs / ours, 1),
      };
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Null, or why there is no program. */
function compile(source: string, program: string): string | null {
  const flags = spawnSync('pkg-config', ['--cflags', '--libs', 'libwbxml2'], { encoding: 'utf8' });
  if (flags.status !== 0)
    return 'libwbxml is not there to compile with (libwbxml2-dev, pkg-config)';
  const words = flags.stdout.trim().split(/\s+/);
  const { status } = spawnSync('cc', ['-O2', '-o', program, source, ...words]);
  return status === 0 ? null : 'no C compiler made a program of test/bench/libwbxml.c';
}

function output(program: string, ...words: string[]): string {
  const { status, stdout } = spawnSync(program, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${words.join(' ')}: status ${status}`);
  return stdout;
}
