import type { LayerInput, LayerReport, LayerSummary, Mo, Origin, OriginKind } from '../model.js';
import { keptDocument, summaryOf } from './documents.js';
import { asStored } from './nodes.js';
import { LOCAL_LAYER } from './origin.js';
import { type LayerRow, type ObjectRow, objectKey } from './rows.js';
import type { Tables } from './tables.js';
import { dropWrite } from './written.js';

/** By sequence number, without the permanent local one. */
export const layersOf = (tables: Tables): LayerRow[] =>
  tables.layers
    .rows()
    .filter(({ sequence }) => sequence !== LOCAL_LAYER)
    .sort((a, b) => a.sequence - b.sequence);

/** The layer of an origin; the local layer is none. */
export const layerOf = (tables: Tables, { kind, id }: Origin): LayerRow | undefined =>
  layersOf(tables).find(({ origin }) => origin.kind === kind && origin.id === id.toWellFormed());

/** What the origins of a kind that have a layer call themselves, by sequence number. */
export const idsOf = (tables: Tables, kind: OriginKind): string[] =>
  layersOf(tables).flatMap(({ origin }) => (origin.kind === kind ? origin.id : []));

export const layerSummary = ({ documents, ...layer }: LayerRow): LayerSummary => ({
  ...layer,
  documents: documents.map(summaryOf),
});

export const layerReport = ({ documents, ...layer }: LayerRow): LayerReport => ({
  ...layer,
  documents: documents.map((one) => ({ ...summaryOf(one), report: one.report })),
});

/** Makes a layer without objects, or gives the one that the origin has other documents. Returns its sequence number. */
export function putLayer(tables: Tables, { origin, documents }: LayerInput): number {
  const present = layerOf(tables, origin);
  const sequence = present?.sequence ?? tables.next('layers');
  tables.layers.set(sequence, {
    sequence,
    origin: { kind: origin.kind, id: origin.id.toWellFormed() },
    confirmed: true,
    documents: documents.map(keptDocument),
  });
  return sequence;
}

/** Drops the layer of an origin with all its rows. False where there is none. */
export function dropLayer(tables: Tables, origin: Origin): boolean {
  const layer = layerOf(tables, origin)?.sequence;
  if (layer === undefined) return false;
  for (const one of objectsOf(tables, layer)) dropObject(tables, one);
  tables.layers.delete(layer);
  return true;
}

/** The objects of a layer as installed. */
export const objectsOf = (tables: Tables, layer: number): ObjectRow[] =>
  tables.objects.rows().filter((one) => one.layer === layer);

/** Drops one object of a layer, and what was written in it. */
export function dropObject(tables: Tables, { layer, identity }: ObjectRow): void {
  tables.objects.delete(objectKey(layer, identity));
  for (const row of tables.writes.rows()) {
    if (row.layer === layer && row.identity === identity)
      dropWrite(tables, { layer, identity, path: row.node.path });
  }
}

export function putObject(tables: Tables, layer: number, mo: Mo): void {
  const identity = mo.identity.toWellFormed();
  tables.objects.set(objectKey(layer, identity), {
    layer,
    identity,
    nodes: mo.nodes.map(asStored),
  });
}

/** Forgets URI and account id of every object that no layer holds any more, but for those in `but`. */
export function dropOrphans(tables: Tables, but: ReadonlySet<string>): void {
  const held = new Set(tables.objects.rows().map(({ identity }) => identity));
  for (const { identity } of tables.identities.rows()) {
    if (!held.has(identity) && !but.has(identity)) tables.identities.delete(identity);
  }
}
