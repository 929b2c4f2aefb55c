import { toHex } from '../../bytes.js';
import { BOOTSTRAP_CONFIG } from '../bootstrap-config.js';
import { MAX_LAYERS } from '../bounds.js';
import { TreeError } from '../error.js';
import { serverIdOf } from '../identity.js';
import type { LayerInput, Mo, MoNode, Origin } from '../model.js';
import { below } from '../uri.js';
import { areSame, relabelled } from './documents.js';
import {
  dropLayer,
  dropObject,
  dropOrphans,
  layerOf,
  layersOf,
  objectsOf,
  putLayer,
  putObject,
} from './layers.js';
import { asStored } from './nodes.js';
import { Places } from './place.js';
import type { Tables } from './tables.js';

/** An object that stands elsewhere than its document wanted. */
export interface Renamed {
  readonly identity: string;
  readonly wanted: string;
  readonly uri: string;
}

/** Drops the layers of these origins; returns those that had one. */
export function dropLayers(
  tables: Tables,
  origins: readonly Origin[],
  staying: ReadonlySet<string> = new Set(),
): Origin[] {
  const dropped = origins.filter((origin) => dropLayer(tables, origin));
  if (dropped.length > 0) dropOrphans(tables, staying);
  return dropped;
}

/** Gives an origin's layer content that was checked. */
export function applyLayer(
  tables: Tables,
  input: LayerInput,
): { result: 'applied' | 'unchanged'; renamed: Renamed[] } {
  const present = layerOf(tables, input.origin);
  if (present === undefined && layersOf(tables).length >= MAX_LAYERS) {
    throw new TreeError('bound', `expected at most ${MAX_LAYERS} layers`);
  }
  if (present !== undefined && areSame(present.documents, input.documents)) {
    const documents = relabelled(present.documents, input.documents);
    if (documents !== null || !present.confirmed) {
      tables.layers.set(present.sequence, {
        ...present,
        confirmed: true,
        documents: documents ?? present.documents,
      });
    }
    return { result: 'unchanged', renamed: [] };
  }
  const layer = putLayer(tables, input);
  const fresh = present === undefined ? input.mos : replaceChanged(tables, layer, input.mos);
  const renamed = settle(tables, input.mos);
  for (const mo of fresh) putObject(tables, layer, mo);
  return { result: 'applied', renamed };
}

/** Drops the objects that the documents changed or no longer have, with the writes to them. Returns those to be installed. */
function replaceChanged(tables: Tables, layer: number, mos: readonly Mo[]): Mo[] {
  const wanted = new Map(mos.map((mo) => [mo.identity.toWellFormed(), mo]));
  for (const present of objectsOf(tables, layer)) {
    const mo = wanted.get(present.identity);
    if (mo !== undefined && print(mo.nodes.map(asStored)) === print(present.nodes)) {
      wanted.delete(present.identity);
    } else {
      dropObject(tables, present);
    }
  }
  dropOrphans(tables, new Set(wanted.keys()));
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
function settle(tables: Tables, mos: readonly Mo[]): Renamed[] {
  const places = new Places(tables);
  const renamed: Renamed[] = [];
  for (const { identity: name, parent, name: node } of mos) {
    const identity = name.toWellFormed();
    let uri = tables.identities.get(identity)?.uri;
    if (uri === undefined) {
      uri =
        identity === BOOTSTRAP_CONFIG.identity ? BOOTSTRAP_CONFIG.uri : places.take(parent, node);
      const accountId = serverIdOf(identity) === null ? null : `a${tables.next('accounts')}`;
      tables.identities.set(identity, { identity, uri, accountId });
    }
    const wanted = below(parent, node);
    if (uri !== wanted) renamed.push({ identity, wanted, uri });
  }
  return renamed;
}
