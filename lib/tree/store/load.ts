import { BOOTSTRAP_CONFIG } from '../bootstrap-config.js';
import { serverIdOf } from '../identity.js';
import type { InitialRight } from '../initial-rights.js';
import type { Origin, Ranks } from '../model.js';
import { pathWithin } from '../uri.js';
import { Installed } from './installed.js';
import { nodeOf, type StoredNode } from './nodes.js';
import { LOCAL_LAYER, LOCAL_ORIGIN, originOf } from './origin.js';
import { readRanks } from './ranks.js';
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
  const ranks = readRanks(sql);
  const { tops, held } = readTops(sql, ranks);
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
  const local = overlay([], written.get(key(LOCAL_LAYER, '')));
  const config = settleConfig(mos, local, ranks);
  const brought = (config && held.get(config.layer)) ?? [];
  const servers = new Set(brought.flatMap((identity) => serverIdOf(identity) ?? []));
  return new View(mos, local, initialRights, servers);
}

/**
 * The Bootstrap Config MO alone can be an origin's and the local layer's at once: what servers wrote of it while no origin had brought it.
 * As of any object the higher rank is on top. Takes the lower one away; returns the object if it is an origin's.
 */
function settleConfig(
  mos: Map<string, ShownMo>,
  local: Map<string, StoredNode>,
  ranks: Ranks,
): ShownMo | null {
  const { identity, name } = BOOTSTRAP_CONFIG;
  const config = mos.get(identity) ?? null;
  const paths = [...local.keys()].filter((path) => pathWithin(path, name) !== null);
  if (config === null || paths.length === 0) return config;
  if (ranks.indexOf(config.origin.kind) < ranks.indexOf(LOCAL_ORIGIN.kind)) {
    mos.delete(identity);
    return null;
  }
  for (const path of paths) local.delete(path);
  return config;
}

const key = (layer: number, identity: string) => `${layer} ${identity}`;

/** For each identity the layer on top: of the highest rank, and among those of the highest sequence number. `held`: the identities of each layer. */
function readTops(
  sql: Sql,
  ranks: Ranks,
): {
  readonly tops: Map<string, Layer>;
  readonly held: ReadonlyMap<number, string[]>;
} {
  const rank = (layer: Layer): number => ranks.indexOf(layer.origin.kind);
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
  return { tops, held };
}

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
