import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Verdict } from '../../lib/replay/index.js';
import type { Heard, Said } from './protocol.js';
import type { Manner } from './trial.js';

/** Milliseconds without a word after which a replay at full speed hangs. */
const SILENCE_MS = 30_000;
/** Traces that a process holds besides the one that it plays, so that it never waits. */
const AHEAD = 8;

interface Options {
  readonly jobs: number;
  readonly manner: Manner;
  readonly told: (verdict: Verdict) => void;
  /** Milliseconds. */
  readonly silence?: number;
}

/**
 * Plays traces in processes of their own, so that one that crashes or hangs is a verdict, and no end of all. Resolves when each was played.
 * Verdicts come in the order in which they are reached.
 */
export async function replayAll(files: readonly string[], options: Options): Promise<void> {
  const waiting = [...files];
  const jobs = Array.from({ length: Math.min(options.jobs, files.length) }, async () => {
    while (waiting.length > 0) await new Job(waiting, options).ended;
  });
  await Promise.all(jobs);
}

/** One process, from its start to its end: that of the work, or its own. */
class Job {
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #waiting: string[];
  readonly #options: Options;
  /** What the process was told to play, and did not say to have played. */
  readonly #held: string[] = [];
  #fault: string | null = null;
  #from = performance.now();
  #silent: NodeJS.Timeout | undefined;
  #hung = false;

  constructor(waiting: string[], options: Options) {
    this.#waiting = waiting;
    this.#options = options;
    this.#child = fork(fileURLToPath(new URL('./replay-job.js', import.meta.url)), [], {
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const child = this.#child;
    // The last message may come after the exit, but not after the channel's end.
    this.ended = new Promise((resolve) => {
      const over = (how: string): void => {
        clearTimeout(this.#silent);
        this.#over(how);
        resolve();
      };
      child.once('error', (error) => over(error.message));
      child.once('exit', (code, signal) => {
        const how = signal ?? `exit code ${code}`;
        if (child.connected) child.once('disconnect', () => over(how));
        else over(how);
      });
    });
    this.#child.on('message', (message: Heard) => this.#heard(message));
    this.#say({ kind: 'manner', manner: options.manner });
    this.#goOn();
  }

  #heard(message: Heard): void {
    switch (message.kind) {
      case 'trying':
        this.#fault = message.fault;
        break;
      case 'verdict':
        this.#options.told(message.verdict);
        break;
      case 'played':
        this.#held.shift();
        this.#fault = null;
        this.#from = performance.now();
        break;
    }
    this.#goOn();
  }

  #goOn(): void {
    while (this.#held.length <= AHEAD) {
      const file = this.#waiting.shift();
      if (file === undefined) break;
      this.#held.push(file);
      this.#say({ kind: 'play', file });
    }
    clearTimeout(this.#silent);
    if (this.#held.length === 0) {
      this.#child.disconnect();
    } else if (!this.#options.manner.realTime) {
      this.#silent = setTimeout(() => {
        this.#hung = true;
        this.#child.kill('SIGKILL');
      }, this.#options.silence ?? SILENCE_MS);
    }
  }

  /** Who ends with work in hand crashed over the first of it, or hung; the rest is for another process. */
  #over(how: string): void {
    const [culprit, ...rest] = this.#held;
    if (culprit === undefined) return;
    this.#waiting.unshift(...rest);
    const problem = this.#hung
      ? 'it hung: the process that played it said nothing any more, and was killed'
      : `it crashed: the process that played it ended (${how})`;
    this.#options.told({
      trace: culprit,
      fault: this.#fault,
      result: 'failed',
      problems: [problem],
      notes: [],
      outcomes: [],
      commands: 0,
      found: null,
      milliseconds: Math.round(performance.now() - this.#from),
    });
  }

  #say(message: Said): void {
    this.#child.send(message, () => {});
  }
}
