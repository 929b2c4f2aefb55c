import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { errorText } from '../error.js';
import { sameFolder, type Told } from './folder.js';

/** A folder at a path, and that it is another one there now: both are signs. */
export class FolderWatch {
  readonly #folder: OneWatch;
  readonly #parent: OneWatch;

  /** @param sign called at every change in the folder, and when something else is made, or moved, to its path. */
  constructor(path: string, sign: () => void) {
    const name = basename(path);
    this.#folder = new OneWatch(path, sign);
    this.#parent = new OneWatch(dirname(path), (of) => {
      if (of === null || of === name) sign();
    });
  }

  /** Whether every change in it is told of. */
  get isOn(): boolean {
    return this.#folder.isOn;
  }

  /** Watches what is at the path now. Returns why it cannot be watched, on one line; null where it can, or is not there. */
  async follow(): Promise<string | null> {
    await this.#parent.follow();
    return await this.#folder.follow();
  }

  stop(): void {
    this.#folder.stop();
    this.#parent.stop();
  }
}

class OneWatch {
  readonly #path: string;
  readonly #sign: (name: string | null) => void;
  #watcher: FSWatcher | null = null;
  /** What was at the path when the watch over it began. */
  #watched: Told | null = null;
  #isOver = false;

  constructor(path: string, sign: (name: string | null) => void) {
    this.#path = path;
    this.#sign = sign;
  }

  get isOn(): boolean {
    return this.#watcher !== null;
  }

  async follow(): Promise<string | null> {
    const is = await sameFolder(this.#path, this.#watched);
    if (is === this.#watched && this.#watcher !== null) return null;
    this.#unwatch();
    if (is === null || this.#isOver) return null;
    try {
      this.#watcher = watch(this.#path, (_, name) => this.#sign(name));
      this.#watcher.on('error', () => this.#unwatch());
      this.#watched = is;
      return null;
    } catch (error) {
      return errorText(error);
    }
  }

  stop(): void {
    this.#isOver = true;
    this.#unwatch();
  }

  #unwatch(): void {
    this.#watcher?.close();
    this.#watcher = null;
    this.#watched = null;
  }
}
