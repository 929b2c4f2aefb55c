import { CONTENT_COLUMNS, contentCells } from './nodes.js';
import type { LayerRow, ObjectRow } from './rows.js';
import type { Cell, Sql } from './sql.js';
import type { Tables } from './tables.js';

/** Writes what was touched since it was last kept, in one transaction that is on disk when the call returns. Throws `StoreError`, and then nothing was written. */
export function persist(sql: Sql, tables: Tables): void {
  sql.transaction('write', () => {
    // What goes before what comes: a URI or an id may pass from one row to another.
    dropGone(sql, tables);
    for (const { before, now } of tables.layers.touched()) {
      if (now !== undefined) putLayer(sql, now, before);
    }
    for (const { now } of tables.identities.touched()) {
      if (now === undefined) continue;
      sql.run(
        `INSERT INTO identities VALUES (?, ?, ?)
         ON CONFLICT (identity) DO UPDATE SET uri = excluded.uri, account_id = excluded.account_id`,
        now.identity,
        now.uri,
        now.accountId,
      );
    }
    for (const { before, now } of tables.objects.touched()) {
      if (now === undefined || now === before) continue;
      if (before !== undefined) dropObject(sql, before);
      putObject(sql, now);
    }
    for (const { now } of tables.writes.touched()) {
      if (now === undefined) continue;
      sql.run(
        `INSERT OR REPLACE INTO writes (layer, identity, deleted, server, path, ${CONTENT_COLUMNS})
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        now.layer,
        now.identity,
        now.deleted ? 1 : 0,
        now.server,
        now.node.path,
        ...contentCells(now.node),
      );
    }
    putLedgers(sql, tables);
    putCounters(sql, tables);
  });
}

/** All rows of a layer go with it. */
function dropGone(sql: Sql, tables: Tables): void {
  for (const { key, now } of tables.layers.touched()) {
    if (now === undefined) sql.run('DELETE FROM layers WHERE sequence = ?', key);
  }
  for (const { before, now } of tables.objects.touched()) {
    if (now === undefined && before !== undefined && tables.layers.has(before.layer)) {
      dropObject(sql, before);
    }
  }
  for (const { before, now } of tables.writes.touched()) {
    if (now === undefined && before !== undefined && tables.layers.has(before.layer)) {
      sql.run(
        'DELETE FROM writes WHERE layer = ? AND identity = ? AND path = ?',
        before.layer,
        before.identity,
        before.node.path,
      );
    }
  }
  for (const { key, now } of tables.identities.touched()) {
    if (now === undefined) sql.run('DELETE FROM identities WHERE identity = ?', key);
  }
}

function putLayer(sql: Sql, now: LayerRow, before: LayerRow | undefined): void {
  const { sequence, origin, confirmed, documents } = now;
  sql.run(
    `INSERT INTO layers VALUES (?, ?, ?, ?)
     ON CONFLICT (sequence) DO UPDATE SET confirmed = excluded.confirmed`,
    sequence,
    origin.kind,
    origin.id,
    confirmed ? 1 : 0,
  );
  if (documents === before?.documents) return;
  if (before !== undefined) sql.run('DELETE FROM documents WHERE layer = ?', sequence);
  documents.forEach(({ kind, oid, label, bytes, sha256, report }, ordinal) => {
    sql.run(
      'INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      sequence,
      ordinal,
      kind,
      oid,
      label,
      bytes,
      sha256,
      JSON.stringify(report),
    );
  });
}

const dropObject = (sql: Sql, { layer, identity }: ObjectRow): number =>
  sql.run('DELETE FROM nodes WHERE layer = ? AND identity = ?', layer, identity);

const NODE_COLUMNS = ['layer', 'identity', 'path', 'ordinal', ...CONTENT_COLUMNS.split(', ')];
const inserts = new Map<number, string>();

/** The statement for the cells that have a value. */
function insertOf(cells: readonly Cell[]): string {
  const shape = cells.reduce<number>(
    (bits, cell, at) => (cell === null ? bits : bits | (1 << at)),
    0,
  );
  let statement = inserts.get(shape);
  if (statement === undefined) {
    const given = NODE_COLUMNS.filter((_, at) => cells[at] !== null);
    const marks = given.map(() => '?').join(', ');
    statement = `INSERT INTO nodes (${given.join(', ')}) VALUES (${marks})`;
    inserts.set(shape, statement);
  }
  return statement;
}

/** Cells without a value are left out: most nodes have few, and each costs as much as one with a value. */
function putObject(sql: Sql, { layer, identity, nodes }: ObjectRow): void {
  nodes.forEach((node, ordinal) => {
    const cells: Cell[] = [layer, identity, node.path, ordinal, ...contentCells(node)];
    sql.run(insertOf(cells), ...cells.filter((cell) => cell !== null));
  });
}

function putLedgers(sql: Sql, tables: Tables): void {
  for (const { key, now } of tables.sightings.touched()) {
    if (now === undefined) sql.run('DELETE FROM sightings WHERE identity = ?', key);
    else {
      sql.run(
        'INSERT OR REPLACE INTO sightings VALUES (?, ?, ?, ?)',
        now.ordinal,
        now.identity,
        now.reader,
        now.held ? 1 : 0,
      );
    }
  }
  for (const { before, now } of tables.pins.touched()) {
    const { iccid, digest } = (now ?? before)!;
    if (now === undefined) {
      sql.run('DELETE FROM pin_ledger WHERE iccid = ? AND digest = ?', iccid, digest);
    } else {
      sql.run(
        'INSERT OR REPLACE INTO pin_ledger VALUES (?, ?, ?, ?)',
        iccid,
        digest,
        now.state,
        now.triesBefore,
      );
    }
  }
  for (const { key, now } of tables.pushes.touched()) {
    if (now === undefined) sql.run('DELETE FROM pushes WHERE digest = ?', key);
    else {
      sql.run(
        'INSERT OR REPLACE INTO pushes VALUES (?, ?, ?, ?, ?, ?)',
        now.ordinal,
        now.digest,
        now.sender,
        now.state,
        now.tries,
        now.pdu,
      );
    }
  }
  for (const { key, now } of tables.outbox.touched()) {
    if (now === undefined) sql.run('DELETE FROM outbox WHERE sequence = ?', key);
    else {
      sql.run(
        'INSERT INTO outbox VALUES (?, ?, ?, ?, ?, ?, ?)',
        now.sequence,
        now.event,
        now.accountId,
        now.uri,
        now.serverId,
        now.origin.kind,
        now.origin.id,
      );
    }
  }
}

/** The engine counts the rows that have numbers itself. */
function putCounters(sql: Sql, tables: Tables): void {
  for (const { key, now } of tables.counters.touched()) {
    if (now === undefined) continue;
    if (key === 'accounts') putMeta(sql, 'next_account', now + 1);
    if (key === 'runs') putMeta(sql, 'runs', now);
  }
  for (const { now } of tables.settings.touched()) {
    if (now !== undefined) {
      sql.run(`INSERT OR REPLACE INTO meta VALUES ('ranks', ?)`, now.join(' '));
    }
  }
}

const putMeta = (sql: Sql, key: string, value: number): number =>
  sql.run('UPDATE meta SET value = CAST(? AS INTEGER) WHERE key = ?', value, key);
