import * as v from 'valibot';
import { OUTCOMES, type Outcome } from '../../lib/outcome.js';
import { SOURCE_OUTCOMES, type SourceOutcome } from '../../lib/source/outcome.js';
import { SENDER } from '../../lib/source/push/policy.js';
import { DOCUMENT_KINDS, NODE_FORMATS, ORIGIN_KINDS, OUTBOX_KINDS } from '../../lib/tree/index.js';
import { HOOK_RESULTS } from '../hooks/end.js';

/** What goes over the sockets, as schemas: `docs/openapi.json` is made from these, under these names. */

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const flag = v.boolean();
const maybeText = v.nullable(text);
const described = <const S extends v.GenericSchema>(schema: S, description: string) =>
  v.pipe(schema, v.description(description));

export const Origin = v.strictObject({
  kind: v.picklist(ORIGIN_KINDS),
  id: described(text, 'A smartcard: its ICCID, or what stands for it.'),
});

export const Account = v.strictObject({
  id: described(text, 'Such as a1; never given to another account.'),
  uri: text,
  serverId: text,
  name: maybeText,
  addresses: v.array(text),
  origin: Origin,
  confirmed: described(flag, 'False while nobody can say that the origin still holds it.'),
});

export const Node = v.strictObject({
  uri: text,
  format: v.picklist(NODE_FORMATS),
  type: maybeText,
  value: described(maybeText, 'Of format bin: in base64.'),
  acl: maybeText,
  title: maybeText,
  origin: v.nullable(Origin),
  writtenBy: described(maybeText, 'The server that wrote it since, or client.'),
});

export const AccountInFull = v.strictObject({
  ...Account.entries,
  nodes: described(v.array(Node), 'The whole object, secrets and all.'),
  connections: described(
    v.array(v.strictObject({ uri: text, nodes: v.array(Node) })),
    'What its connectivity references lead to, the nearest first, secrets and all.',
  ),
});

export const Card = v.strictObject({
  reader: text,
  identity: maybeText,
  iccid: maybeText,
  mode: v.nullable(v.picklist(['2g', '3g'])),
  outcome: v.picklist(Object.keys(OUTCOMES) as Outcome[]),
  detail: maybeText,
  label: maybeText,
  message: v.nullable(v.strictObject({ length: count, sha256: text })),
  url: v.optional(
    described(text, 'Where the card says that its message is to be had, if it holds none.'),
  ),
  accounts: v.array(Account),
  apdus: count,
  bytesSent: count,
  bytesReceived: count,
});

export const Reader = v.strictObject({
  reader: text,
  present: described(flag, 'A card is in it.'),
  visiting: flag,
  identity: maybeText,
  card: described(v.nullable(Card), 'What came of the latest visit of the card that is in it.'),
});

export const Source = v.strictObject({
  origin: Origin,
  outcome: described(
    v.nullable(v.picklist(Object.keys(SOURCE_OUTCOMES) as SourceOutcome[])),
    'Null where nobody has looked yet.',
  ),
  detail: maybeText,
  next: described(
    v.nullable(count),
    'Seconds from that look to the next one; null where something else than time decides.',
  ),
  accounts: v.array(Account),
});

const document = {
  kind: v.picklist(DOCUMENT_KINDS),
  oid: maybeText,
  label: maybeText,
  sha256: text,
  length: count,
};
const layer = { origin: Origin, sequence: count, confirmed: flag };

export const Layer = v.strictObject({ ...layer, documents: v.array(v.strictObject(document)) });

export const LayerReport = v.strictObject({
  ...layer,
  documents: v.array(v.strictObject({ ...document, report: v.unknown() })),
});

const event = <const E extends string, const F extends v.ObjectEntries>(name: E, facts: F) =>
  v.strictObject({ id: count, at: text, event: v.literal(name), ...facts });

export const Event = v.variant('event', [
  event('pcsc-up', {}),
  event('pcsc-down', { reason: text }),
  event('reader-added', { reader: text }),
  event('reader-removed', { reader: text }),
  event('card-inserted', { reader: text }),
  event('card-removed', { reader: text }),
  event('card-visited', { card: Card }),
  event('source-checked', { source: Source }),
  event('purged', { origins: v.array(Origin) }),
  event('account-added', { account: Account }),
  event('account-changed', { account: Account }),
  event('account-removed', { account: Account }),
  event('hooks', {
    cause: described(v.picklist(OUTBOX_KINDS), 'The event that they were run for.'),
    sequence: described(count, 'Its number, as the hooks were told it.'),
    accountId: text,
    hooks: v.array(
      v.strictObject({
        hook: described(text, 'The name of its file.'),
        result: described(
          v.picklist(HOOK_RESULTS),
          'timeout: killed at its limit; not-run: it could not be started; unknown: whoever ran it did not say.',
        ),
        code: described(v.nullable(count), 'Of ok and exit.'),
        signal: described(maybeText, 'Of signal, such as SIGSEGV.'),
        ms: described(v.nullable(count), 'How long it took.'),
      }),
    ),
  }),
  event('reloaded', {}),
]);

/** The data of the first event of a stream that cannot begin where it was asked to. */
export const Gap = described(
  v.strictObject({ event: v.literal('gap'), after: count, upTo: count }),
  'The events after the one id and up to the other are no longer known.',
);

export const Sender = v.pipe(v.string(), v.regex(SENDER), v.description('Such as +491701234567.'));

const METHODS = ['network', 'user', 'user-network', 'user-mac'] as const;

/** A push that waits for its PIN. */
export const Waiting = v.strictObject({
  id: text,
  sender: Sender,
  kind: v.picklist(DOCUMENT_KINDS),
  method: described(
    v.picklist(METHODS),
    'What its MAC is made of; user-mac: the PIN is typed with the MAC behind it.',
  ),
  tries: described(count, 'Wrong PINs until it is gone.'),
});

export const Status = v.strictObject({
  daemon: v.strictObject({
    version: text,
    pid: count,
    state: described(text, 'The state folder.'),
    startedAt: text,
    uptime: described(count, 'In seconds, whatever became of the clock.'),
  }),
  pcsc: v.strictObject({
    answers: flag,
    reason: described(maybeText, 'Why it does not answer.'),
    settled: described(flag, 'Every reader is known, and no card is being visited.'),
  }),
  readers: v.array(Reader),
  sources: v.array(Source),
  pushes: described(v.array(Waiting), 'Those that wait for a PIN.'),
  accounts: v.array(Account),
  events: described(v.array(Event), 'The latest, oldest first.'),
});

export const Problem = v.strictObject({
  error: v.strictObject({
    code: text,
    message: text,
    status: v.optional(described(count, 'The status code that DM gives to a command (RepPro).')),
  }),
});
