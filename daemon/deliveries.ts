import { errorText } from '../lib/error.js';
import type { Outbox, OutboxEvent, Store } from '../lib/tree/index.js';
import type { Config } from './config/schema.js';
import type { Happening } from './events/happening.js';
import type { History } from './events/history.js';
import { runChildren } from './hooks/children.js';
import { Delivery } from './hooks/delivery.js';
import { removeLeftovers } from './hooks/leftovers.js';
import { hookFolders, hookUnit, runUnit } from './hooks/units.js';
import type { Log } from './log.js';
import { isOnline } from './session/network.js';
import { sessionUnit, startSession } from './session/session.js';
import { hasTemplate, isRunning, unit } from './systemd/units.js';

/** Accounts whose hooks run at the same time. */
const HOOKS_AT_ONCE = 4;

export interface DeliveryParts {
  readonly store: Store;
  readonly log: Log;
  readonly history: History;
  tell(happening: Happening): void;
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
  { store: { outbox }, log, history, tell, managed }: DeliveryParts,
): () => Promise<void> {
  const shared = { outbox, log };
  const isStart = ({ event }: OutboxEvent): boolean => event === 'session-start';
  const hooks = new Delivery({
    ...shared,
    takes: (event) => !isStart(event),
    run: hookRunner(config, { runtime, log, managed, tell }),
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
  void tidy(runtime, outbox, log);
  wake();
  return async () => {
    forget();
    await Promise.all(both.map((delivery) => delivery.stop()));
  };
}

/** Before anything is delivered: what is for an event that comes now is not left over. */
async function tidy(runtime: string, outbox: Pick<Outbox, 'pending'>, log: Log): Promise<void> {
  try {
    const pending = new Set(outbox.pending().map(({ sequence }) => sequence));
    const { inputs, ends } = hookFolders(runtime);
    await removeLeftovers([inputs, ends], pending, (one) => isRunning(hookUnit(one)), log);
  } catch (error) {
    log.error('the outbox cannot be read', { error, kind: 'fault' });
  }
}

function hookRunner(
  { hooks, session }: Config,
  {
    runtime,
    log,
    managed,
    tell,
  }: { runtime: string } & Pick<DeliveryParts, 'log' | 'managed' | 'tell'>,
): Run {
  const options = { folder: hooks.folder, timeLimit: hooks.time_limit, log, runtime };
  const template = managed ? hasTemplate('dmbootd-hook@.service') : Promise.resolve(false);
  return async (event, signal) => {
    if (event.event === 'account-removed' && session.start === 'systemd') {
      await stopSession(event, log, signal);
    }
    const run = (await template) ? runUnit : runChildren;
    const hooks = await run(event, options, signal);
    if (signal.aborted || hooks.length === 0) return;
    const { event: cause, sequence, accountId } = event;
    tell({ event: 'hooks', cause, sequence, accountId, hooks });
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
