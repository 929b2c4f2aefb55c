import { constants } from 'node:os';
import { basename } from 'node:path';
import { endOf, type HookEnd } from './end.js';

/** What a shell makes of a signal: this and its number. */
const SIGNALLED = 128;
const KILLED = SIGNALLED + constants.signals.SIGKILL;

/** Status, milliseconds and name, as `systemd/dmbootd-hooks` writes them. */
const LINE = /^([0-9]{1,3}) ([0-9]{1,9}) (.+)$/;

/**
 * How hooks ended, from what the program that runs them has written: a line for each that has ended. Another process wrote it, as another
 * user: only hooks that are known are taken from it, and what it does not say is `unknown`.
 *
 * @param hooks their paths, in order.
 * @param timeLimit milliseconds, of each.
 */
export function readEnds(text: string, hooks: readonly string[], timeLimit: number): HookEnd[] {
  const told = new Map<string, HookEnd>();
  for (const line of text.split('\n')) {
    const [, status, ms, hook] = LINE.exec(line) ?? [];
    if (hook !== undefined) told.set(hook, meaning(hook, Number(status), Number(ms), timeLimit));
  }
  return hooks.map((path) => {
    const hook = basename(path);
    return told.get(hook) ?? endOf(hook, 'unknown');
  });
}

function meaning(hook: string, status: number, ms: number, timeLimit: number): HookEnd {
  if (status === 0) return endOf(hook, 'ok', { code: 0, ms });
  // timeout(1) ends by the signal that it sends; time is told in hundredths of a second.
  if (status === KILLED && ms + 10 >= timeLimit) return endOf(hook, 'timeout', { ms });
  if (status === 126 || status === 127) return endOf(hook, 'not-run', { ms });
  const signal = nameOf(status - SIGNALLED);
  return signal === undefined
    ? endOf(hook, 'exit', { code: status, ms })
    : endOf(hook, 'signal', { signal, ms });
}

const nameOf = (signal: number): string | undefined =>
  Object.entries(constants.signals).find(([, number]) => number === signal)?.[0];
