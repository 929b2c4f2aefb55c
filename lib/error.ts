/** Whose fault an error is: it decides the log level, the outcome of a visit and the exit code. */
export type Fault = 'card' | 'reader' | 'message' | 'operator' | 'us';

/**
 * The root of every error that this project throws on purpose.
 *
 * `message` is one line for people: what was expected, what came, and, where there is one, what to do about it.
 * It never holds a PIN, a secret of an account or bytes of a message.
 */
export abstract class DmbootError<Code extends string = string> extends Error {
  abstract readonly fault: Fault;
  readonly code: Code;

  constructor(code: Code, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** Text of an unknown thrown value, for a log line. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
