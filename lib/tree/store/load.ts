import type { InitialRight } from '../initial-rights.js';
import { ORIGIN_KINDS, type Origin } from '../model.js';
import { Installed } from './installed.js';
import { nodeOf, type StoredNode } from './nodes.js';
import { LOCAL_LAYER, originOf } from './origin.js';
import type { Sql } from './sql.js';
import { type ShownMo, View } from './view.js';

interface Layer {
  readonly sequence: number;
  readonly origin: Origin;
  readonly confirmed: boolean;
}

interface Written {
  readonly deleted: boolean;
  readonly node: StoredNode;
}

/** Lays the layers over one another as they are now; the caller sees to it that nobody writes meanwhile. */
export function loadView(
  sql: Sql,
  initialRights: readonly InitialRight[] = [],
  known: Installed = new Installed(),
): View {
  const tops = readTops(sql);
  const installed = known.of(
    sql,
    new Map([...tops].map(([identity, { sequence }]) => [identity, sequence])),
  );
  const written = readWritten(sql);
  const mos = new Map<string, ShownMo>();
  for (const row of sql.all('SELECT identity, uri, account_id FROM identities')) {
    const identity = row.text('identity');
    const top = tops.get(identity);
    if (top !== undefined) {
      mos.set(identity, {
        identity,
        uri: row.text('uri'),
        accountId: row.maybeText('account_id'),
        layer: top.sequence,
        origin: top.origin,
        confirmed: top.confirmed,
        nodes: overlay(installed.get(identity), written.get(key(top.sequence, identity))),
      });
    }
  }
  return new View(mos, overlay([], written.get(key(LOCAL_LAYER, ''))), initialRights);
}

const key = (layer: number, identity: string) => `${layer} ${identity}`;

/** For each identity the layer on top: of the highest rank, and among those of the highest sequence number. */
function readTops(sql: Sql): Map<string, Layer> {
  const layers = sql
    .all('SELECT sequence, kind, id, confirmed FROM layers ORDER BY sequence')
    .map((row) => ({
      sequence: row.int('sequence'),
      origin: originOf(row),
      confirmed: row.flag('confirmed'),
    }))
    .sort((a, b) => rank(a) - rank(b) || a.sequence - b.sequence);
  const tops = new Map<string, Layer>();
  const held = new Map<number, string[]>();
  for (const row of sql.all(`SELECT layer, identity FROM nodes WHERE path = ''`)) {
    append(held, row.int('layer'), row.text('identity'));
  }
  for (const layer of layers) {
    for (const identity of held.get(layer.sequence) ?? []) {
      tops.set(identity, layer);
    }
  }
  return tops;
}

const rank = (layer: Layer) => ORIGIN_KINDS.indexOf(layer.origin.kind);

function readWritten(sql: Sql): Map<string, Written[]> {
  const written = new Map<string, Written[]>();
  for (const row of sql.all('SELECT * FROM writes ORDER BY layer, identity, path')) {
    append(written, key(row.int('layer'), row.text('identity')), {
      deleted: row.flag('deleted'),
      node: { ...nodeOf(row), writtenBy: row.maybeText('server') ?? 'client' },
    });
  }
  return written;
}

function append<Key, Item>(lists: Map<Key, Item[]>, name: Key, item: Item): void {
  const list = lists.get(name);
  if (list === undefined) {
    lists.set(name, [item]);
  } else {
    list.push(item);
  }
}

/** Writes come sorted by path, so that a parent that was added stands before its children. */
function overlay(
  installed: readonly StoredNode[] = [],
  written: readonly Written[] = [],
): Map<string, StoredNode> {
  const nodes = new Map(installed.map((node) => [node.path, node]));
  for (const { deleted, node } of written) {
    if (deleted) {
      nodes.delete(node.path);
    } else {
      nodes.set(node.path, node);
    }
  }
  return nodes;
}
