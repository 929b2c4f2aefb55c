import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Mailbox, noDatagrams } from '../support/mailbox.js';
import { median, rounded } from './median.js';

const RUNS = 15;

/**
 * From the start of the packaged daemon to the READY that its service manager hears, beside the whole of `node -e 0` with the
 * same Node. Runs alternate, so a drift of the machine is in both.
 *
 * @param folder all that the package runs; a state is put beside it.
 */
export async function start(folder: string): Promise<object> {
  const bench = 'start to READY, as packaged';
  if (noDatagrams !== null) return { bench, skipped: noDatagrams };
  const node = join(folder, 'node');
  const socket = join(folder, 'notify.sock');
  const mailbox = new Mailbox(socket);

  async function ready(): Promise<number> {
    const from = performance.now();
    const child = spawn(
      node,
      [join(folder, 'dmbootd.js'), '--log-level', 'error', '--state', join(folder, 'state')],
      { stdio: 'ignore', env: { ...process.env, NOTIFY_SOCKET: socket } },
    );
    const ended = once(child, 'exit');
    while (!String(await mailbox.next()).includes('READY=1'));
    const took = performance.now() - from;
    child.kill('SIGTERM');
    await ended;
    return took;
  }

  function bare(): number {
    const from = performance.now();
    spawnSync(node, ['-e', '0'], { stdio: 'ignore' });
    return performance.now() - from;
  }

  await ready();
  const runs: { ours: number; bare: number }[] = [];
  while (runs.length < RUNS) runs.push({ bare: bare(), ours: await ready() });
  mailbox.close();
  return {
    bench,
    medianMs: Math.round(median(runs.map(({ ours }) => ours))),
    bareNodeMs: Math.round(median(runs.map((run) => run.bare))),
    ratio: rounded(median(runs.map((run) => run.ours / run.bare))),
    leastRatio: rounded(
      Math.min(...runs.map(({ ours }) => ours)) / Math.min(...runs.map((run) => run.bare)),
    ),
  };
}
