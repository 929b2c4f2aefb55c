/**
 * What can become of a card. The list is closed, and the same in logs, events and `--json` output.
 * `layer` says what becomes of the layer that this card already has in the management tree.
 */
export const OUTCOMES = {
  applied: { layer: 'replaced', success: true },
  unchanged: { layer: 'kept', success: true },
  disabled: { layer: 'purged', success: true },
  'no-application': { layer: 'purged', success: true },
  'no-bootstrap': { layer: 'purged', success: true },
  empty: { layer: 'purged', success: true },
  malformed: { layer: 'purged', success: false },
  rejected: { layer: 'purged', success: false },
  'pin-required': { layer: 'unconfirmed', success: false },
  'pin-rejected': { layer: 'unconfirmed', success: false },
  'pin-guarded': { layer: 'unconfirmed', success: false },
  mute: { layer: 'unconfirmed', success: false },
  'card-error': { layer: 'unconfirmed', success: false },
  removed: { layer: 'purged', success: false },
  'store-error': { layer: 'kept', success: false },
} as const satisfies Record<
  string,
  { layer: 'replaced' | 'kept' | 'purged' | 'unconfirmed'; success: boolean }
>;

export type Outcome = keyof typeof OUTCOMES;
