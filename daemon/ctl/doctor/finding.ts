/** `skipped`: it could not be looked at here, or there is nothing to look at. */
export const STATES = ['ok', 'warn', 'fail', 'skipped'] as const;

/** What a check found of one thing. No part of it is ever a secret. */
export interface Finding {
  readonly state: (typeof STATES)[number];
  /** What was found, on one line. */
  readonly text: string;
  /** What to do about it: of `warn` and `fail`, null else. */
  readonly remedy: string | null;
}

export const ok = (text: string): Finding => ({ state: 'ok', text, remedy: null });
export const skipped = (text: string): Finding => ({ state: 'skipped', text, remedy: null });
export const warn = (text: string, remedy: string): Finding => ({ state: 'warn', text, remedy });
export const fail = (text: string, remedy: string): Finding => ({ state: 'fail', text, remedy });
