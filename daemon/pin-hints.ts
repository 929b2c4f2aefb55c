import type { PinGuardReason } from '../lib/retrieval/walk-end.js';

/** What an operator can do where a PIN stands before a message: by the outcome, or by the detail of `pin-guarded`. */
export const PIN_HINTS: Readonly<Record<PinGuardReason | 'pin-required' | 'pin-rejected', string>> =
  {
    'pin-required':
      'the card demands a PIN, and none is configured: `[smartcard.pin]` or a credential',
    'pin-rejected':
      'the configured PIN is wrong, and is not tried again on this card: configure the right one',
    refused:
      'the card refused the configured PIN before: configure the right one, or call `dmbootctl pin forget`',
    tries:
      'too few of its tries are left, and none is spent: type the right one elsewhere, as in a phone',
    'tries-unknown': 'the card does not say how many tries are left, and none is spent',
    blocked: 'no try is left: unblock the card with its PUK, as in a phone',
    'not-initialised': 'the PIN has no value on this card: its operator must set one',
    anonymous: 'on a card without an ICCID no PIN is tried',
    shared: 'another program holds the card, and no try is spent: end that program',
    access: 'no PIN that may be tried opens the file: ask the operator of the card',
  };
