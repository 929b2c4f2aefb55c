import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText } from '../../error.js';
import { printable } from '../../text.js';
import { BackOff } from '../backoff.js';
import { namesIn, readMessage } from '../folder.js';
import { MAX_FILES } from '../limits.js';
import type { Desk } from '../source.js';
import { FolderWatch } from '../watch.js';
import { isSettled, type Pushed, type PushOutcome } from './outcome.js';
import { SENDER } from './policy.js';

/** Whoever drops a file is given this long to end it, in milliseconds. */
const SETTLE_MS = 200;
/** A folder that is not there, or that nothing tells of, is looked for so often. */
const LOOK_AGAIN_MS = 10_000;
const RETRY = { first: 1_000, longest: 60_000 };

type Told = Pick<Desk, 'warn' | 'fault'>;

/** Hands a push in. `before` is what came of it when it was handed in last. */
type Take = (sender: string, pdu: Uint8Array, before: PushOutcome | null) => Pushed;

/**
 * A folder into which pushes are dropped, a file each, which is named `SENDER_ANYTHING` and holds the PDU. A file that was taken is taken away; one that can come to
 * something later stays.
 */
export class DropFolder {
  readonly #path: string;
  readonly #take: Take;
  readonly #backOff = new BackOff(RETRY);
  #desk: Told | null = null;
  readonly #watch: FolderWatch;
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> = Promise.resolve();
  /** Names that were complained of: they are passed over from then on. */
  readonly #odd = new Set<string>();
  /** What came of the files that stay, by their names. */
  #before: ReadonlyMap<string, PushOutcome> = new Map();
  #stays = new Map<string, PushOutcome>();

  constructor(path: string, take: Take) {
    this.#path = path;
    this.#take = take;
    this.#watch = new FolderWatch(path, () => this.#lookIn(SETTLE_MS));
  }

  start(desk: Told): Promise<void> {
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
    this.#watch.stop();
    this.#lookIn(null);
    await this.#looking;
  }

  async #look(): Promise<void> {
    if (this.#desk === null) return;
    // One that cannot be watched is looked at from time to time.
    await this.#watch.follow();
    const listed = await namesIn(this.#path);
    if (listed.kind === 'unreadable') {
      this.#complain(this.#path, `the folder of pushes cannot be read: ${listed.detail}`);
      this.#lookIn(this.#backOff.next());
      return;
    }
    let again = false;
    for (const name of listed.names.slice(0, MAX_FILES)) again = (await this.#file(name)) || again;
    this.#before = this.#stays;
    this.#stays = new Map();
    if (again) this.#lookIn(this.#backOff.next());
    else if (listed.names.length > MAX_FILES) this.#lookIn(0);
    else if (!this.#watch.isOn) this.#lookIn(LOOK_AGAIN_MS);
    if (!again) this.#backOff.reset();
  }

  /** True where the file is to be looked at again without having changed. */
  async #file(name: string): Promise<boolean> {
    const sender = name.slice(0, Math.max(name.lastIndexOf('_'), 0));
    if (!SENDER.test(sender)) {
      this.#complain(
        name,
        `${shown(this.#path, name)}: expected a name such as SENDER_1, and it is left alone`,
      );
      return false;
    }
    const read = await readMessage(join(this.#path, name));
    if (read.kind === 'gone' || this.#desk === null) return false;
    if (read.kind === 'refused') {
      this.#complain(name, `a push cannot be read: ${read.detail}`);
      return true;
    }
    const { outcome } = this.#take(sender, read.bytes, this.#before.get(name) ?? null);
    if (!isSettled(outcome)) {
      this.#stays.set(name, outcome);
      return true;
    }
    try {
      await unlink(join(this.#path, name));
    } catch (error) {
      this.#stays.set(name, outcome);
      this.#complain(name, `a push was taken, and cannot be taken away: ${errorText(error)}`);
    }
    return false;
  }

  #complain(name: string, line: string): void {
    if (this.#odd.has(name)) return;
    if (this.#odd.size >= MAX_FILES) this.#odd.clear();
    this.#odd.add(name);
    this.#desk?.warn(line);
  }

  #lookIn(milliseconds: number | null): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (milliseconds === null || this.#desk === null) return;
    this.#timer = setTimeout(() => this.check(), milliseconds);
  }
}

const shown = (folder: string, name: string): string => printable(join(folder, name));
