import type { Outcome } from '../lib/outcome.js';
import type { Mode } from '../lib/retrieval/types.js';
import type { SourceOutcome } from '../lib/source/index.js';
import type { Account, Origin } from '../lib/tree/index.js';
import type { Visit } from '../lib/visit/visit.js';

/** What came of one visit: the same keys in every `--json` output. */
export interface CardReport {
  readonly reader: string;
  readonly identity: string | null;
  readonly iccid: string | null;
  readonly mode: Mode | null;
  readonly outcome: Outcome;
  readonly detail: string | null;
  readonly label: string | null;
  readonly message: { readonly length: number; readonly sha256: string } | null;
  /** Where the card says that its message is to be had, if it holds none. */
  readonly url: string | null;
  /** The accounts that this card brings and that its layer is on top for. */
  readonly accounts: readonly Account[];
  readonly apdus: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

/** What came of the latest look at a place that messages come from, other than a card. */
export interface SourceReport {
  readonly origin: Origin;
  /** Null where it has not been looked at yet. */
  readonly outcome: SourceOutcome | null;
  readonly detail: string | null;
  /** Seconds from that look to the next one; null where something else than time decides. */
  readonly next: number | null;
  /** The accounts that it brings and that its layer is on top for. */
  readonly accounts: readonly Account[];
}

export interface Report {
  readonly cards: readonly CardReport[];
  readonly sources: readonly SourceReport[];
  readonly purged: readonly Origin[];
}

export function cardReport(
  reader: string,
  visit: Visit,
  outcome: Outcome,
  detail: string | null,
  accounts: readonly Account[],
): CardReport {
  const { mode, identity, label, message, url, apdus, bytesSent, bytesReceived } = visit;
  return {
    reader,
    identity: identity?.id ?? null,
    iccid: identity?.iccid ?? null,
    mode,
    outcome,
    detail,
    label,
    message,
    url,
    accounts,
    apdus,
    bytesSent,
    bytesReceived,
  };
}
