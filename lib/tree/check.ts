import { printable } from '../text.js';
import { parseAcl } from './acl.js';
import {
  MAX_DOCUMENTS_A_LAYER,
  MAX_MOS_A_LAYER,
  MAX_NODES_A_LAYER,
  MAX_VALUE_BYTES,
} from './bounds.js';
import { TreeError } from './error.js';
import type { NodeFormat } from './format.js';
import type { LayerInput, Mo, MoNode } from './model.js';
import { below, checkName, namesOf, parentOf } from './uri.js';

/** What a node carries, wherever it stands. */
export type NodeContent = Pick<MoNode, 'format' | 'type' | 'value' | 'acl' | 'title'>;

const size = (value: string | Uint8Array | null): number =>
  value === null ? 0 : typeof value === 'string' ? Buffer.byteLength(value) : value.length;

/** Throws `TreeError` `format`, `bound` or `bad-acl` where a node's value does not fit its format or is too long, or its ACL cannot be read; `where` is its URI. */
export function checkContent(node: NodeContent, where: string): void {
  const { format, value } = node;
  const fits =
    value === null || (format !== 'node' && (format === 'bin') !== (typeof value === 'string'));
  if (!fits) {
    throw new TreeError(
      'format',
      `the value of ${printable(where)} does not fit its format ${format}`,
    );
  }
  if (node.acl !== null && parseAcl(node.acl) === null) {
    throw new TreeError('bad-acl', `the ACL of ${printable(where)} cannot be read`);
  }
  for (const part of [value, node.type, node.title]) {
    if (size(part) > MAX_VALUE_BYTES) {
      throw new TreeError(
        'bound',
        `expected at most ${MAX_VALUE_BYTES} octets at ${printable(where)}, came ${size(part)}`,
      );
    }
  }
}

/** Throws `TreeError` where documents are none or too many, or objects are too many, too large, not sound in themselves, or twice there. */
export function checkLayer(input: LayerInput): void {
  if (input.origin.kind === 'local') {
    throw new TreeError('misuse', 'the local layer holds single writes, no document');
  }
  const documents = input.documents.length;
  if (documents === 0) {
    throw new TreeError('misuse', 'a layer comes from one document at least');
  }
  if (documents > MAX_DOCUMENTS_A_LAYER) {
    throw new TreeError(
      'bound',
      `expected at most ${MAX_DOCUMENTS_A_LAYER} documents in one layer, came ${documents}`,
    );
  }
  const nodes = input.mos.reduce((count, mo) => count + mo.nodes.length, 0);
  if (input.mos.length > MAX_MOS_A_LAYER || nodes > MAX_NODES_A_LAYER) {
    throw new TreeError(
      'bound',
      `expected at most ${MAX_MOS_A_LAYER} objects of ${MAX_NODES_A_LAYER} nodes, came ${input.mos.length} of ${nodes}`,
    );
  }
  const identities = new Set<string>();
  for (const mo of input.mos) {
    if (identities.has(mo.identity)) {
      throw new TreeError('misuse', `${printable(mo.identity)} is twice in one layer`);
    }
    identities.add(mo.identity);
    checkMo(mo);
  }
}

/** Throws `TreeError` where the nodes of an object do not make one. */
export function checkMo(mo: Mo): void {
  const root = below(mo.parent, mo.name);
  const seen = new Map<string, { readonly format: NodeFormat; readonly level: number }>();
  for (const node of mo.nodes) {
    const { path, format } = node;
    const uri = below(root, path);
    const parent = seen.get(parentOf(path));
    const first = seen.size === 0;
    if (seen.has(path) || (first ? path !== '' : parent?.format !== 'node')) {
      throw new TreeError(
        'bad-node',
        `${printable(uri)} is twice there, or its parent does not stand before it as an interior node`,
      );
    }
    // Of a node whose parent was checked only the last name is new.
    const level = parent === undefined ? namesOf(uri).length : checkName(uri, parent.level + 1);
    checkContent(node, uri);
    seen.set(path, { format, level });
  }
  if (seen.size === 0) {
    throw new TreeError('bad-node', `${printable(root)} has no node`);
  }
}
