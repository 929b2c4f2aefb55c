import type { DocumentKind } from '../tree/model.js';
import { SYNCML_1_2 } from '../wbxml/index.js';
import { decodeDocument } from './decode.js';

/** The root of a Client Provisioning document. */
const PROVISIONING = 'wap-provisioningdoc';

/**
 * Whether the document that `bytes` begin with is a Client Provisioning document, by its root, or is to be taken for a DM message.
 * Throws `MessageError` `malformed` where it cannot be decoded.
 */
export const kindOf = (bytes: Uint8Array): DocumentKind =>
  decodeDocument(bytes, SYNCML_1_2).root.name === PROVISIONING ? 'cp' : 'dm';
