import { OUTCOMES } from '../../lib/outcome.js';
import { printable } from '../../lib/text.js';
import type { Account, LayerSummary, Origin } from '../../lib/tree/index.js';
import type { Event } from '../events/history.js';
import { endText, type HookEnd } from '../hooks/end.js';
import { cardName, outcomeText, readingText } from '../print.js';
import type { ReaderStatus } from '../reader-status.js';
import type { CardReport } from '../report.js';
import { paint } from './print.js';

/** What a clock said, as people read it. */
export const timeOf = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 19)}Z`;

export const originText = ({ kind, id }: Origin): string => `${kind} ${printable(id)}`;

const inColour = (card: CardReport): string =>
  paint(OUTCOMES[card.outcome].success ? 'green' : 'red', outcomeText(card));

/** A reader, and what came of its card. */
export function readerLines({ reader, present, visiting, identity, card }: ReaderStatus): string[] {
  const who = card ?? { identity, mode: null };
  const state = visiting ? `, ${paint('yellow', 'is being visited')}` : '';
  return [
    `${printable(reader)}  ${present ? `${cardName(who)}${state}` : paint('faint', 'empty')}`,
    ...(card === null ? [] : [`  ${inColour(card)}: ${readingText(card)}`]),
  ];
}

/** An account on one line. */
export function accountLine({ id, serverId, name, origin, confirmed }: Account): string {
  const title = name === null ? '' : `  ${printable(name)}`;
  const state = confirmed ? '' : paint('yellow', ', unconfirmed');
  return `${id}  ${printable(serverId)}${title}  from ${originText(origin)}${state}`;
}

/** An origin, and the documents that it brought. */
export function originLines({ sequence, origin, confirmed, documents }: LayerSummary): string[] {
  const state = confirmed ? 'confirmed' : paint('yellow', 'unconfirmed');
  return [
    `${sequence}  ${originText(origin)}  ${state}`,
    ...documents.map(({ kind, label, length, sha256 }) => {
      const named = label === null ? '' : ` "${printable(label)}"`;
      return `   ${kind}${named}, ${length} bytes, SHA-256 ${sha256.slice(0, 16)}…`;
    }),
  ];
}

/** An event on one line. */
export const eventLine = (event: Event): string =>
  `${paint('faint', timeOf(event.at))}  ${event.event.padEnd(15)}  ${factsOf(event)}`.trimEnd();

function factsOf(event: Event): string {
  switch (event.event) {
    case 'pcsc-up':
    case 'reloaded':
      return '';
    case 'pcsc-down':
      return printable(event.reason);
    case 'reader-added':
    case 'reader-removed':
    case 'card-inserted':
    case 'card-removed':
      return printable(event.reader);
    case 'card-visited':
      return `${printable(event.card.reader)}: ${inColour(event.card)}`;
    case 'purged':
      return event.origins.map(originText).join(', ');
    case 'account-added':
    case 'account-changed':
    case 'account-removed':
      return `${event.account.id}  ${printable(event.account.serverId)}`;
    case 'hooks':
      return `for ${event.cause} of ${event.accountId}: ${event.hooks.map(hookText).join(', ')}`;
  }
}

function hookText(end: HookEnd): string {
  const text = endText(end);
  return `${printable(end.hook)} ${end.result === 'ok' ? text : paint('red', text)}`;
}
