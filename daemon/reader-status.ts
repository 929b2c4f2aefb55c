import type { CardReport } from './report.js';

/** How it stands with PC/SC. */
export interface PcscStatus {
  readonly answers: boolean;
  /** Why it does not answer; null where it does, or where nobody has asked yet. */
  readonly reason: string | null;
  /** Every reader has been told of, and no visit is under way. */
  readonly settled: boolean;
}

/** A reader that PC/SC lists, and the card in it. */
export interface ReaderStatus {
  readonly reader: string;
  /** A card is in it. */
  readonly present: boolean;
  /** The card is being visited. */
  readonly visiting: boolean;
  /** Known from the moment the card said who it is. */
  readonly identity: string | null;
  /** What came of the latest visit of this card that has an outcome. */
  readonly card: CardReport | null;
}
