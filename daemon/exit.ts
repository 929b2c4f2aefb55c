/** Exit codes, as sysexits.h has them where it has one. */
export const EXIT = {
  ok: 0,
  /** A card ended in an outcome that is not a success. */
  failure: 1,
  usage: 64,
  /** A replay departed from its trace, or a file cannot be parsed. */
  data: 65,
  noInput: 66,
  unavailable: 69,
  software: 70,
  cannotCreate: 73,
  ioError: 74,
  /** The state folder belongs to another process. */
  inUse: 75,
  config: 78,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command with a line for people and an exit code. */
export class Exit extends Error {
  constructor(
    readonly status: ExitCode,
    message: string,
  ) {
    super(message);
  }
}
