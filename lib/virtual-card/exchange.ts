import { setTimeout as wait } from 'node:timers/promises';
import type { VirtualCard } from './card.js';

/** What becomes of a command: the card answers; it is torn out before it sees the command; it is torn out before its answer is seen. */
export type Fate = 'answer' | 'tear' | 'tear-after';

/** Asked before each command; `n` counts from 1 since the card was put in. */
export type CommandHook = (n: number, command: Uint8Array) => Fate | Promise<Fate>;

/**
 * One command with the card's own delay. Resolves with the answer, or with null where the card is torn out.
 * Rejects with the reason of `signal` when that aborts: the only end where a card is mute.
 */
export async function exchange(
  card: VirtualCard,
  command: Uint8Array,
  n: number,
  hook: CommandHook,
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  const fate = await hook(n, command);
  signal.throwIfAborted();
  if (fate === 'tear') return null;
  const { bytes, delayMs } = card.answer(command);
  if (fate === 'tear-after') return null;
  if (bytes === null) return aborted(signal);
  if (delayMs > 0) await wait(delayMs, undefined, { signal }).catch(() => {});
  signal.throwIfAborted();
  return bytes;
}

/** Never resolves. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
