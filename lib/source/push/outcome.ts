import { printable } from '../../text.js';
import type { SourceOutcome } from '../outcome.js';

/**
 * What can become of a push, besides what becomes of any message. The list is closed, and the same in logs and `--json` output.
 * `settled`: the same push will never come to anything else.
 */
export const PUSH_OUTCOMES = {
  /** It waits until somebody types its PIN. */
  pending: { success: true, settled: true },
  /** It came into force before, and does nothing now. */
  replayed: { success: true, settled: true },
  /** It is no push, or none of a bootstrap message; or what is to wait for a PIN holds no message that could come into force. */
  unreadable: { success: false, settled: true },
  /** Its sender is not one who may push. */
  denied: { success: false, settled: true },
  /** It has no MAC, or a wrong one. */
  unauthenticated: { success: false, settled: true },
  /** The PIN that was typed is wrong. */
  'pin-wrong': { success: false, settled: false },
  /** All tries of its PIN were wrong: it is gone. */
  'pin-refused': { success: false, settled: true },
  /** It waited for its PIN, and waits no longer: it was dropped by hand, or made room for a later one. */
  dropped: { success: true, settled: true },
  /** It takes an IMSI to judge it, and none is known. */
  later: { success: false, settled: false },
} as const satisfies Record<string, { success: boolean; settled: boolean }>;

export type PushOutcome = keyof typeof PUSH_OUTCOMES | SourceOutcome;

/** What became of a push. */
export interface Pushed {
  readonly sender: string;
  readonly outcome: PushOutcome;
  /** For people, on one line, without any secret. */
  readonly detail: string | null;
  /** What a push that waits for its PIN is called; else null. */
  readonly id: string | null;
}

/** One line on what became of a push, without any secret. */
export const pushedText = ({ outcome, detail, id }: Pushed): string =>
  [outcome, ...(id === null ? [] : [id]), ...(detail === null ? [] : [printable(detail)])].join(
    ': ',
  );

/** Whether a push need not be handed in again. */
export const isSettled = (outcome: PushOutcome): boolean =>
  outcome in PUSH_OUTCOMES
    ? PUSH_OUTCOMES[outcome as keyof typeof PUSH_OUTCOMES].settled
    : outcome !== 'store-error';
