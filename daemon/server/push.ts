import * as v from 'valibot';
import { fromBase64 } from '../../lib/bytes.js';
import {
  PUSH_OUTCOMES,
  type PushOutcome,
  type PushSource,
  SOURCE_OUTCOMES,
} from '../../lib/source/index.js';
import { Problem } from './problem.js';
import { json, type Route } from './route.js';
import { Sender, Waiting } from './schemas.js';
import type { Served } from './served.js';

const OUTCOMES = [...Object.keys(PUSH_OUTCOMES), ...Object.keys(SOURCE_OUTCOMES)] as PushOutcome[];

const NONE_SUCH = 'no such push waits for a PIN';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const id = v.pipe(
  v.nullable(v.string()),
  v.description(
    'What it is called while it waits for its PIN, or was until it was dropped; else null.',
  ),
);

/** What became of a push. */
const Pushed = v.strictObject({
  sender: Sender,
  outcome: v.picklist(OUTCOMES),
  detail: v.nullable(v.string()),
  id,
});

/** Of those who receive short messages, and of those who know PINs. */
export const PUSH: readonly Route[] = [
  json('POST', '/v1/push', {
    summary: 'Hands in a WAP push that was received, and says what becomes of it',
    body: v.strictObject({
      sender: Sender,
      pdu: v.pipe(v.string(), v.description('The whole PDU of WSP, in base64.')),
    }),
    answer: Pushed,
    problems: ['push-off'],
    handle(served, { body }) {
      const pdu = body.pdu === '' ? new Uint8Array() : fromBase64(body.pdu);
      if (pdu === null) throw new Problem('bad-request', 'body.pdu: expected base64');
      return told(served, pushOf(served).take(body.sender, pdu));
    },
  }),
  json('GET', '/v1/push', {
    summary: 'The pushes that wait for a PIN',
    answer: v.strictObject({ waiting: v.array(Waiting) }),
    handle: ({ sources }) => ({ waiting: sources.push?.waiting ?? [] }),
  }),
  json('POST', '/v1/push/confirm', {
    summary: 'Tries a PIN for a push that waits for it; after three wrong ones it is gone',
    body: v.strictObject({
      id: v.exactOptional(v.pipe(v.string(), v.description('Left out: the one that waits.'))),
      pin: v.pipe(v.string(), v.regex(/^[!-~]{1,64}$/)),
    }),
    answer: v.strictObject({ ...Pushed.entries, tries: count }),
    problems: ['push-off', 'not-found', 'ambiguous'],
    handle(served, { body }) {
      const push = pushOf(served);
      const pushed = push.confirm(body.id ?? onlyOne(push), body.pin);
      if (pushed === null) throw new Problem('not-found', NONE_SUCH);
      return told(served, pushed);
    },
  }),
  json('POST', '/v1/push/drop', {
    summary: 'Takes away a push that waits for its PIN; it may be handed in again',
    body: v.strictObject({ id: v.string() }),
    answer: Pushed,
    problems: ['push-off', 'not-found', 'unwritable'],
    handle(served, { body }) {
      const pushed = pushOf(served).drop(body.id);
      if (pushed === null) throw new Problem('not-found', NONE_SUCH);
      return pushed;
    },
  }),
];

function pushOf({ sources }: Served): PushSource {
  if (sources.push !== null) return sources.push;
  throw new Problem('push-off', 'nobody may push: push.senders of the configuration says who may');
}

function onlyOne({ waiting }: PushSource): string {
  const [one, ...more] = waiting;
  if (one === undefined) throw new Problem('not-found', 'no push waits for a PIN');
  if (more.length > 0) throw new Problem('ambiguous', 'several wait for a PIN: say which');
  return one.id;
}

/** Whoever waits for something to happen looks at the accounts again. */
function told<P>({ supervisor }: Served, pushed: P): P {
  void supervisor.turn();
  return pushed;
}
