import type { Log } from '../../../daemon/log.js';
import type { OutboxEvent } from '../../../lib/tree/index.js';

export const madeEvent = (
  sequence: number,
  accountId = 'a1',
  event: OutboxEvent['event'] = 'account-added',
): OutboxEvent => ({
  sequence,
  event,
  accountId,
  uri: `./DMAcc/${accountId}`,
  serverId: 'srv\0"\n$(id)',
  origin: { kind: 'smartcard', id: '8949' },
});

/** A log into a list. */
export function listLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  const at =
    (level: string): Log['info'] =>
    (message) => {
      lines.push(`${level} ${typeof message === 'string' ? message : message()}`);
    };
  const log = { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
  return { log, lines };
}
