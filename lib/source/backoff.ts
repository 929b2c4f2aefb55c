export interface BackOffOptions {
  /** Milliseconds. */
  readonly first: number;
  readonly longest: number;
  /** From 0 to below 1. */
  readonly random?: () => number;
}

/**
 * How long to wait after each failure in a row: twice as long each time, up to a longest time, and by chance between half of it and all of it, so that
 * a fleet that lost its server does not come back at once.
 */
export class BackOff {
  readonly #options: Required<BackOffOptions>;
  #failures = 0;

  constructor(options: BackOffOptions) {
    this.#options = { random: Math.random, ...options };
  }

  /** Milliseconds until the next try. */
  next(): number {
    const { first, longest, random } = this.#options;
    const whole = Math.min(first * 2 ** this.#failures, longest);
    this.#failures += 1;
    return Math.round(whole / 2 + (whole / 2) * random());
  }

  /** It worked. */
  reset(): void {
    this.#failures = 0;
  }
}
