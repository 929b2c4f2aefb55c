import { join } from 'node:path';
import { ROOT } from '../support/paths.js';

export const FOLDER = join(ROOT, 'apdu-traces');

/** Every kind of fault; another card is put in where one is. */
export const MATRIX = [
  ...['tear', 'tear-mid', 'sw=6F00', 'sw=6982', 'sw=9000', 'delay=3s', 'delay=30s', 'mute'],
  ...['garble', 'reset', `swap=${join(FOLDER, '3g/nine-accounts.trace')}`],
].join(',');

/**
 * What stands for all in CI: both kinds of card, both protocols, with and without PIN, a PIN that is wrong, several DODFs, CP documents beside the message, two cards
 * one after the other; and images, in which the card itself counts the tries of its PIN.
 */
export const REPRESENTATIVE = [
  ...['2g/pin', '2g-t1/applied', '3g/public', '3g/pin-of-dodf', '3g/pin-rejected'],
  ...['3g/decoys', '3g/cp-private', '3g/swapped', '3g-t1/applied'],
]
  .map((name) => `${name}.trace`)
  .concat('images/sim-private.card.toml', 'images/wrong-pin.card.toml')
  .map((file) => join(FOLDER, file));
