import {
  type Item,
  type ItemCommand,
  isElement,
  isOfLength,
  isTnds,
  leafValue,
  moIdentifier,
} from '../syncml/index.js';
import { isFormat } from '../tree/format.js';
import { EXT, extOf, INBOX, NOT_HERE, READ_ONLY, RESERVED } from './places.js';
import { type Failure, shown } from './report.js';
import { copyOf, makeNode, type Scratch } from './scratch.js';
import { installTnds } from './tnds.js';
import { parseUri, toUri } from './uri.js';
import type { Workplace } from './workplace.js';

const BAD_FORMAT: Failure = { code: 415, note: 'there is no such Format' };
const BAD_DATA: Failure = { code: 415, note: 'elements in Data that are no TNDS' };
const BAD_SIZE: Failure = { code: 424, note: 'Data is not as long as its Size says' };
const MISSING: Failure = { code: 404, note: 'this message has no such node' };
const INTERIOR: Failure = { code: 405, note: 'an interior node has no value to replace' };
const OCCUPIED: Failure = { code: 418, note: 'there is such a node already' };

type Kind = ItemCommand['kind'];

/**
 * Does what one item of a command asks for (OMA-SyncML-DMRepPro-V1_2), as far as it can be done in one step: what a failed item has begun
 * is not undone. An item for the `Ext` of an account or a connectivity object is passed over, so that the message may succeed (5.5.5).
 * Throws `MessageError` `malformed` where a TNDS or a value cannot be read, or a bound is hit.
 */
export function carryOut(kind: Kind, item: Item, workplace: Workplace): Failure | null {
  const parsed = parseUri(item.target);
  if (!('path' in parsed)) return parsed;
  const { path } = parsed;
  const ext = extOf(path);
  if (ext !== null) {
    workplace.notes.ignored.add(`${shown(toUri(ext))}: what is in ${EXT} is left out`);
    return null;
  }
  const tnds = (kind === 'add' || kind === 'replace') && isTnds(item);
  if (!isOpen(kind, path, tnds)) return NOT_HERE;

  const { scratch } = workplace;
  scratch.offset = item.offset;
  switch (kind) {
    case 'add':
      return tnds ? installTnds(kind, path, item, workplace) : add(scratch, path, item);
    case 'replace':
      return tnds ? installTnds(kind, path, item, workplace) : replace(scratch, path, item);
    case 'delete':
      return scratch.remove(path);
    case 'copy':
      return copy(scratch, path, item);
  }
}

/** The root takes nothing but what a TNDS adds, what describes the device nothing at all, and permanent nodes are only added to. */
function isOpen(kind: Kind, path: readonly string[], tnds: boolean): boolean {
  const [top] = path;
  if (top === undefined) return kind === 'add' && tnds;
  const isPermanent = top === INBOX || (path.length === 1 && RESERVED.has(top));
  return !READ_ONLY.has(top) && (kind === 'add' || !isPermanent);
}

function add(scratch: Scratch, path: readonly string[], item: Item): Failure | null {
  const word = item.format ?? 'chr';
  if (!isFormat(word)) return BAD_FORMAT;
  if (word === 'node') {
    return scratch.add(scratch.root, path, makeNode(word, { type: moIdentifier(item.type) }));
  }
  const { type, data, offset } = item;
  if (isElement(data)) return BAD_DATA;
  if (!isWhole(item)) return BAD_SIZE;
  const value = leafValue(word, data, offset);
  return scratch.add(scratch.root, path, makeNode(word, { type, value }));
}

function replace(scratch: Scratch, path: readonly string[], item: Item): Failure | null {
  const old = scratch.find(path);
  if (old === undefined) return MISSING;
  const { format, type, data, offset } = item;
  const word = format ?? old.format;
  if (!isFormat(word)) return BAD_FORMAT;
  if (old.format === 'node' || word === 'node') return INTERIOR;
  if (isElement(data)) return BAD_DATA;
  if (!isWhole(item)) return BAD_SIZE;
  const value = leafValue(word, data, offset);
  return scratch.replace(path, { ...old, format: word, type: type ?? old.type, value });
}

/** A leaf goes over a leaf that is there, as with Replace; all else is as with Add. */
function copy(scratch: Scratch, path: readonly string[], { source }: Item): Failure | null {
  const from = parseUri(source);
  if (!('path' in from)) return { ...from, note: `Source: ${from.note}` };
  const ext = extOf(from.path);
  if (ext !== null || !isOpen('copy', from.path, false)) return NOT_HERE;
  const node = scratch.find(from.path);
  if (node === undefined) return MISSING;
  const old = scratch.find(path);
  if (old === undefined) return scratch.add(scratch.root, path, copyOf(node));
  if (old.format === 'node' || node.format === 'node') return OCCUPIED;
  const { format, type, value } = node;
  return scratch.replace(path, { ...old, format, type, value });
}

/** False where Data is not of the length that Size gives: of its text, or of the octets that its base64 stands for. */
function isWhole({ size, data }: Item): boolean {
  return size === null || isElement(data) || isOfLength(data ?? '', size);
}
