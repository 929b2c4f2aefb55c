import { DmbootError, type Fault } from '../error.js';
import { Pkcs15Error } from '../pkcs15/index.js';
import type { Ending } from './types.js';

/**
 * Why no PIN was tried where one is demanded.
 *
 * | word | meaning |
 * |---|---|
 * | `access` | only CHV2, an administrator, nobody, or several keys at once may read; or the rule is met and the card refuses all the same |
 * | `blocked` | no tries are left |
 * | `tries` | fewer are left than the policy asks for |
 * | `tries-unknown` | the card does not say how many are left |
 * | `shared` | another program shares the card |
 * | `anonymous` | the card has no ICCID by which a refusal could be remembered |
 * | `refused` | this card refused this PIN before |
 * | `not-initialised` | the card has no such PIN |
 */
export type PinGuardReason =
  | 'access'
  | 'blocked'
  | 'tries'
  | 'tries-unknown'
  | 'shared'
  | 'anonymous'
  | 'refused'
  | 'not-initialised';

/** The walk is over, and why. Never leaves this room. */
export class WalkEnd extends DmbootError<Ending> {
  readonly fault: Fault = 'card';
  readonly detail: string | null;
  /** Where the card says that its message is to be had. */
  readonly url: string | null;

  constructor(outcome: Ending, detail: string | null, url: string | null = null) {
    super(outcome, detail ?? outcome);
    this.detail = detail;
    this.url = url;
  }
}

export function guarded(reason: PinGuardReason): WalkEnd {
  return new WalkEnd('pin-guarded', reason);
}

/** A file that is of no use, for people. */
export function uselessFile(name: string, kind: 'absent' | 'invalidated' | 'unsuitable'): string {
  const words = { absent: 'missing', invalidated: 'invalidated', unsuitable: 'not transparent' };
  return `${name} is ${words[kind]}`;
}

export function malformed(file: string, offset: number, problem: string): WalkEnd {
  return new WalkEnd('malformed', `${file}, byte ${offset}: ${problem}`);
}

/** Parses bytes that stand at `base` of a file. What the parser refuses ends the walk. */
export function parsed<T>(file: string, base: number, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof Pkcs15Error)) throw error;
    const { offset, expected, found } = error;
    throw malformed(file, base + offset, `expected ${expected}, found ${found}`);
  }
}
