import { errorText } from '../../lib/error.js';
import type { OutboxEvent } from '../../lib/tree/index.js';
import type { Log } from '../log.js';
import { passed } from '../passed.js';

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 5 * 60_000;

export interface SessionOptions {
  /** Milliseconds that an account must have stood. */
  readonly settle: number;
  /** Whether a session could reach anybody. */
  readonly isOnline: () => boolean;
  /** Starts a unit, or rejects. */
  readonly start: (unit: string, signal: AbortSignal) => Promise<void>;
  readonly log: Log;
}

export const sessionUnit = (accountId: string): string => `dmbootd-session@${accountId}.service`;

/** Starts the session of an account, as soon as it has stood, and the network is there: tried again, ever later, until it starts or is aborted. */
export async function startSession(
  { accountId }: OutboxEvent,
  { settle, isOnline, start, log }: SessionOptions,
  signal: AbortSignal,
): Promise<void> {
  await passed(settle, signal);
  for (let delay = FIRST_DELAY_MS; !signal.aborted; ) {
    if (!isOnline()) {
      await passed(FIRST_DELAY_MS, signal);
      continue;
    }
    try {
      await start(sessionUnit(accountId), signal);
      log.info(`the session of ${accountId} was started`);
      return;
    } catch (error) {
      if (signal.aborted) return;
      log.warn(`the session of ${accountId} cannot be started: ${errorText(error)}`);
    }
    await passed(delay, signal);
    delay = Math.min(2 * delay, LONGEST_DELAY_MS);
  }
}
