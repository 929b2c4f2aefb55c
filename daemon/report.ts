import { OUTCOMES, type Outcome } from '../lib/outcome.js';
import type { Mode } from '../lib/retrieval/types.js';
import type { Account, Origin } from '../lib/tree/index.js';
import type { Visit } from '../lib/visit/visit.js';
import { EXIT, type ExitCode } from './exit.js';

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
  /** The accounts that this card brings and that its layer is on top for. */
  readonly accounts: readonly Account[];
  readonly apdus: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

export interface Report {
  readonly cards: readonly CardReport[];
  readonly purged: readonly Origin[];
}

export function cardReport(
  reader: string,
  visit: Visit,
  outcome: Outcome,
  detail: string | null,
  accounts: readonly Account[],
): CardReport {
  const { mode, identity, label, message, apdus, bytesSent, bytesReceived } = visit;
  return {
    reader,
    identity: identity?.id ?? null,
    iccid: identity?.iccid ?? null,
    mode,
    outcome,
    detail,
    label,
    message,
    accounts,
    apdus,
    bytesSent,
    bytesReceived,
  };
}

/** The exit code of a run in which these were the cards. */
export const exitOf = (cards: readonly CardReport[]): ExitCode =>
  cards.every(({ outcome }) => OUTCOMES[outcome].success) ? EXIT.ok : EXIT.failure;
