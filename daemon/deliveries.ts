import { errorText } from '../lib/error.js';
import type { OutboxEvent, Store } from '../lib/tree/index.js';
import type { Config } from './config/schema.js';
import type { History } from './events/history.js';
import { runChildren } from './hooks/children.js';
import { Delivery } from './hooks/delivery.js';
import { runUnit } from './hooks/units.js';
import type { Log } from './log.js';
import { isOnline } from './session/network.js';
import { sessionUnit, startSession } from './session/session.js';
import { hasTemplate, unit } from './systemd/units.js';

/** Accounts whose hooks run at the same time. */
const HOOKS_AT_ONCE = 4;

export interface DeliveryParts {
  readonly store: Store;
  readonly log: Log;
  readonly history: History;
  /** There is a service manager that started this process. */
  readonly managed: boolean;
}

type Run = (event: OutboxEvent, signal: AbortSignal) => Promise<void>;

/**
 * Delivers the events of the outbox, to hooks and as sessions: those that wait, and each that comes.
 *
 * @param runtime the folder of the sockets.
 * @returns what stops it, and resolves when nothing runs any more. What was not delivered is, at the next start.
 */
export function startDeliveries(
  { config, runtime }: { readonly config: Config; readonly runtime: string },
  { store: { outbox }, log, history, managed }: DeliveryParts,
): () => Promise<void> {
  const shared = { outbox, log };
  const isStart = ({ event }: OutboxEvent): boolean => event === 'session-start';
  const hooks = new Delivery({
    ...shared,
    takes: (event) => !isStart(event),
    run: hookRunner(config, { runtime, log, managed }),
    atOnce: HOOKS_AT_ONCE,
  });
  const sessions = new Delivery({
    ...shared,
    takes: isStart,
    run: sessionRunner(config, log),
    atOnce: Number.POSITIVE_INFINITY,
  });
  const both = [hooks, sessions];
  let dropped = 0;
  const wake = (): void => {
    if (outbox.dropped > dropped) log.error('too many events wait: the oldest were dropped');
    dropped = outbox.dropped;
    for (const delivery of both) delivery.wake();
  };
  const forget = history.follow(wake);
  wake();
  return async () => {
    forget();
    await Promise.all(both.map((delivery) => delivery.stop()));
  };
}

function hookRunner(
  { hooks, session }: Config,
  { runtime, log, managed }: { runtime: string } & Pick<DeliveryParts, 'log' | 'managed'>,
): Run {
  const options = { folder: hooks.folder, timeLimit: hooks.time_limit, log, runtime };
  const template = managed ? hasTemplate('dmbootd-hook@.service') : Promise.resolve(false);
  return async (event, signal) => {
    if (event.event === 'account-removed' && session.start === 'systemd') {
      await stopSession(event, log, signal);
    }
    const run = (await template) ? runUnit : runChildren;
    await run(event, options, signal);
  };
}

async function stopSession(event: OutboxEvent, log: Log, signal: AbortSignal): Promise<void> {
  try {
    await unit('stop', sessionUnit(event.accountId), signal);
  } catch (error) {
    if (!signal.aborted) {
      log.warn(`the session of ${event.accountId} cannot be stopped: ${errorText(error)}`);
    }
  }
}

/** Where none is to be started, the starts that an earlier configuration asked for are dropped. */
function sessionRunner({ session }: Config, log: Log): Run {
  if (session.start === 'none') return async () => undefined;
  const options = {
    settle: session.settle,
    isOnline: session.network === 'any' ? () => true : isOnline,
    start: (name: string, signal: AbortSignal) => unit('start', name, signal),
    log,
  };
  return (event, signal) => startSession(event, options, signal);
}
