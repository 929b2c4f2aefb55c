import {
  decodeEmbedded,
  decodeWbxml,
  decodeXmlText,
  type Element,
  isXml,
  MAX_UNFOLDED,
  readPrinted,
  SYNCML_1_2,
  toXml,
  type WbxmlDocument,
} from '../../lib/wbxml/index.js';

/** Bytes: more than the longest document, and what may pad it. */
export const MAX_FILE = 4 * 1024 * 1024;

/** A document from a file: WBXML as it is decoded, or the root of XML text. */
export type Document = WbxmlDocument | Pick<WbxmlDocument, 'root'>;

/**
 * The document that bytes are or begin with; they tell whether it is WBXML or XML.
 * Throws `WbxmlError` or `XmlError`.
 */
export function readDocument(bytes: Uint8Array): Document {
  if (isXml(bytes)) return { root: readPrinted(decodeXmlText(bytes)).root };
  return decodeWbxml(bytes, { space: SYNCML_1_2 });
}

/** As indented XML, embedded documents unfolded. */
export const documentXml = ({ root }: Document): string =>
  toXml(root, { unfold: (bytes) => decodeEmbedded(bytes)?.root ?? null });

/** As JSON: text is text, octets are `{"base64"}` or, where XML unfolds them, `{"document"}`. */
export function documentJson(document: Document, unfolded = 0): object {
  const root = elementJson(document.root, unfolded);
  if (!('version' in document)) return { encoding: 'xml', root };
  const { version, publicId, charset, length } = document;
  return { encoding: 'wbxml', version, publicId, charset, length, root };
}

const elementJson = (element: Element, unfolded: number): object => ({
  name: element.name,
  namespace: element.namespace ?? '',
  attributes: Object.fromEntries(element.attributes.map(({ name, value }) => [name, value])),
  children: element.children.map((child) => {
    if (typeof child === 'string') return child;
    if (!(child instanceof Uint8Array)) return elementJson(child, unfolded);
    const embedded = unfolded < MAX_UNFOLDED ? decodeEmbedded(child) : null;
    return embedded === null
      ? { base64: Buffer.from(child).toString('base64') }
      : { document: documentJson(embedded, unfolded + 1) };
  }),
});
