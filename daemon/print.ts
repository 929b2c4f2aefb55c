import { printable } from '../lib/text.js';
import type { Account } from '../lib/tree/index.js';
import type { CardReport, Report } from './report.js';

/** Two or three lines about one account, for people. */
export function accountLines(account: Account): string[] {
  const { id, uri, serverId, name, addresses, origin, confirmed } = account;
  const title = name === null ? printable(serverId) : `${printable(name)} (${printable(serverId)})`;
  const state = confirmed ? '' : ', unconfirmed';
  return [
    `${id}  ${printable(uri)}  ${title}`,
    ...addresses.map((address) => `    ${printable(address)}`),
    `    from ${origin.kind} ${printable(origin.id)}${state}`,
  ];
}

function cardLines(card: CardReport): string[] {
  const who =
    card.identity === null ? 'a card that did not say who it is' : `card ${card.identity}`;
  const mode = card.mode === null ? '' : ` (${card.mode.toUpperCase()})`;
  const label = card.label === null ? '' : ` "${printable(card.label)}",`;
  const size = card.message === null ? '' : `${label} ${card.message.length} bytes,`;
  const what = card.detail === null ? card.outcome : `${card.outcome} (${printable(card.detail)})`;
  return [
    `${printable(card.reader)}: ${who}${mode}`,
    `  ${what}:${size} ${card.apdus} exchanges with the card`,
    ...card.accounts.flatMap(accountLines).map((line) => `  ${line}`),
  ];
}

/** What happened, for people. */
export function reportLines(report: Report): string[] {
  return [
    ...report.cards.flatMap(cardLines),
    ...report.purged.map(
      ({ kind, id }) => `purged: everything that came from ${kind} ${printable(id)}`,
    ),
  ];
}
