import { MessageError } from '../syncml/index.js';
import {
  type CodeSpace,
  decodeWbxml,
  decodeXmlText,
  type Element,
  endOf,
  readXml,
  WbxmlError,
  XmlError,
} from '../wbxml/index.js';

export interface DecodedDocument {
  readonly root: Element;
  /** The version of its WBXML, or `XML`. */
  readonly version: string;
}

/** `<` after any white space, or one of the byte order marks of XML text. */
const XML = /^(?:\s*<|\u00EF\u00BB\u00BF|\u00FF\u00FE|\u00FE\u00FF)/;
const XML_PREFIX = 64;

/** True where `bytes` begin with XML text; else they can only be WBXML. */
export const isXml = (bytes: Uint8Array): boolean =>
  XML.test(Buffer.from(bytes.subarray(0, XML_PREFIX)).toString('latin1'));

/**
 * The document that `bytes` begin with, XML text or WBXML; `space` is that of WBXML without a public identifier of its own.
 * Throws `MessageError` `malformed`, with the offset of the fault.
 */
export function decodeDocument(bytes: Uint8Array, space: CodeSpace): DecodedDocument {
  try {
    return isXml(bytes) ? decodeXml(bytes) : decodeWbxml(bytes, { space });
  } catch (error) {
    if (!(error instanceof WbxmlError || error instanceof XmlError)) throw error;
    throw new MessageError('malformed', error.message, error.offset);
  }
}

/** Without what pads a file. */
function decodeXml(bytes: Uint8Array): DecodedDocument {
  const end = endOf(bytes);
  const text = end.kind === 'end' ? bytes.subarray(0, end.length) : bytes;
  return { root: readXml(decodeXmlText(text)), version: 'XML' };
}
