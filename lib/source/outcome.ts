/**
 * What can become of a look at a place that bootstrap messages come from, other than a card (5.1.2). The list is closed, and the same in logs, events
 * and `--json` output. `layer` says what becomes of the layer that the place already has in the management tree: only who says for certain that there is
 * nothing any more takes something away.
 */
export const SOURCE_OUTCOMES = {
  applied: { layer: 'replaced', success: true },
  unchanged: { layer: 'confirmed', success: true },
  /** It is not to bring anything: what it brought was purged by hand, and has not changed since; or discovery is inhibited (6.3). */
  disabled: { layer: 'unconfirmed', success: true },
  /** It has no message now (5.5.7, step 2). */
  'no-bootstrap': { layer: 'unconfirmed', success: true },
  /** It has no message any more, for good. */
  withdrawn: { layer: 'purged', success: true },
  /** It could not be asked, or its answer did not arrive whole. */
  unavailable: { layer: 'unconfirmed', success: false },
  malformed: { layer: 'unconfirmed', success: false },
  rejected: { layer: 'unconfirmed', success: false },
  'store-error': { layer: 'kept', success: false },
} as const satisfies Record<
  string,
  {
    layer: 'replaced' | 'confirmed' | 'kept' | 'unconfirmed' | 'purged';
    success: boolean;
  }
>;

export type SourceOutcome = keyof typeof SOURCE_OUTCOMES;

/** Outcomes of a look that found no message, or none that is offered. */
export type WithoutMessage = Extract<
  SourceOutcome,
  | 'unchanged'
  | 'disabled'
  | 'no-bootstrap'
  | 'withdrawn'
  | 'unavailable'
  | 'malformed'
  | 'store-error'
>;
