import type { Element } from '../wbxml/index.js';
import { unwrapped } from './tnds.js';
import { type TndsNode, VER_DTD } from './tnds-node.js';

/** The namespace of a serialised object (OMA-TS-DM_TND-V1_2_1), which in WBXML is code page 2. */
const NAMESPACE = 'syncml:dmddf1.2';

/** A node to be written: what is left out has no value, and no property. */
export interface NewTndsNode
  extends Pick<TndsNode, 'name' | 'format'>,
    Partial<Omit<TndsNode, 'name' | 'format' | 'children' | 'offset'>> {
  readonly children?: readonly NewTndsNode[];
}

/**
 * The MgmtTree of these nodes, of which `readTnds` makes the same nodes again.
 * Octets stay octets for WBXML, and become base64 for XML. Text that begins or ends with a line end, which a reader takes for the printer's,
 * is written as octets for WBXML; in XML it loses that line end.
 */
export function writeTnds(nodes: readonly NewTndsNode[], form: 'wbxml' | 'xml' = 'wbxml'): Element {
  return element('MgmtTree', element('VerDTD', VER_DTD), ...nodes.map((node) => write(node, form)));
}

function write(node: NewTndsNode, form: 'wbxml' | 'xml'): Element {
  const { name, path, acl, format, title, tStamp, type, verNo, value, children = [] } = node;
  const kind = format === 'node' ? 'DDFName' : 'MIME';
  return element(
    'Node',
    element('NodeName', name),
    ...optional('Path', path),
    element(
      'RTProperties',
      ...optional('ACL', acl),
      element('Format', element(format)),
      ...optional('Title', title),
      ...optional('TStamp', tStamp),
      element('Type', element(kind, type ?? '')),
      ...optional('VerNo', verNo),
    ),
    ...(value === null || value === undefined ? [] : [element('Value', written(value, form))]),
    ...children.map((child) => write(child, form)),
  );
}

function written(value: string | Uint8Array, form: 'wbxml' | 'xml'): string | Uint8Array {
  if (typeof value !== 'string') {
    return form === 'xml' ? Buffer.from(value).toString('base64') : value;
  }
  return form === 'wbxml' && unwrapped(value) !== value ? Buffer.from(value) : value;
}

const optional = (name: string, text: string | null | undefined): Element[] =>
  text ? [element(name, text)] : [];

function element(name: string, ...children: Element['children']): Element {
  return {
    name,
    namespace: NAMESPACE,
    attributes: [],
    children: children.filter((child) => child !== ''),
    offset: 0,
  };
}
