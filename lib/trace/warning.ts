/** What a file says of itself in its head that was recorded from a card, or made of one that was. */
export const SECRETS_WARNING: readonly string[] = [
  'Recorded from a card: this file holds its bootstrap message with the secrets in it (passwords, keys). Keep it private.',
  'PINs are not in it: ** stands for a byte that was not recorded.',
];
