import { isFormat, type NodeFormat } from '../tree/format.js';
import type { Element } from '../wbxml/index.js';
import { child, content, elements, text } from './dom.js';
import { malformed } from './error.js';
import { type TndsNode, VER_DTD } from './tnds-node.js';
import { isOfLength, leafValue, moIdentifier } from './value.js';

/** Nodes of one serialised object. */
const MAX_NODES = 4096;
/** Nodes inside one another. */
const MAX_DEPTH = 32;

export interface Tnds {
  /** The nodes directly under MgmtTree. */
  readonly nodes: readonly TndsNode[];
  /** What was not as it should be, and what it was taken for. */
  readonly warnings: readonly string[];
}

/** What Value holds: null where there is none. */
type Data = string | Uint8Array | null;

/**
 * The nodes of a MgmtTree. Taken as they are: elements in any order, RTProperties or Format missing, Type without MIME or DDFName.
 * Throws `MessageError` `malformed` where a node has both a value and nodes below it, text is not UTF-8, or a bound is hit.
 */
export function readTnds(tree: Element): Tnds {
  const reader = new NodeReader();
  if (text(child(tree, 'VerDTD')) !== VER_DTD) {
    reader.warnings.push(`MgmtTree: its VerDTD is missing or not ${VER_DTD}`);
  }
  return { nodes: reader.nodesOf(tree, 1), warnings: reader.warnings };
}

class NodeReader {
  readonly warnings: string[] = [];
  #count = 0;

  nodesOf(parent: Element, depth: number): TndsNode[] {
    return elements(parent)
      .filter(({ name }) => name === 'Node')
      .map((element) => this.#node(element, depth));
  }

  #node(element: Element, depth: number): TndsNode {
    this.#count += 1;
    if (this.#count > MAX_NODES || depth > MAX_DEPTH) {
      throw malformed(
        element.offset,
        `TNDS: expected at most ${MAX_NODES} nodes, ${MAX_DEPTH} inside one another, found more`,
      );
    }
    const properties = child(element, 'RTProperties');
    const property = (name: string): string | null =>
      (properties && text(child(properties, name))) || null;
    const children = this.nodesOf(element, depth + 1);
    const data = this.#value(element);
    if (children.length > 0 && data !== null && data.length > 0) {
      throw malformed(element.offset, 'TNDS: expected a Value or nodes in a Node, found both');
    }
    this.#checkSize(element, property('Size'), data);
    const format = this.#format(element, properties, { children, data });
    const interior = format === 'node';
    return {
      name: text(child(element, 'NodeName')) || property('Name') || '',
      path: depth === 1 ? text(child(element, 'Path')) : '',
      format,
      type: readType(properties, interior),
      acl: property('ACL'),
      title: property('Title'),
      tStamp: property('TStamp'),
      verNo: property('VerNo'),
      value: interior ? null : leafValue(format, data, element.offset),
      children,
      offset: element.offset,
    };
  }

  #value(element: Element): Data {
    const value = child(element, 'Value');
    if (value === undefined) return null;
    if (elements(value).length > 0) {
      this.#warn(element, 'elements in its Value are left out');
    }
    const data = content(value);
    return typeof data === 'string' ? unwrapped(data) : data;
  }

  /** Size is of the value; it tells nothing that the value does not, but that one of them is wrong. */
  #checkSize(element: Element, size: string | null, data: Data): void {
    if (size !== null && data !== null && !isOfLength(data, Number(size))) {
      this.#warn(element, 'its Size is not that of its Value');
    }
  }

  /** Format is an element inside an element; its text is taken too. What a node holds decides where that is missing or cannot be. */
  #format(
    element: Element,
    properties: Element | undefined,
    { children, data }: { children: readonly TndsNode[]; data: Data },
  ): NodeFormat {
    const format = properties && child(properties, 'Format');
    const word = format && (elements(format)[0]?.name ?? text(format));
    const likely = children.length > 0 ? 'node' : 'chr';
    if (word === undefined || word === '') return likely;
    const possible = isFormat(word) && (word === 'node' ? !data?.length : likely !== 'node');
    if (possible) return word;
    this.#warn(element, `its Format cannot be, and is taken for ${likely}`);
    return likely;
  }

  #warn({ offset }: Element, what: string): void {
    this.warnings.push(`Node at byte ${offset}: ${what}`);
  }
}

function readType(properties: Element | undefined, interior: boolean): string | null {
  const type = properties && child(properties, 'Type');
  if (type === undefined) return null;
  const word = text(child(type, 'DDFName')) || text(child(type, 'MIME')) || text(type);
  return interior ? moIdentifier(word) : word || null;
}

/** Text without the line ends and indents that a printer of XML put around it; other white space belongs to the value. */
export function unwrapped(value: string): string {
  const start = value.length - value.trimStart().length;
  const end = value.trimEnd().length;
  if (start >= end) return value.includes('\n') ? '' : value;
  const from = value.slice(0, start).includes('\n') ? start : 0;
  const to = value.slice(end).includes('\n') ? end : value.length;
  return value.slice(from, to);
}
