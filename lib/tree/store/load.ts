import { BOOTSTRAP_CONFIG } from '../bootstrap-config.js';
import { serverIdOf } from '../identity.js';
import type { InitialRight } from '../initial-rights.js';
import type { Ranks } from '../model.js';
import { pathWithin } from '../uri.js';
import { objectsOf } from './layers.js';
import type { StoredNode } from './nodes.js';
import { LOCAL_LAYER, LOCAL_ORIGIN } from './origin.js';
import { type LayerRow, objectKey, type WriteRow } from './rows.js';
import type { Tables } from './tables.js';
import { type ShownMo, View } from './view.js';

/** Lays the layers over one another as they are now. */
export function loadView(tables: Tables, initialRights: readonly InitialRight[] = []): View {
  const tops = topsOf(tables);
  const written = writtenBy(tables);
  const mos = new Map<string, ShownMo>();
  for (const { identity, uri, accountId } of tables.identities.rows()) {
    const top = tops.get(identity);
    if (top !== undefined) {
      const { sequence: layer, origin, confirmed } = top.layer;
      const nodes = overlay(top.nodes, written.get(objectKey(layer, identity)));
      mos.set(identity, { identity, uri, accountId, layer, origin, confirmed, nodes });
    }
  }
  const local = overlay([], written.get(objectKey(LOCAL_LAYER, '')));
  const config = settleConfig(mos, local, tables.ranks);
  const brought = config === null ? [] : objectsOf(tables, config.layer);
  const servers = new Set(brought.flatMap(({ identity }) => serverIdOf(identity) ?? []));
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

interface Top {
  readonly layer: LayerRow;
  readonly nodes: readonly StoredNode[];
}

/** For each identity the layer on top: of the highest rank, and among those of the highest sequence number. */
function topsOf(tables: Tables): Map<string, Top> {
  const { ranks } = tables;
  const isAbove = (a: LayerRow, b: LayerRow): boolean =>
    (ranks.indexOf(a.origin.kind) - ranks.indexOf(b.origin.kind) || a.sequence - b.sequence) > 0;
  const tops = new Map<string, Top>();
  for (const { layer: sequence, identity, nodes } of tables.objects.rows()) {
    const layer = tables.layers.get(sequence);
    const top = tops.get(identity);
    if (layer !== undefined && (top === undefined || isAbove(layer, top.layer))) {
      tops.set(identity, { layer, nodes });
    }
  }
  return tops;
}

/** What was written, by object. */
function writtenBy(tables: Tables): Map<string, WriteRow[]> {
  const written = new Map<string, WriteRow[]>();
  for (const row of tables.writes.rows()) {
    const key = objectKey(row.layer, row.identity);
    const rows = written.get(key);
    if (rows === undefined) written.set(key, [row]);
    else rows.push(row);
  }
  return written;
}

/** What was written is laid over by path, so that a parent that was added stands before its children. */
function overlay(
  installed: readonly StoredNode[] = [],
  written: readonly WriteRow[] = [],
): Map<string, StoredNode> {
  const nodes = new Map(installed.map((node) => [node.path, node]));
  for (const { deleted, node } of written.toSorted(byPath)) {
    if (deleted) {
      nodes.delete(node.path);
    } else {
      nodes.set(node.path, node);
    }
  }
  return nodes;
}

const byPath = (a: WriteRow, b: WriteRow): number => (a.node.path < b.node.path ? -1 : 1);
