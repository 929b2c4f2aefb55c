/** What was not as it should be, each thing once with how often it was: however long a file is, there are few. */
export class Warnings {
  readonly #counts = new Map<string, number>();

  readonly add = (what: string): void => {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  };

  list(): { readonly what: string; readonly count: number }[] {
    return [...this.#counts].map(([what, count]) => ({ what, count }));
  }

  /** For people. */
  lines(): string[] {
    return this.list().map(({ what, count }) => (count === 1 ? what : `${what} (${count} times)`));
  }
}
