import type { Account } from '../lib/tree/index.js';
import type { Overview } from './supervisor.js';

const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? '' : 's'}`;

function held(accounts: readonly Account[] | null): string {
  if (accounts === null) return 'the state cannot be read';
  const unconfirmed = accounts.filter(({ confirmed }) => !confirmed).length;
  const doubt = unconfirmed === 0 ? '' : ` (${unconfirmed} unconfirmed)`;
  return `${counted(accounts.length, 'account')}${doubt}`;
}

/**
 * One line for people that is true while its arguments are. It holds numbers alone, and nothing that came from a card.
 *
 * @param accounts null where the state cannot be read.
 */
export function statusLine(
  { enabled, answering, looked, readers, cards }: Overview,
  accounts: readonly Account[] | null,
): string {
  const what = held(accounts);
  if (!enabled) return `smartcard bootstrap is switched off; ${what}`;
  if (!looked) {
    const waits = answering ? '' : ', and waits for PC/SC';
    return `the first look at the readers is under way${waits}; ${what}`;
  }
  if (!answering) return `PC/SC does not answer, and is waited for; ${what}`;
  return `${counted(readers, 'reader')}, ${counted(cards, 'card')}, ${what}`;
}
