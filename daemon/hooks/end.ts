/** How a hook may end. `not-run`: it could not be started; `unknown`: whoever ran it did not say. */
export const HOOK_RESULTS = ['ok', 'exit', 'signal', 'timeout', 'not-run', 'unknown'] as const;

/** How a hook ended for an event. */
export interface HookEnd {
  /** The name of its file, without the folder. */
  readonly hook: string;
  readonly result: (typeof HOOK_RESULTS)[number];
  /** With `ok` and `exit`: what it ended with. */
  readonly code: number | null;
  /** With `signal`: such as `SIGSEGV`. */
  readonly signal: string | null;
  /** How long it took, in milliseconds; null where that is not known. */
  readonly ms: number | null;
}

/** An end of which no more is known than this. */
export const endOf = (
  hook: string,
  result: HookEnd['result'],
  rest: Partial<Pick<HookEnd, 'code' | 'signal' | 'ms'>> = {},
): HookEnd => ({ hook, result, code: null, signal: null, ms: null, ...rest });

/** What became of a hook, in a few words. */
export function endText({ result, code, signal, ms }: HookEnd): string {
  switch (result) {
    case 'ok':
      return 'ok';
    case 'exit':
      return `ended with ${code}`;
    case 'signal':
      return `ended by ${signal}`;
    case 'timeout':
      return `ended at its limit, after ${ms} ms`;
    case 'not-run':
      return 'could not be started';
    case 'unknown':
      return 'nobody knows how it ended';
  }
}
