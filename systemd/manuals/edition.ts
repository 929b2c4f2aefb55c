/** What the pages of one build have in common. */
export interface Edition {
  /** The day, as 2026-01-31. */
  readonly date: string;
  readonly version: string;
}
