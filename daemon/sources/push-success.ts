import { SOURCE_OUTCOMES } from '../../lib/source/outcome.js';
import { PUSH_OUTCOMES, type PushOutcome } from '../../lib/source/push/outcome.js';

/** Whether what became of a push is as it should be. */
export const isPushSuccess = (outcome: PushOutcome): boolean =>
  outcome in PUSH_OUTCOMES
    ? PUSH_OUTCOMES[outcome as keyof typeof PUSH_OUTCOMES].success
    : SOURCE_OUTCOMES[outcome as keyof typeof SOURCE_OUTCOMES].success;
