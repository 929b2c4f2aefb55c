import { setTimeout as pause } from 'node:timers/promises';
import { ask } from './connection.js';
import { Events } from './follow.js';

/** Milliseconds between two looks for a daemon. */
const LOOK_AGAIN = 500;

/**
 * Asks a daemon until its answer is one that is waited for; it is asked again after each event. Where no daemon is there,
 * one is waited for, and `absent` is told once.
 *
 * @throws AbortError
 */
export async function until<T>(
  socket: string,
  path: string,
  holds: (answer: T) => boolean,
  { absent, signal }: { readonly absent: () => void; readonly signal: AbortSignal },
): Promise<T> {
  let told = false;
  for (;;) {
    const events = await Events.of(socket, '', signal);
    if (events === null) {
      if (!told) absent();
      told = true;
      await pause(LOOK_AGAIN, undefined, { signal });
      continue;
    }
    const answer = await firstThat(holds, () => ask<T>(socket, path, { signal }), events);
    if (answer !== null) return answer;
    signal.throwIfAborted();
  }
}

/** Null where the daemon goes before an answer is right. */
async function firstThat<T>(
  holds: (answer: T) => boolean,
  asking: () => Promise<T | null>,
  events: Events,
): Promise<T | null> {
  try {
    let answer = await asking();
    if (answer !== null && holds(answer)) return answer;
    for await (const _ of events) {
      answer = await asking();
      if (answer !== null && holds(answer)) return answer;
    }
    return null;
  } finally {
    events.leave();
  }
}
