import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { CardReport, Report } from '../../daemon/report.js';
import type { Outcome } from '../../lib/outcome.js';
import { type Account, type Origin, Store, type VisibleNode } from '../../lib/tree/index.js';
import { layerOf } from '../bootstrap/messages.js';
import { heard, heardFiles, mayTell } from './secrecy.js';

const program = (name: string): string =>
  fileURLToPath(new URL(`../../daemon/${name}.js`, import.meta.url));

/** A folder for one test: a state folder, which is not there yet, and whatever else the test puts there. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'dmbootd-test-'));
  readonly state = this.at('state');

  at(name: string): string {
    return join(this.path, name);
  }

  /** A configuration file with this content. */
  config(toml: string): string {
    writeFileSync(this.at('dmbootd.toml'), toml);
    return this.at('dmbootd.toml');
  }

  /** What users see, read beside the daemon. */
  accounts(): Account[] {
    return this.#read((store) => store.accounts());
  }

  /** The whole tree that users see. */
  tree(): VisibleNode[] {
    return this.#read((store) => store.tree());
  }

  /** Changes the state in the daemon's absence. */
  change<T>(work: (store: Store) => T): T {
    const store = Store.open(this.state, 'readers');
    try {
      return work(store);
    } finally {
      store.close();
    }
  }

  /** Installs a message in the daemon's absence, as if it had come from elsewhere. */
  install(origin: Origin, message: Uint8Array): void {
    this.change((store) => store.apply(layerOf(message, origin)));
  }

  remove(): void {
    heardFiles(this.path);
    rmSync(this.path, { recursive: true });
  }

  #read<T>(read: (store: ReturnType<typeof Store.openForReading>) => T): T {
    const store = Store.openForReading(this.state);
    try {
      return read(store);
    } finally {
      store.close();
    }
  }
}

export interface DmbootdOptions {
  /** The only reader that it sees; all of them. */
  readonly reader?: string;
  /** Tables of the configuration, besides `[readers]`. */
  readonly config?: string;
  readonly args?: readonly string[];
}

function commandLine(folder: Folder, { reader, config = '', args = [] }: DmbootdOptions): string[] {
  const match = reader === undefined ? '^Virtual PCD' : `^${reader}$`;
  const file = folder.config(`${config}\n[readers]\nmatch = ["${match}"]\n`);
  return [
    ...[program('dmbootd'), '--json', '--log-level', 'debug'],
    ...['--config', file, '--state', folder.state, ...args],
  ];
}

/** The compiled daemon as a process of its own, and what it tells: each thing is taken once, in order. */
export class Dmbootd {
  readonly log: string[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #cards: CardReport[] = [];
  readonly #purged: string[] = [];
  #heard: (() => void)[] = [];

  constructor(folder: Folder, options: DmbootdOptions = {}) {
    this.#child = spawn(process.execPath, commandLine(folder, options), {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#ended = once(this.#child, 'close').then(() => this.#wake());
    createInterface(this.#child.stdout!).on('line', (line) => {
      heard(line);
      const report: Report = JSON.parse(line);
      this.#cards.push(...report.cards);
      this.#purged.push(...report.purged.map(({ id }) => id));
      this.#wake();
    });
    createInterface(this.#child.stderr!).on('line', (line) => {
      heard(line);
      this.log.push(line);
      this.#wake();
    });
  }

  /** The next visit in this reader that does not end in one of `passed`; fails where it is another one than expected. */
  async outcome(
    reader: string,
    expected: Outcome,
    passed: readonly Outcome[] = [],
  ): Promise<CardReport> {
    const card = await this.#take(this.#cards, (one) => one.reader === reader);
    if (passed.includes(card.outcome)) return await this.outcome(reader, expected, passed);
    assert.equal(card.outcome, expected, `${card.detail}\n${this.#tail()}`);
    return card;
  }

  /** Resolves when everything that came from this card is purged. */
  async purged(identity: string): Promise<void> {
    await this.#take(this.#purged, (id) => id === identity);
  }

  /** Resolves when the log has lines that match, be they old ones, and this many of them. */
  async logged(pattern: RegExp, times = 1): Promise<void> {
    await this.until(() => this.log.filter((line) => pattern.test(line)).length >= times);
  }

  /** Resolves when this holds, looked at whenever it has told something. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await this.#more();
  }

  /** What it told and nobody has taken. */
  rest(): string[] {
    return [
      ...this.#cards.map(({ reader, outcome }) => `${reader} ${outcome}`),
      ...this.#purged.map((id) => `purged ${id}`),
    ];
  }

  /** Stops it for a while (`SIGSTOP`), or wakes it (`SIGCONT`). */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(signal);
  }

  /** Ends it, by SIGTERM unless told otherwise; its exit status, or the signal's name. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | string | null> {
    if (this.#running) this.#child.kill(signal);
    await this.#ended;
    return this.#child.exitCode ?? this.#child.signalCode;
  }

  get #running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async #take<T>(list: T[], wanted: (one: T) => boolean): Promise<T> {
    for (;;) {
      const at = list.findIndex(wanted);
      if (at !== -1) return list.splice(at, 1)[0]!;
      await this.#more();
    }
  }

  async #more(): Promise<void> {
    if (!this.#running) assert.fail(`dmbootd has ended\n${this.#tail()}`);
    await new Promise<void>((resolve) => {
      this.#heard.push(resolve);
    });
  }

  #wake(): void {
    const waiting = this.#heard;
    this.#heard = [];
    for (const wake of waiting) wake();
  }

  #tail(): string {
    return this.log.slice(-20).join('\n');
  }
}

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await once(child, 'close');
  if (!mayTell(args)) heard(stdout);
  heard(stderr);
  return { status: child.exitCode, stdout, stderr };
}

/** One run that ends by itself, with the one object that it prints. */
export async function lookOnce(
  folder: Folder,
  options: DmbootdOptions = {},
): Promise<Ended & { readonly report: Report }> {
  const line = commandLine(folder, options);
  const ended = await run([...line, '--once']);
  return { ...ended, report: JSON.parse(ended.stdout) };
}

/** A replay of traces, with the one object that it prints. */
export async function replay(
  ...traces: readonly string[]
): Promise<Ended & { readonly report: Report }> {
  const ended = await run([
    ...[program('dmbootd'), '--json'],
    ...traces.flatMap((file) => ['--trace', file]),
  ]);
  return { ...ended, report: JSON.parse(ended.stdout) };
}

export const dmbootctl = (...args: readonly string[]): Promise<Ended> =>
  run([program('dmbootctl'), ...args]);
