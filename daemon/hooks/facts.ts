import { printableJson } from '../../lib/text.js';
import type { OutboxEvent } from '../../lib/tree/index.js';

/** What hooks are told of an event, as JSON on one line. */
export const jsonOf = ({ sequence, event, accountId, uri, serverId, origin }: OutboxEvent) =>
  `${printableJson({ sequence, event, account: accountId, uri, serverId, origin })}\n`;

/** The same as variables. A text with a NUL, which no variable can have, ends before it. */
export const environmentOf = (event: OutboxEvent): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries({
      DMBOOTD_SEQUENCE: String(event.sequence),
      DMBOOTD_EVENT: event.event,
      DMBOOTD_ACCOUNT: event.accountId,
      DMBOOTD_URI: event.uri,
      DMBOOTD_SERVER_ID: event.serverId,
      DMBOOTD_ORIGIN_KIND: event.origin.kind,
      DMBOOTD_ORIGIN_ID: event.origin.id,
    }).map(([name, value]) => [name, value.split('\0', 1)[0]!]),
  );
