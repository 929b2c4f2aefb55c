import { setTimeout as pause } from 'node:timers/promises';
import type { Event } from '../events/history.js';
import { EXIT, type ExitCode } from '../exit.js';
import type { Given } from './command.js';
import { ask } from './connection.js';
import { Events } from './follow.js';
import { eventLine } from './lines.js';
import { overview, print } from './print.js';
import { note, noteAbsence, socketOf } from './source.js';
import type { EVENTS } from './table.js';

/** Milliseconds between two looks for a daemon that is gone. */
const LOOK_AGAIN = 1_000;

export async function run({ values }: Given<typeof EVENTS>): Promise<ExitCode> {
  const socket = socketOf(values);
  const show = (event: Event): void =>
    print(values.json, event, () => overview([eventLine(event)]));
  if (values.follow) return await follow(socket, show);
  const headers = { accept: 'application/json' };
  const answer = await ask<{ events: Event[] }>(socket, '/v1/events', { headers });
  if (answer === null) noteAbsence(values);
  for (const event of answer?.events ?? []) show(event);
  return EXIT.ok;
}

/** Goes on for good: a daemon that is gone is waited for. */
async function follow(socket: string, show: (event: Event) => void): Promise<never> {
  for (let last = '', missed = false; ; await pause(LOOK_AGAIN)) {
    const events = await Events.of(socket, last);
    if (events === null && !missed) note(`no daemon answers at ${socket}, and is waited for`);
    missed = events === null;
    for await (const { event, data } of events ?? []) {
      if (event === 'gap') note('events are missing here');
      else show(JSON.parse(data));
    }
    last = events?.last ?? last;
  }
}
