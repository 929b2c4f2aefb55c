export {
  type DecodeOptions,
  decodeEmbedded,
  decodeWbxml,
  type WbxmlDocument,
} from './decode.js';
export type { Attribute, Element } from './element.js';
export { type EncodeOptions, encodeWbxml } from './encode.js';
export { EncodeError } from './encode-error.js';
export { type Ending, endOf } from './end.js';
export { WbxmlError } from './error.js';
export type { WbxmlVersion } from './header.js';
export { MAX_UNFOLDED } from './limits.js';
export { readPrinted, readXml, type XmlDocument } from './read-xml.js';
export type { CodeSpace } from './space.js';
export {
  DEVINF_1_1,
  DEVINF_1_2,
  DM_DDF_1_2,
  PROV,
  SPACES,
  SYNCML_1_0,
  SYNCML_1_1,
  SYNCML_1_2,
} from './spaces.js';
export { toInlineXml, toXml, type XmlOptions } from './xml.js';
export { XmlError } from './xml-error.js';
export { decodeXmlText, isXml } from './xml-text.js';
