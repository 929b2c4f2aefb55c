import type { Verdict } from '../../../lib/replay/index.js';

const REDRAW_MS = 100;
const CLEAR = '\r\u001b[K';

/** How far it is, in one line of a terminal; elsewhere nothing. */
export class Progress {
  readonly #traces: number;
  readonly #seen = new Set<string>();
  #replays = 0;
  #failed = 0;
  #drawn = 0;

  constructor(traces: number) {
    this.#traces = traces;
  }

  add({ trace, result }: Verdict): void {
    this.#seen.add(trace);
    this.#replays += 1;
    if (result !== 'passed') this.#failed += 1;
    const now = performance.now();
    if (!process.stderr.isTTY || now - this.#drawn < REDRAW_MS) return;
    this.#drawn = now;
    const failed = this.#failed === 0 ? '' : `, ${this.#failed} not as they should be`;
    process.stderr.write(
      `${CLEAR}${this.#seen.size} of ${this.#traces} traces and images, ${this.#replays} replays${failed}`,
    );
  }

  end(): void {
    if (this.#drawn > 0) process.stderr.write(CLEAR);
  }
}
