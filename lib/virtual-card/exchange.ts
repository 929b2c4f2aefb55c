import { setTimeout as wait } from 'node:timers/promises';
import type { PlayableCard } from './playable.js';

/** What becomes of a command: the card answers; it is torn out before it sees the command; it is torn out before its answer is seen. */
export type Fate = 'answer' | 'tear' | 'tear-after';

/** Asked before each command; `n` counts from 1 since the card was put in. */
export type CommandHook = (n: number, command: Uint8Array) => Fate | Promise<Fate>;

/**
 * One command with the card's own delay. Resolves with the answer, or with null where the card is torn out, or gone.
 * Rejects with the reason of `signal` when that aborts: the only end where a card is mute.
 */
export async function exchange(
  card: PlayableCard,
  command: Uint8Array,
  n: number,
  hook: CommandHook,
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  const fate = await hook(n, command);
  signal.throwIfAborted();
  if (fate === 'tear') return null;
  const answered = card.answer(command);
  const answer = answered instanceof Promise ? await orAborted(answered, signal) : answered;
  if (fate === 'tear-after' || answer === 'gone') return null;
  const { bytes, delayMs } = answer;
  if (bytes === null) return aborted(signal);
  if (delayMs > 0) await wait(delayMs, undefined, { signal }).catch(() => {});
  signal.throwIfAborted();
  return bytes;
}

/** Never resolves. */
const aborted = (signal: AbortSignal): Promise<never> =>
  orAborted(new Promise<never>(() => {}), signal);

/** Rejects with the reason of the signal where that comes first. */
function orAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
