import { join } from 'node:path';
import type { Origin } from '../tree/model.js';
import { BackOff } from './backoff.js';
import { namesIn, readMessage } from './folder.js';
import { MAX_FILES } from './limits.js';
import type { Desk, Source } from './source.js';
import { FolderWatch } from './watch.js';

/** Whoever writes a file is given this long to end it, in milliseconds after the latest sign of it. */
const SETTLE_MS = 200;

/** But not longer than this after the first one: who never ends writes is no reason not to look. */
const LONGEST_SETTLE_MS = 2_000;

/** A folder that is not there, or that nothing tells of, is looked for so often. */
const LOOK_AGAIN_MS = 10_000;

const RETRY = { first: 1_000, longest: 60_000 };

const originOf = (id: string): Origin => ({ kind: 'factory', id });

/**
 * The customized bootstrap (5.1.2.1): each file of a folder is a DM message or a Client Provisioning document. They are offered in the order of their names, again
 * whenever one changes, and left when they go. Without a folder it leaves all that came from one.
 */
export class FactorySource implements Source {
  readonly #folder: string | null;
  #desk: Desk | null = null;
  readonly #watch: FolderWatch | null;
  /** Whether it was said that there is no folder. */
  #isMissed = false;
  #timer: NodeJS.Timeout | null = null;
  /** When the first sign came of a change that nobody has looked at. */
  #signs: number | null = null;
  #looking: Promise<void> = Promise.resolve();
  readonly #backOff = new BackOff(RETRY);

  constructor(folder: string | null) {
    this.#folder = folder;
    this.#watch = folder === null ? null : new FolderWatch(folder, () => this.#sign());
  }

  start(desk: Desk): Promise<void> {
    this.#desk = desk;
    this.check();
    return this.#looking;
  }

  check(): void {
    this.#looking = this.#looking
      .then(() => this.#look())
      .catch((error: unknown) => this.#desk?.fault(error));
  }

  async stop(): Promise<void> {
    this.#desk = null;
    this.#watch?.stop();
    this.#lookIn(null);
    await this.#looking;
  }

  async #look(): Promise<void> {
    this.#signs = null;
    if (this.#desk === null) return;
    const known = this.#desk.known('factory');
    if (this.#folder === null) {
      for (const origin of known) this.#desk.leave(origin);
      return;
    }
    const why = await this.#watch?.follow();
    if (why != null) this.#desk?.warn(`${this.#folder} cannot be watched: ${why}`);
    const listed = await namesIn(this.#folder);
    if (listed.kind === 'unreadable') {
      for (const origin of known) this.#desk?.found(origin, 'unavailable', listed.detail);
      if (known.length === 0) {
        this.#desk?.warn(`the factory's folder cannot be read: ${listed.detail}`);
      }
      this.#lookIn(this.#backOff.next());
      return;
    }
    const isMissing = listed.kind === 'absent';
    if (isMissing && !this.#isMissed) {
      this.#desk?.warn(`the factory's folder ${this.#folder} is not there, and is waited for`);
    }
    this.#isMissed = isMissing;
    const names = listed.names.slice(0, MAX_FILES);
    if (listed.names.length > names.length) {
      this.#desk?.warn(
        `expected at most ${MAX_FILES} files in ${this.#folder}, found ${listed.names.length}: those after ${names.at(-1)} are left out`,
      );
    }
    for (const origin of known) if (!names.includes(origin.id)) this.#desk?.leave(origin);
    let again = false;
    for (const name of names) again = (await this.#offer(this.#folder, name)) || again;
    if (again) this.#lookIn(this.#backOff.next());
    else this.#backOff.reset();
    if (this.#watch?.isOn === false && !again) this.#lookIn(LOOK_AGAIN_MS);
  }

  /** True where it is to be looked at again without having changed. */
  async #offer(folder: string, name: string): Promise<boolean> {
    const origin = originOf(name);
    const read = await readMessage(join(folder, name));
    switch (read.kind) {
      case 'gone':
        this.#desk?.leave(origin);
        return false;
      case 'refused':
        this.#desk?.found(origin, read.outcome, read.detail);
        return false;
      case 'message': {
        const documents = [{ kind: null, label: null, bytes: read.bytes }];
        return this.#desk?.offer({ origin, documents }) === 'store-error';
      }
    }
  }

  #sign(): void {
    const now = performance.now();
    this.#signs ??= now;
    this.#lookIn(Math.min(SETTLE_MS, Math.max(this.#signs + LONGEST_SETTLE_MS - now, 0)));
  }

  #lookIn(milliseconds: number | null): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (milliseconds === null || this.#desk === null) return;
    this.#timer = setTimeout(() => this.check(), milliseconds);
  }
}
