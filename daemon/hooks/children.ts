import { type ChildProcess, spawn } from 'node:child_process';
import { basename } from 'node:path';
import type { OutboxEvent } from '../../lib/tree/index.js';
import type { Log } from '../log.js';
import { passed } from '../passed.js';
import { endOf, endText, type HookEnd } from './end.js';
import { environmentOf, jsonOf } from './facts.js';
import { hooksIn } from './folder.js';
import { logLines } from './output.js';

export interface HookOptions {
  readonly folder: string;
  /** Milliseconds, of each hook. */
  readonly timeLimit: number;
  readonly log: Log;
}

/** What a machine that stops sends to every process. */
const ENDS_ALL: ReadonlySet<string | null> = new Set(['SIGTERM', 'SIGKILL', 'SIGHUP', 'SIGINT']);
/** Milliseconds within which it sends that to the daemon, too. */
const STOPPING_MS = 1_000;

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Runs the hooks for an event as children, one after the other. One that fails or is late is told of in the log, and that is all.
 *
 * @returns how each ended; after an abort, of those that had ended by themselves.
 */
export async function runChildren(
  event: OutboxEvent,
  { folder, timeLimit, log }: HookOptions,
  signal: AbortSignal,
): Promise<HookEnd[]> {
  const ends: HookEnd[] = [];
  for (const hook of hooksIn(folder)) {
    if (signal.aborted) break;
    const about = `hook ${hook} for ${event.event} of ${event.accountId}`;
    const { end, problem } = await runChild(hook, event, { timeLimit, log, signal });
    // Whoever stops the machine may tell the hook before it tells the daemon.
    if (ENDS_ALL.has(end.signal)) await passed(STOPPING_MS, signal);
    if (signal.aborted) {
      log.info(`${about}: stopped, and run again at the next start`);
      break;
    }
    if (end.result !== 'ok') log.warn(`${about}: ${problem ?? endText(end)}`);
    ends.push(end);
  }
  return ends;
}

/** Resolves when it has ended; `problem` is why it could not be started. */
function runChild(
  hook: string,
  event: OutboxEvent,
  options: { readonly timeLimit: number; readonly log: Log; readonly signal: AbortSignal },
): Promise<{ readonly end: HookEnd; readonly problem: string | null }> {
  const { timeLimit, log, signal } = options;
  const name = basename(hook);
  const began = performance.now();
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
    const end = (
      result: HookEnd['result'],
      rest: Parameters<typeof endOf>[2],
      problem: string | null = null,
    ): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', kill);
      // What it left behind ends with it, and lets go of its output.
      kill();
      const ms = Math.round(performance.now() - began);
      resolve({
        end: late ? endOf(name, 'timeout', { ms }) : endOf(name, result, { ...rest, ms }),
        problem,
      });
    };
    child.once('error', ({ message }) => end('not-run', {}, message));
    child.once('exit', (code, by) => {
      if (code === null) end('signal', { signal: by });
      else end(code === 0 ? 'ok' : 'exit', { code });
    });
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
