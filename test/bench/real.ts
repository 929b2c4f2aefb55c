import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
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

async function run(): Promise<Running> {
  const state = mkdtempSync(join(tmpdir(), 'dmbootd-bench-'));
  const pcscd = new Pcscd();
  await pcscd.start();
  const child = spawn(
    process.execPath,
    [join(ROOT, 'dist/daemon/dmbootd.js'), '--json', '--state', state],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
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
  const { lines, pcscd, stop } = await run();
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

/** Proportional set sizes of the daemon and its children at idle, beside one bare Node. */
export async function idle(): Promise<object> {
  const bare = spawn(process.execPath, ['-e', 'console.log(0); setInterval(() => 0, 1e6)']);
  await once(bare.stdout, 'data');
  const alone = pssKiB(bare.pid!);
  const ended = once(bare, 'exit');
  bare.kill();
  await ended;
  const { child, stop } = await run();
  const pids = [child.pid!, ...children(child.pid!)];
  const sizes = pids.map(pssKiB);
  await stop();
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  return {
    bench: 'idle',
    processes: pids.length,
    pssMiB: sizes.map((size) => rounded(size / 1024, 1)),
    sumMiB: rounded(whole / 1024, 1),
    bareNodeMiB: rounded(alone / 1024, 1),
    ratio: rounded(whole / alone),
  };
}
