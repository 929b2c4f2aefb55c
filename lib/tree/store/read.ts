import { StoreError } from '../error.js';
import {
  DOCUMENT_KINDS,
  type DocumentKind,
  ORIGIN_KINDS,
  type Origin,
  type OriginKind,
  type Ranks,
} from '../model.js';
import { nodeOf, type StoredNode } from './nodes.js';
import {
  NUMBERED,
  type ObjectRow,
  OUTBOX_KINDS,
  type OutboxKind,
  objectKey,
  PUSH_STATES,
  type PushState,
  pinKey,
  type StoredDocument,
  writeKey,
} from './rows.js';
import type { Row, Sql } from './sql.js';
import { Tables } from './tables.js';

/** Reads the whole state; the caller sees to it that nobody writes meanwhile. Throws `StoreError` `damaged` at a row that makes no sense. */
export function readTables(sql: Sql, persist: ((tables: Tables) => void) | null = null): Tables {
  const meta = new Map(
    sql.all('SELECT key, value FROM meta').map((row) => [row.text('key'), row] as const),
  );
  const tables = new Tables(meta.get('pin_key')?.bytes('value') ?? damaged('no key'), persist);
  const ranks = meta.get('ranks')?.text('value');
  if (ranks !== undefined) tables.settings.set('ranks', ranksOf(ranks));
  tables.counters.set('accounts', (meta.get('next_account')?.int('value') ?? 1) - 1);
  tables.counters.set('runs', meta.get('runs')?.int('value') ?? 0);
  readLayers(sql, tables);
  readObjects(sql, tables);
  for (const row of sql.all('SELECT * FROM identities')) {
    const identity = row.text('identity');
    const accountId = row.maybeText('account_id');
    tables.identities.set(identity, { identity, uri: row.text('uri'), accountId });
  }
  for (const row of sql.all('SELECT * FROM writes')) {
    const [layer, identity] = [row.int('layer'), row.text('identity')];
    const server = row.maybeText('server');
    const node = { ...nodeOf(row), writtenBy: server ?? 'client' };
    const deleted = row.flag('deleted');
    tables.writes.set(writeKey(layer, identity, node.path), {
      layer,
      identity,
      deleted,
      server,
      node,
    });
  }
  readLedgers(sql, tables);
  for (const row of sql.all('SELECT name, seq FROM sqlite_sequence')) {
    const name = NUMBERED.find((table) => table === row.text('name'));
    if (name !== undefined) tables.counters.set(name, row.int('seq'));
  }
  tables.keep();
  return tables;
}

function readLayers(sql: Sql, tables: Tables): void {
  const documents = new Map<number, StoredDocument[]>();
  for (const row of sql.all('SELECT * FROM documents ORDER BY layer, ordinal')) {
    append(documents, row.int('layer'), {
      kind: documentKind(row.text('kind')),
      oid: row.maybeText('oid'),
      label: row.maybeText('label'),
      bytes: row.bytes('bytes'),
      sha256: row.text('sha256'),
      report: row.json('report'),
    });
  }
  for (const row of sql.all('SELECT * FROM layers')) {
    const sequence = row.int('sequence');
    tables.layers.set(sequence, {
      sequence,
      origin: originOf(row),
      confirmed: row.flag('confirmed'),
      documents: documents.get(sequence) ?? [],
    });
  }
}

function readObjects(sql: Sql, tables: Tables): void {
  const objects = new Map<string, ObjectRow & { readonly nodes: StoredNode[] }>();
  for (const row of sql.all('SELECT * FROM nodes ORDER BY layer, identity, ordinal')) {
    const [layer, identity] = [row.int('layer'), row.text('identity')];
    const key = objectKey(layer, identity);
    const object = objects.get(key) ?? { layer, identity, nodes: [] };
    object.nodes.push({ ...nodeOf(row), writtenBy: null });
    objects.set(key, object);
  }
  for (const [key, object] of objects) tables.objects.set(key, object);
}

function readLedgers(sql: Sql, tables: Tables): void {
  for (const row of sql.all('SELECT * FROM sightings')) {
    const identity = row.text('identity');
    tables.sightings.set(identity, {
      identity,
      ordinal: row.int('ordinal'),
      reader: row.text('reader'),
      held: row.flag('held'),
    });
  }
  for (const row of sql.all('SELECT * FROM pin_ledger')) {
    const [iccid, digest] = [row.text('iccid'), row.text('digest')];
    const state = row.text('state') === 'pending' ? 'pending' : 'refused';
    const triesBefore = row.int('tries_before');
    tables.pins.set(pinKey(iccid, digest), { iccid, digest, state, triesBefore });
  }
  for (const row of sql.all('SELECT * FROM pushes')) {
    const digest = row.text('digest');
    tables.pushes.set(digest, {
      ordinal: row.int('ordinal'),
      digest,
      sender: row.text('sender'),
      state: pushState(row.text('state')),
      tries: row.int('tries'),
      pdu: row.isNull('pdu') ? null : row.bytes('pdu'),
    });
  }
  for (const row of sql.all(
    'SELECT outbox.*, origin_kind AS kind, origin_id AS id FROM outbox ORDER BY sequence',
  )) {
    const sequence = row.int('sequence');
    tables.outbox.set(sequence, {
      sequence,
      event: eventKind(row.text('event')),
      accountId: row.text('account_id'),
      uri: row.text('uri'),
      serverId: row.text('server_id'),
      origin: originOf(row),
    });
  }
}

const originOf = (row: Row): Origin => ({ kind: originKind(row.text('kind')), id: row.text('id') });

const oneOf =
  <Word extends string>(words: readonly Word[], what: string) =>
  (text: string): Word =>
    words.find((word) => word === text) ?? damaged(`${what} of an unknown kind`);

const documentKind: (text: string) => DocumentKind = oneOf(DOCUMENT_KINDS, 'a document');
const originKind: (text: string) => OriginKind = oneOf(ORIGIN_KINDS, 'an origin');
const eventKind: (text: string) => OutboxKind = oneOf(OUTBOX_KINDS, 'an event');
const pushState: (text: string) => PushState = oneOf(PUSH_STATES, 'a push');

function ranksOf(text: string): Ranks {
  const ranks = text.split(' ').map(originKind);
  return ranks.length === ORIGIN_KINDS.length && new Set(ranks).size === ORIGIN_KINDS.length
    ? ranks
    : damaged('ranks that are in no order');
}

function damaged(what: string): never {
  throw new StoreError('damaged', `the store holds ${what}`);
}

function append<Key, Item>(lists: Map<Key, Item[]>, name: Key, item: Item): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [item]);
  else list.push(item);
}
