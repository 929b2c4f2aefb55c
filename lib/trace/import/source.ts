/** Where a log that is imported comes from, and whom to tell what it lacks. */
export interface Source {
  /** The file's name, for error texts. */
  readonly name: string;
  /** Told of something that was not as it should be, and what was made of it: one line for people without bytes of the log. The same one may come often. */
  warn(what: string): void;
}
