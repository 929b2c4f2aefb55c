import { type ChildProcess, spawn } from 'node:child_process';
import type { OutboxEvent } from '../../lib/tree/index.js';
import type { Log } from '../log.js';
import { environmentOf, jsonOf } from './facts.js';
import { hooksIn } from './folder.js';
import { logLines } from './output.js';

export interface HookOptions {
  readonly folder: string;
  /** Milliseconds, of each hook. */
  readonly timeLimit: number;
  readonly log: Log;
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Runs the hooks for an event as children, one after the other. One that fails or is late is told of in the log, and that is all. */
export async function runChildren(
  event: OutboxEvent,
  { folder, timeLimit, log }: HookOptions,
  signal: AbortSignal,
): Promise<void> {
  for (const hook of hooksIn(folder)) {
    if (signal.aborted) return;
    const about = `hook ${hook} for ${event.event} of ${event.accountId}`;
    const ended = await runChild(hook, event, { timeLimit, log, signal });
    if (signal.aborted) log.info(`${about}: stopped, and run again at the next start`);
    else if (ended !== null) log.warn(`${about}: ${ended}`);
  }
}

/** Resolves when it has ended, to what went wrong. */
function runChild(
  hook: string,
  event: OutboxEvent,
  options: { readonly timeLimit: number; readonly log: Log; readonly signal: AbortSignal },
): Promise<string | null> {
  const { timeLimit, log, signal } = options;
  const child = spawn(hook, [], {
    cwd: '/',
    detached: true,
    env: { PATH, ...environmentOf(event) },
    stdio: 'pipe',
  });
  // A hook need not read what it is told.
  child.stdin.on('error', () => undefined).end(jsonOf(event));
  logLines([child.stdout, child.stderr], hook, log);
  return new Promise((resolve) => {
    let late = false;
    const kill = (): void => killGroup(child);
    const timer = setTimeout(() => {
      late = true;
      kill();
    }, timeLimit);
    signal.addEventListener('abort', kill);
    const end = (problem: string | null): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', kill);
      // What it left behind ends with it, and lets go of its output.
      kill();
      resolve(late ? `ended at its limit of ${timeLimit} ms` : problem);
    };
    child.once('error', ({ message }) => end(message));
    child.once('exit', (code, by) => end(code === 0 ? null : `ended with ${code ?? by}`));
  });
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left in it.
  }
}
