import { fromBase64 } from '../bytes.js';
import { PERMANENT_NODES } from '../tree/permanent.js';
import { below, ROOT_URI } from '../tree/uri.js';
import {
  DM_DDF_1_2,
  decodeWbxml,
  decodeXmlText,
  type Element,
  readXml,
  WbxmlError,
  XmlError,
} from '../wbxml/index.js';
import { child } from './dom.js';
import { MessageError } from './error.js';
import type { Item } from './model.js';

/** WBXML begins with its version, 1.0 to 1.3; no text does. */
const LAST_VERSION = 0x03;

const PERMANENT: ReadonlySet<string> = new Set(
  PERMANENT_NODES.map(({ path }) => below(ROOT_URI, path)),
);

const MEDIA_TYPE = /^application\/vnd\.syncml\.dmtnds\+/i;

/** `./Inbox` itself takes nothing else. */
const FOR_INBOX = /^(?:\.?\/)?Inbox\/?$/;

/** True where the item brings a serialised object: by its type, because its Data holds a MgmtTree, or because a document comes for `./Inbox`. */
export function isTnds({ target, type, data }: Item): boolean {
  if (MEDIA_TYPE.test(type ?? '')) return true;
  if (data === null) return false;
  if (isElement(data)) return child(data, 'MgmtTree') !== undefined;
  return FOR_INBOX.test(target) && isDocument(data);
}

/** True of what begins as XML or WBXML does, or as base64 of either. */
function isDocument(data: string | Uint8Array): boolean {
  if (typeof data === 'string') {
    const bytes = fromBase64(data);
    return bytes === null ? data.trimStart().startsWith('<') : isDocument(bytes);
  }
  return isWbxml(data) || Buffer.from(data.subarray(0, 1)).toString() === '<';
}

const isWbxml = ([version]: Uint8Array): boolean =>
  version !== undefined && version <= LAST_VERSION;

/**
 * The MgmtTree that an item carries: as elements of the message, as a WBXML document in an OPAQUE or in base64, or as XML text in either.
 * What the bytes are decides, never Type or Format: encoders in the field write one and mean the other.
 *
 * Throws `MessageError` `malformed`; its offset is one of the document in which the fault is.
 */
export function tndsOf(item: Item): Element {
  const { data, offset } = item;
  try {
    const tree = data === null ? null : mgmtTree(isElement(data) ? data : parse(data));
    if (tree !== null) return tree;
  } catch (error) {
    if (
      !(error instanceof MessageError || error instanceof WbxmlError || error instanceof XmlError)
    ) {
      throw error;
    }
    throw new MessageError('malformed', `${tndsLabel(item)}: ${error.message}`, error.offset);
  }
  throw new MessageError(
    'malformed',
    `${tndsLabel(item)}: expected a MgmtTree, found none`,
    offset,
  );
}

/** Which TNDS of the message something is about, for people: by its place, and by its target where that is a permanent node. */
export function tndsLabel({ target, offset }: Item): string {
  return `TNDS at byte ${offset}${PERMANENT.has(target) ? ` for ${target}` : ''}`;
}

/** True where Data holds elements. */
export function isElement(data: Item['data']): data is Element {
  return data !== null && typeof data !== 'string' && !(data instanceof Uint8Array);
}

function mgmtTree(element: Element): Element | null {
  return element.name === 'MgmtTree' ? element : (child(element, 'MgmtTree') ?? null);
}

function parse(data: string | Uint8Array): Element {
  if (typeof data !== 'string') {
    return isWbxml(data) ? parseWbxml(data) : parse(decodeXmlText(data));
  }
  const trimmed = data.trim();
  const bytes = fromBase64(trimmed);
  return bytes === null ? readXml(trimmed) : parse(bytes);
}

function parseWbxml(bytes: Uint8Array): Element {
  const { root, length } = decodeWbxml(bytes, { space: DM_DDF_1_2 });
  if (length !== bytes.length) {
    throw new MessageError(
      'malformed',
      `expected the end of the document at byte ${length}, found ${bytes.length - length} bytes more`,
      length,
    );
  }
  return root;
}
