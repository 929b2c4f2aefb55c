import { MessageError } from '../syncml/index.js';
import {
  type CodeSpace,
  decodeWbxml,
  decodeXmlText,
  type Element,
  endOf,
  isXml,
  readXml,
  WbxmlError,
  XmlError,
} from '../wbxml/index.js';

export interface DecodedDocument {
  readonly root: Element;
  /** The version of its WBXML, or `XML`. */
  readonly version: string;
}

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
  const end = endOf(bytes, true);
  const text = end.kind === 'end' ? bytes.subarray(0, end.length) : bytes;
  return { root: readXml(decodeXmlText(text)), version: 'XML' };
}
