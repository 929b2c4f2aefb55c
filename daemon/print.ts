import { printable } from '../lib/text.js';
import type { Account } from '../lib/tree/index.js';
import type { CardReport, Report, SourceReport } from './report.js';

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

/** Which card it is. */
export function cardName({ identity, mode }: Pick<CardReport, 'identity' | 'mode'>): string {
  const who = identity === null ? 'a card that did not say who it is' : `card ${identity}`;
  return mode === null ? who : `${who} (${mode.toUpperCase()})`;
}

/** The outcome of a visit, with its detail. */
export const outcomeText = ({ outcome, detail }: CardReport): string =>
  detail === null ? outcome : `${outcome} (${printable(detail)})`;

/** What was read, and what it took. */
export function readingText({ label, message, apdus }: CardReport): string {
  const named = label === null ? '' : `"${printable(label)}", `;
  const size = message === null ? '' : `${named}${message.length} bytes, `;
  return `${size}${apdus} exchanges with the card`;
}

/** What came of one visit, for people. */
export function cardLines(card: CardReport): string[] {
  return [
    `${printable(card.reader)}: ${cardName(card)}`,
    `  ${outcomeText(card)}: ${readingText(card)}`,
    ...(card.url === null ? [] : [`  its message is at ${printable(card.url)}`]),
    ...card.accounts.flatMap(accountLines).map((line) => `  ${line}`),
  ];
}

/** What came of a look at a place besides cards, for people. */
export function sourceLines({ origin, outcome, detail, accounts }: SourceReport): string[] {
  const why = detail === null ? '' : ` (${printable(detail)})`;
  return [
    `${origin.kind} ${printable(origin.id)}`,
    `  ${outcome ?? 'not looked at yet'}${why}`,
    ...accounts.flatMap(accountLines).map((line) => `  ${line}`),
  ];
}

/** What happened, for people. */
export function reportLines(report: Report): string[] {
  return [
    ...report.cards.flatMap(cardLines),
    ...report.sources.flatMap(sourceLines),
    ...report.purged.map(
      ({ kind, id }) => `purged: everything that came from ${kind} ${printable(id)}`,
    ),
  ];
}
