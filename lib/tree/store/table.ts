/** Rows by key, in memory. What is done to them since they were last kept can be taken back. */
export class Table<Key, Row> {
  readonly #rows = new Map<Key, Row>();
  /** What stood under each key that was touched since; undefined where nothing did. */
  readonly #before = new Map<Key, Row | undefined>();

  get size(): number {
    return this.#rows.size;
  }

  get(key: Key): Row | undefined {
    return this.#rows.get(key);
  }

  has(key: Key): boolean {
    return this.#rows.has(key);
  }

  /** In no order that means anything: what was taken back may stand elsewhere than it did. */
  rows(): Row[] {
    return [...this.#rows.values()];
  }

  set(key: Key, row: Row): void {
    this.#touch(key);
    this.#rows.set(key, row);
  }

  /** False where there is no such row. */
  delete(key: Key): boolean {
    if (!this.#rows.has(key)) return false;
    this.#touch(key);
    return this.#rows.delete(key);
  }

  clear(): void {
    this.#rows.clear();
    this.#before.clear();
  }

  get isTouched(): boolean {
    return this.#before.size > 0;
  }

  /** The touched rows as they were and as they are; undefined: none. */
  touched(): {
    readonly key: Key;
    readonly before: Row | undefined;
    readonly now: Row | undefined;
  }[] {
    return Array.from(this.#before, ([key, before]) => ({ key, before, now: this.#rows.get(key) }));
  }

  keep(): void {
    if (this.#before.size > 0) this.#before.clear();
  }

  takeBack(): void {
    for (const [key, row] of this.#before) {
      if (row === undefined) this.#rows.delete(key);
      else this.#rows.set(key, row);
    }
    this.#before.clear();
  }

  #touch(key: Key): void {
    if (!this.#before.has(key)) this.#before.set(key, this.#rows.get(key));
  }
}
