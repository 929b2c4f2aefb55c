/** Lets others wait for what happens in turns of the event loop. */
export class Turns {
  #waiting: (() => void)[] = [];

  /** Something has happened. */
  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  /** Resolves after the next thing that happens. */
  changed(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Resolves when `condition` holds, looked at after everything that happens. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await this.changed();
  }
}
