import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { bootstrapImage } from '../../lib/virtual-card/bootstrap-image.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import { serveVpcd } from '../../lib/virtual-card/vpcd.js';
import { ROOT } from '../support/paths.js';
import { Pcscd, SLOTS } from '../support/pcscd.js';
import { median, rounded } from './median.js';

const INSERTIONS = 9;

interface Running {
  readonly child: ChildProcess;
  readonly lines: Interface;
  readonly pcscd: Pcscd;
  stop(): Promise<void>;
}

async function run(program: readonly [string, ...string[]]): Promise<Running> {
  const state = mkdtempSync(join(tmpdir(), 'dmbootd-bench-'));
  const pcscd = new Pcscd();
  await pcscd.start();
  const [node, ...args] = program;
  const child = spawn(node, [...args, '--json', '--state', state], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const answers = createInterface(child.stderr!);
  await new Promise<void>((resolve) => {
    answers.on('line', (line) => line.includes('PC/SC answers') && resolve());
  });
  return {
    child,
    pcscd,
    lines: createInterface(child.stdout!),
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await pcscd.stop();
      rmSync(state, { recursive: true });
    },
  };
}

/** From the card's connection to the virtual reader to the line that says `applied`; the card itself takes no time. */
export async function insertion(bytes: Uint8Array): Promise<object> {
  const { lines, pcscd, stop } = await run([
    process.execPath,
    join(ROOT, 'dist/daemon/dmbootd.js'),
  ]);
  const runs: { noticed: number; walk: number; rest: number; n: number }[] = [];
  for (let at = 0; at < INSERTIONS; at += 1) {
    const commands: number[] = [];
    const from = performance.now();
    const applied = once(lines, 'line');
    const session = serveVpcd(new VirtualCard(bootstrapImage({ message: bytes })), {
      port: SLOTS[0].port,
      onCommand: () => {
        commands.push(performance.now());
        return 'answer';
      },
    });
    await applied;
    const to = performance.now();
    const [first, last] = [commands[0]!, commands.at(-1)!];
    runs.push({ noticed: first - from, walk: last - first, rest: to - last, n: commands.length });
    const purged = once(lines, 'line');
    await session.remove();
    await purged;
    await pcscd.empty();
  }
  await stop();
  const of = (pick: (run: (typeof runs)[number]) => number): number =>
    rounded(median(runs.map(pick)), 1);
  return {
    bench: 'insertion to applied behind pcscd, store on disk',
    bytes: bytes.length,
    apdus: runs[0]?.n,
    untilFirstCommandMs: of(({ noticed }) => noticed),
    walkMs: of(({ walk }) => walk),
    hostMsAnExchange: rounded(median(runs.map(({ walk, n }) => walk / (n - 1))), 2),
    lastAnswerToAppliedMs: of(({ rest }) => rest),
    note: 'pcscd looks for cards every 400 ms; that is in untilFirstCommandMs',
  };
}

const pssKiB = (pid: number): number =>
  Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);

const children = (pid: number): number[] =>
  readdirSync(`/proc/${pid}/task`)
    .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' '))
    .filter((id) => id !== '')
    .map(Number);

/** Milliseconds after which nothing of a start goes on. */
const SETTLED = 4_000;

const RUNS = 5;

async function bareSize(node: string): Promise<number> {
  const bare = spawn(node, ['-e', 'console.log(0); setInterval(() => 0, 1e6)']);
  await once(bare.stdout, 'data');
  const size = pssKiB(bare.pid!);
  const ended = once(bare, 'exit');
  bare.kill();
  await ended;
  return size;
}

async function daemonSizes(folder: string): Promise<number[]> {
  const { child, stop } = await run([join(folder, 'node'), join(folder, 'dmbootd.js')]);
  await pause(SETTLED);
  const sizes = [child.pid!, ...children(child.pid!)].map(pssKiB);
  await stop();
  return sizes;
}

/**
 * Proportional set sizes of the daemon and its children at idle, PC/SC answering and two readers without a card, beside one bare
 * Node. Both run from the package's own Node, of which nothing is shared with any other process of this machine.
 *
 * @param folder all that the package runs.
 */
export async function idle(folder: string): Promise<object> {
  const runs: { sizes: number[]; sum: number; bare: number }[] = [];
  while (runs.length < RUNS) {
    const bare = await bareSize(join(folder, 'node'));
    const sizes = await daemonSizes(folder);
    runs.push({ sizes, sum: sizes.reduce((sum, size) => sum + size, 0), bare });
  }
  const mib = (pick: (run: (typeof runs)[number]) => number): number =>
    rounded(median(runs.map(pick)) / 1024, 1);
  return {
    bench: 'idle, as packaged',
    processes: runs[0]!.sizes.length,
    pssMiB: runs[0]!.sizes.map((_, at) => mib(({ sizes }) => sizes[at]!)),
    sumMiB: mib(({ sum }) => sum),
    bareNodeMiB: mib(({ bare }) => bare),
    ratio: rounded(median(runs.map(({ sum, bare }) => sum / bare))),
  };
}
