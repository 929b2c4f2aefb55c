import { MessageError } from '../syncml/index.js';
import {
  type CodeSpace,
  decodeWbxml,
  decodeXmlText,
  type Element,
  readXml,
  WbxmlError,
  type WbxmlVersion,
  XmlError,
} from '../wbxml/index.js';

export interface Decoded {
  readonly root: Element;
  /** The version of the WBXML; null of XML text. */
  readonly version: WbxmlVersion | null;
}

/** `<` after any white space, or one of the byte order marks of XML text. */
const XML = /^(?:\s*<|\u00EF\u00BB\u00BF|\u00FF\u00FE|\u00FE\u00FF)/;
const XML_PREFIX = 64;

/**
 * The document that `bytes` begin with, WBXML of any version or XML text: the bytes tell. `space` is that of WBXML without a public identifier of its own.
 * Throws `MessageError` `malformed`, with the offset of the fault.
 */
export function decodeDocument(bytes: Uint8Array, space: CodeSpace): Decoded {
  try {
    return XML.test(Buffer.from(bytes.subarray(0, XML_PREFIX)).toString('latin1'))
      ? { root: readXml(decodeXmlText(bytes)), version: null }
      : decodeWbxml(bytes, { space });
  } catch (error) {
    if (!(error instanceof WbxmlError || error instanceof XmlError)) throw error;
    throw new MessageError('malformed', error.message, error.offset);
  }
}
