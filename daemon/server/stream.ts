import type { IncomingMessage, ServerResponse } from 'node:http';
import { printableJson } from '../../lib/text.js';
import type { History } from '../events/history.js';
import { Problem } from './problem.js';

/** Milliseconds after which a follower that was cut off comes back. */
const RETRY = 1_000;

/** The id after which a follower wants to go on; null where it begins now. */
export function lastEventId({ headers }: IncomingMessage): number | null {
  const id = headers['last-event-id'];
  if (id === undefined || id === '') return null;
  if (typeof id !== 'string' || !/^[0-9]{1,15}$/.test(id)) {
    throw new Problem('bad-request', 'Last-Event-ID: expected the id of an event');
  }
  return Number(id);
}

/** Whether it is not the stream that is asked for, but what there is to read now. */
export const wantsJson = ({ headers: { accept } }: IncomingMessage): boolean =>
  accept?.includes('application/json') === true && !accept.includes('text/event-stream');

/**
 * Sends what happens as server-sent events (HTML Living Standard, 9.2), until the connection ends. A follower is a place in the
 * history and nothing else: while it takes no more, nothing is kept for it.
 *
 * @param after the id that it has seen last; null for the newest one.
 * @param heartbeat milliseconds between signs of life.
 */
export function follow(
  history: History,
  response: ServerResponse,
  after: number | null,
  heartbeat: number,
): void {
  let seen = after ?? history.newest;
  let takesMore = true;
  let due: NodeJS.Immediate | null = null;

  const send = (text: string): void => {
    takesMore = response.write(text);
  };
  const sendOn = (): void => {
    due = null;
    if (takesMore && !history.reaches(seen)) {
      const upTo = history.forgotten;
      send(message(upTo, 'gap', printableJson({ event: 'gap', after: seen, upTo })));
      seen = upTo;
    }
    for (let next = history.after(seen); takesMore && next; next = history.after(seen)) {
      seen = next.event.id;
      send(message(seen, next.event.event, next.text));
    }
  };

  // Not in the turn in which it happened: that is not ours.
  const leave = history.follow(() => {
    due ??= setImmediate(sendOn);
  });
  const beat = setInterval(() => takesMore && send(':\n\n'), heartbeat);
  response.on('drain', () => {
    takesMore = true;
    sendOn();
  });
  response.once('close', () => {
    leave();
    clearInterval(beat);
    if (due) clearImmediate(due);
  });
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  // An id without data: who is cut off before any event comes back to this one.
  send(`retry: ${RETRY}\nid: ${seen}\n\n`);
  sendOn();
}

const message = (id: number, event: string, data: string): string =>
  `id: ${id}\nevent: ${event}\ndata: ${data}\n\n`;
