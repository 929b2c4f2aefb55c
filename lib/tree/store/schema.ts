import { randomBytes } from 'node:crypto';
import type { Heirloom } from './heirloom.js';
import type { Sql } from './sql.js';
import { PIN_KEY_BYTES } from './tables.js';

/** To be raised with every change below: a store whose tables were made otherwise is taken for a damaged one. */
export const SCHEMA_VERSION = 3;

/** What a state folder is of: a card in a reader and one in a trace must not be taken for one another. */
export type StoreKind = 'readers' | 'traces';

export const isStoreKind = (text: string | undefined): text is StoreKind =>
  text === 'readers' || text === 'traces';

/**
 * Columns of type ANY hold text; octets only where a text contains a NUL, or where the format of a node is `bin`.
 * The tree that users see is: of each identity the nodes of its topmost layer, with the writes of that layer over them; and the writes of the `local` layer.
 */
const TABLES: Readonly<Record<string, string>> = {
  /** `schema_version`, `kind` (readers or traces), `next_account` (the number after the last account id ever given), `pin_key` (of the ledger's HMAC), `runs` (how often a daemon began to tell of this state), `ranks` (the kinds of origins, lowest first; absent: as they are by default). */
  meta: `(
    key TEXT PRIMARY KEY,
    value ANY NOT NULL
  ) STRICT, WITHOUT ROWID`,

  /**
   * The origins. `sequence` is given when an origin is first applied and kept when its documents change; of two layers of one kind the higher one is on top.
   * Sequence 0 is the permanent `local` layer: no documents, no nodes, only writes.
   */
  layers: `(
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    id ANY NOT NULL,
    confirmed INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
    UNIQUE (kind, id)
  ) STRICT`,

  /** What each origin brought; `ordinal` is the order of precedence, from 0. */
  documents: `(
    layer INTEGER NOT NULL REFERENCES layers ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    kind TEXT NOT NULL,
    oid ANY,
    label ANY,
    bytes BLOB NOT NULL,
    sha256 TEXT NOT NULL,
    report TEXT NOT NULL,
    PRIMARY KEY (layer, ordinal)
  ) STRICT`,

  /** Where each management object stands, and the id of an account, as long as any layer holds the object. */
  identities: `(
    identity TEXT PRIMARY KEY,
    uri TEXT NOT NULL UNIQUE,
    account_id TEXT UNIQUE
  ) STRICT, WITHOUT ROWID`,

  /** What was installed. `path` is relative to the object's root, which is `''`; `ordinal` is the order of the document. */
  nodes: `(
    layer INTEGER NOT NULL REFERENCES layers ON DELETE CASCADE,
    identity TEXT NOT NULL REFERENCES identities,
    path TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    format TEXT NOT NULL,
    type ANY,
    value ANY,
    acl ANY,
    title ANY,
    ref_identity TEXT,
    ref_rest ANY,
    PRIMARY KEY (layer, identity, path)
  ) STRICT, WITHOUT ROWID`,

  /**
   * What a DM server, or the local client (`server` is null), wrote since: a node, or with `deleted` a tombstone for an installed one. A deleted interior node has a
   * tombstone for every installed node below it. In the local layer `identity` is `''` and `path` is relative to the root of the tree.
   */
  writes: `(
    layer INTEGER NOT NULL REFERENCES layers ON DELETE CASCADE,
    identity TEXT NOT NULL,
    path TEXT NOT NULL,
    deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
    server ANY,
    format TEXT NOT NULL,
    type ANY,
    value ANY,
    acl ANY,
    title ANY,
    ref_identity TEXT,
    ref_rest ANY,
    PRIMARY KEY (layer, identity, path)
  ) STRICT, WITHOUT ROWID`,

  /** The reader that each card was last seen in; the latest sighting has the highest ordinal. A card is `held` when somebody purged what it brought, and so is an origin that is no card: `kind:id` in reader ''. */
  sightings: `(
    ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
    identity ANY NOT NULL UNIQUE,
    reader ANY NOT NULL,
    held INTEGER NOT NULL CHECK (held IN (0, 1))
  ) STRICT`,

  /** PIN tries that went wrong or whose end nobody saw. `digest` is HMAC-SHA-256 of card and PIN under `pin_key`, in hexadecimal. */
  pin_ledger: `(
    iccid ANY NOT NULL,
    digest TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'refused')),
    tries_before INTEGER NOT NULL,
    PRIMARY KEY (iccid, digest)
  ) STRICT, WITHOUT ROWID`,

  /**
   * What came by push, by SHA-256 in hexadecimal: an `applied` one of kind and octets of its document, the others of how they are secured, too; the latest has the highest
   * ordinal. A `pending` one is kept as it came, with the `tries` that its PIN has left; the others do nothing when they come again.
   */
  pushes: `(
    ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
    digest TEXT NOT NULL UNIQUE,
    sender ANY NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'applied', 'refused')),
    tries INTEGER NOT NULL,
    pdu BLOB
  ) STRICT`,

  /** Events that nobody has fetched yet, oldest first. */
  outbox: `(
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    event TEXT NOT NULL,
    account_id TEXT NOT NULL,
    uri TEXT NOT NULL,
    server_id ANY NOT NULL,
    origin_kind TEXT NOT NULL,
    origin_id ANY NOT NULL
  ) STRICT`,
};

/** The statement that made each table, with the one that the engine makes for AUTOINCREMENT. White space in them means nothing. */
export const SCHEMA: ReadonlyMap<string, string> = new Map([
  ...Object.entries(TABLES).map(
    ([name, columns]) => [name, `CREATE TABLE ${name} ${columns}`] as const,
  ),
  ['sqlite_sequence', 'CREATE TABLE sqlite_sequence(name,seq)'],
]);

/** Makes the tables of an empty store, all or none. */
export function createTables(sql: Sql, kind: StoreKind, heirloom: Heirloom | null): void {
  sql.transaction('write', () => {
    for (const name of Object.keys(TABLES)) {
      sql.script(SCHEMA.get(name) ?? '');
    }
    fill(sql, kind, heirloom);
  });
}

function fill(sql: Sql, kind: StoreKind, heirloom: Heirloom | null): void {
  const meta = {
    schema_version: SCHEMA_VERSION,
    kind,
    next_account: heirloom?.nextAccount ?? 1,
    pin_key: heirloom?.pinKey ?? randomBytes(PIN_KEY_BYTES),
    runs: heirloom?.runs ?? 0,
  };
  for (const [key, value] of Object.entries(meta)) {
    const parameter = typeof value === 'number' ? 'CAST(? AS INTEGER)' : '?';
    sql.run(`INSERT INTO meta VALUES (?, ${parameter})`, key, value);
  }
  for (const pin of heirloom?.pins ?? []) {
    sql.run(
      // A row may be twice in a damaged store.
      'INSERT OR IGNORE INTO pin_ledger VALUES (?, ?, ?, ?)',
      pin.iccid,
      pin.digest,
      pin.state,
      pin.triesBefore,
    );
  }
  sql.script(`INSERT INTO layers VALUES (0, 'local', '', 1)`);
}
