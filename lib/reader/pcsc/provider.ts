import { ReaderError } from '../error.js';
import type { CardConnection, ReaderEvent, ReaderProvider, ShareMode, Slot } from '../reader.js';
import { CAPABILITIES, WorkerConnection } from './connection.js';
import { Child } from './fork.js';
import { type MonitorMessage, RETRY, type WatchRequest } from './protocol.js';
import { Watch } from './watch.js';

type Monitor = Child<MonitorMessage, WatchRequest>;

/** Milliseconds a request may take: the card's own time for the longest command, and then some. */
const DEADLINE = 20_000;

/** Milliseconds after a change of the readers before they are listed again. */
const LIST_AGAIN = 1000;

export interface PcscOptions {
  /** Readers whose name any of these matches, unanchored, are ours; all are, if there is none. */
  readonly match: readonly RegExp[];
  /** Milliseconds for each request to a card; 20 s if not given. */
  readonly deadline?: number;
  /** One line for people who look for a fault. */
  readonly log?: (line: string) => void;
}

/**
 * Readers behind PC/SC. The binding runs in child processes alone: one monitor that lists and watches, and for each connection
 * a worker that can be killed by itself.
 */
export class PcscProvider implements ReaderProvider {
  readonly #options: PcscOptions;
  readonly #connections = new Set<WorkerConnection>();
  readonly #watch: Watch;
  #listener: (event: ReaderEvent) => void = () => {};
  #monitor: Monitor | null = null;
  #lister: Monitor | null = null;
  #again: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  #wait: number = RETRY.FIRST;
  #upSince: number | null = null;
  /** The binding is not installed: no child will find it. */
  #absent = false;
  #stopped = false;

  constructor(options: PcscOptions) {
    this.#options = options;
    this.#watch = new Watch(
      (reader) => this.#slot(reader),
      (event) => this.#listener(event),
    );
  }

  start(listener: (event: ReaderEvent) => void): void {
    this.#listener = listener;
    this.#supervise();
  }

  visited(): void {}

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#again);
    clearTimeout(this.#retry);
    this.#monitor?.kill();
    this.#lister?.kill();
    for (const connection of this.#connections) connection.cancel(stopped());
    await Promise.all([
      this.#monitor?.exited,
      this.#lister?.exited,
      ...[...this.#connections].map(({ ended }) => ended),
    ]);
  }

  /** Keeps one monitor alive, for ever. */
  #supervise(): void {
    const monitor: Monitor = new Child('monitor', [], (message) => {
      if (this.#monitor === monitor) this.#heard(message);
    });
    this.#monitor = monitor;
    void monitor.exited.then(() => this.#ended(`the PC/SC monitor ended: ${monitor.end}`));
  }

  #ended(reason: string): void {
    if (this.#stopped) return;
    this.#monitor = null;
    this.#down(reason);
    if (this.#absent) return;
    this.#retry = setTimeout(() => this.#supervise(), this.#wait);
    this.#wait = Math.min(2 * this.#wait, RETRY.LONGEST);
  }

  #down(reason: string): void {
    clearTimeout(this.#again);
    // A service that lasted at least as long as we waited for it is not one that falls over at once.
    if (this.#upSince !== null && performance.now() - this.#upSince >= this.#wait) {
      this.#wait = RETRY.FIRST;
    }
    this.#upSince = null;
    this.#watch.down(reason, this.#absent);
  }

  #heard(message: MonitorMessage): void {
    if (this.#stopped) return;
    this.#options.log?.(`monitor: ${JSON.stringify(message)}`);
    switch (message.kind) {
      case 'absent-module':
        this.#absent = true;
        this.#down(message.reason);
        break;
      case 'down':
        this.#down(message.reason);
        break;
      case 'listed':
        this.#upSince ??= performance.now();
        this.#listAgain(LIST_AGAIN);
        this.#watch.listed(message.readers, this.#ours, false);
        break;
      case 'state':
        this.#watch.state(message.reader, message.state);
        break;
      case 'gone':
        this.#watch.left(message.reader);
        this.#listAgain(0);
        break;
    }
  }

  /**
   * The service tells changes of the number of readers only, the binding can lose a listing that a second one overtakes, and a
   * service that is about to end tells its readers gone. So a child of its own lists once more: that shows whether the service
   * still takes clients, and what the monitor has missed.
   */
  #listAgain(delay: number): void {
    clearTimeout(this.#again);
    if (delay > 0) {
      this.#again = setTimeout(() => this.#listAgain(0), delay);
      return;
    }
    const monitor = this.#monitor;
    if (monitor === null || this.#stopped) return;
    let listed = false;
    this.#lister?.kill();
    const lister: Monitor = new Child('monitor', ['once'], (message) => {
      if (message.kind !== 'listed' || !current()) return;
      listed = true;
      this.#watch.answered();
      this.#watch.listed(message.readers, this.#ours, true);
      monitor.say({ kind: 'watch', readers: message.readers });
    });
    this.#lister = lister;
    const current = () =>
      this.#lister === lister && this.#monitor === monitor && this.#watch.up && !this.#stopped;
    void lister.exited.then(() => {
      if (!listed && current()) this.#listAgain(LIST_AGAIN);
    });
  }

  readonly #ours = (reader: string): boolean => {
    const { match } = this.#options;
    return match.length === 0 || match.some((pattern) => reader.search(pattern) !== -1);
  };

  #slot(reader: string): Slot {
    return {
      name: reader,
      capabilities: CAPABILITIES,
      connect: (share, signal) => this.#connect(reader, share, signal),
    };
  }

  async #connect(reader: string, share: ShareMode, signal: AbortSignal): Promise<CardConnection> {
    if (this.#stopped) throw stopped();
    const stay = this.#watch.stay(reader);
    if (signal.aborted) throw new ReaderError('removed', 'the visit of the card was called off');
    const deadline = this.#options.deadline ?? DEADLINE;
    const connection = new WorkerConnection({ reader, deadline, stay }, share, signal);
    this.#connections.add(connection);
    void connection.ended.then(() => this.#connections.delete(connection));
    return connection.connect();
  }
}

function stopped(): ReaderError {
  return new ReaderError('down', 'readers are no longer served');
}
