import { toHex } from '../../bytes.js';
import { MAX_LAYERS } from '../bounds.js';
import { TreeError } from '../error.js';
import { serverIdOf } from '../identity.js';
import type { LayerInput, Mo, MoNode, Origin } from '../model.js';
import { below } from '../uri.js';
import { areSame, putLabels } from './documents.js';
import type { Installed } from './installed.js';
import {
  countLayers,
  dropLayer,
  dropObject,
  dropOrphans,
  putLayer,
  putObject,
  readLayer,
  readObjects,
} from './layers.js';
import { Places } from './place.js';
import { type Sql, wellFormed } from './sql.js';

/** An object that stands elsewhere than its document wanted. */
export interface Renamed {
  readonly identity: string;
  readonly wanted: string;
  readonly uri: string;
}

/** Drops the layers of these origins; returns those that had one. */
export function dropLayers(
  sql: Sql,
  origins: readonly Origin[],
  staying: ReadonlySet<string> = new Set(),
): Origin[] {
  const dropped = origins.filter((origin) => dropLayer(sql, origin));
  if (dropped.length > 0) dropOrphans(sql, staying);
  return dropped;
}

/** Gives an origin's layer content that was checked; `known` is told of each object that is installed. */
export function applyLayer(
  sql: Sql,
  input: LayerInput,
  known?: Installed,
): { result: 'applied' | 'unchanged'; renamed: Renamed[] } {
  const present = readLayer(sql, input.origin);
  if (present === null && countLayers(sql) >= MAX_LAYERS) {
    throw new TreeError('bound', `expected at most ${MAX_LAYERS} layers`);
  }
  if (present !== null && areSame(present.documents, input.documents)) {
    sql.run('UPDATE layers SET confirmed = 1 WHERE sequence = ?', present.sequence);
    putLabels(sql, present.sequence, input.documents);
    return { result: 'unchanged', renamed: [] };
  }
  const layer = putLayer(sql, input);
  const fresh = present === null ? input.mos : replaceChanged(sql, layer, input.mos);
  const renamed = settle(sql, input.mos);
  for (const mo of fresh) {
    putObject(sql, layer, mo);
    known?.put(layer, mo);
  }
  return { result: 'applied', renamed };
}

/** Drops the objects that the documents changed or no longer have, with the writes to them. Returns those to be installed. */
function replaceChanged(sql: Sql, layer: number, mos: readonly Mo[]): Mo[] {
  const wanted = new Map(mos.map((mo) => [mo.identity, mo]));
  for (const [identity, nodes] of readObjects(sql, layer)) {
    const mo = wanted.get(identity);
    if (mo !== undefined && print(mo.nodes) === print(nodes)) {
      wanted.delete(identity);
    } else {
      dropObject(sql, layer, identity);
    }
  }
  dropOrphans(sql, new Set(mos.map((mo) => mo.identity)));
  return [...wanted.values()];
}

const print = (nodes: readonly MoNode[]): string =>
  JSON.stringify(
    nodes.map(({ path, format, type, value, acl, title, ref }) => [
      path,
      format,
      type,
      typeof value === 'string' || value === null ? value : [toHex(value)],
      acl,
      title,
      ref?.identity,
      ref?.rest,
    ]),
  );

/** Gives every object that has none yet a URI and, to an account, an id. Returns those that do not stand where they wanted. */
function settle(sql: Sql, mos: readonly Mo[]): Renamed[] {
  const settled = new Map(
    sql
      .all('SELECT identity, uri FROM identities')
      .map((row) => [row.text('identity'), row.text('uri')]),
  );
  const places = new Places(sql, settled.values());
  const renamed: Renamed[] = [];
  for (const { identity, parent, name } of mos) {
    const known = settled.get(wellFormed(identity));
    const uri = known ?? places.take(parent, name);
    if (known === undefined) {
      const accountId = serverIdOf(identity) === null ? null : nextAccountId(sql);
      sql.run('INSERT INTO identities VALUES (?, ?, ?)', identity, uri, accountId);
    }
    const wanted = below(parent, name);
    if (uri !== wanted) {
      renamed.push({ identity, wanted, uri });
    }
  }
  return renamed;
}

function nextAccountId(sql: Sql): string {
  const next = sql.first(
    `UPDATE meta SET value = value + 1 WHERE key = 'next_account' RETURNING value`,
  );
  return `a${(next?.int('value') ?? 2) - 1}`;
}
