import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { heard, mayTell } from '../support/secrecy.js';

/** Where the two programs are, compiled. */
export const PROGRAMS = {
  dmbootd: fileURLToPath(new URL('../../daemon/dmbootd.js', import.meta.url)),
  dmbootctl: fileURLToPath(new URL('../../daemon/dmbootctl.js', import.meta.url)),
} as const;

export interface Surroundings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** One of the two programs in a process of its own. */
export class Program {
  stdout = '';
  stderr = '';
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  constructor(
    name: keyof typeof PROGRAMS,
    args: readonly string[],
    { cwd, env }: Surroundings = {},
  ) {
    this.#child = spawn(process.execPath, [PROGRAMS[name], ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
      ...(cwd === undefined ? {} : { cwd }),
    });
    this.#child.stdout!.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.#ended = once(this.#child, 'close').then(() => {
      if (!mayTell(args)) heard(this.stdout);
      heard(this.stderr);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Its exit code, or the name of the signal that ended it. */
  async ended(): Promise<number | string | null> {
    await this.#ended;
    return this.#child.exitCode ?? this.#child.signalCode;
  }

  /** Resolves when it has logged this. */
  async logged(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.stderr)) await once(this.#child.stderr!, 'data');
  }

  /** Resolves when it has printed this. */
  async printed(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.stdout)) await once(this.#child.stdout!, 'data');
  }

  async end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number | string | null> {
    this.#child.kill(signal);
    return await this.ended();
  }
}

export interface Ended {
  readonly status: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the programs to its end. */
export async function run(
  name: keyof typeof PROGRAMS,
  args: readonly string[],
  surroundings: Surroundings = {},
): Promise<Ended> {
  const program = new Program(name, args, surroundings);
  const status = await program.ended();
  return { status, stdout: program.stdout, stderr: program.stderr };
}
