import type { Store } from '../lib/tree/index.js';
import type { Config } from './config/schema.js';
import type { History } from './events/history.js';
import { runChildren } from './hooks/children.js';
import { Delivery } from './hooks/delivery.js';
import type { Log } from './log.js';
import type { ServiceManager } from './systemd/notify.js';

/** Accounts whose hooks run at the same time. */
const HOOKS_AT_ONCE = 4;

/**
 * Delivers the events of the outbox: those that wait, and each that comes.
 *
 * @returns what stops it, and resolves when nothing runs any more. What was not delivered is, at the next start.
 */
export function startDeliveries(
  { config }: { readonly config: Config; readonly runtime: string },
  parts: {
    readonly store: Store;
    readonly log: Log;
    readonly history: History;
    readonly manager: ServiceManager;
  },
): () => Promise<void> {
  const { store, log, history } = parts;
  const options = { folder: config.hooks.folder, timeLimit: config.hooks.time_limit, log };
  const hooks = new Delivery({
    outbox: store.outbox,
    takes: ({ event }) => event !== 'session-start',
    run: (event, signal) => runChildren(event, options, signal),
    atOnce: HOOKS_AT_ONCE,
    log,
  });
  const forget = history.follow(hooks.wake);
  hooks.wake();
  return async () => {
    forget();
    await hooks.stop();
  };
}
