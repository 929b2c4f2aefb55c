import { type Message, type MessageError, readMessage, rejected } from '../syncml/index.js';
import { isXml, SYNCML_1_2 } from '../wbxml/index.js';
import { decodeDocument } from './decode.js';
import { lengthOf } from './report.js';

const PROTOCOLS = ['DM/1.1', 'DM/1.2', 'DM/1.3'];
const PROTOCOL = /^[A-Z]{1,8}\/\d{1,2}\.\d{1,2}$/i;
const DTDS = ['1.1', '1.2'];
const DTD = /^\d{1,2}\.\d{1,2}$/;

export interface ReadBootstrap {
  readonly message: Message;
  /** The version of its WBXML, or `XML`. */
  readonly version: string;
}

/**
 * The DM message that `bytes` begin with. Throws `MessageError`: `malformed` where it cannot be decoded, `rejected` where it lacks a part or is of
 * another protocol, and, unless `lenient`, where it is XML text or WBXML 1.0 (5.5.4).
 */
export function readBootstrap(bytes: Uint8Array, lenient: boolean): ReadBootstrap {
  if (!lenient && isXml(bytes)) throw wrongEncoding('XML text');
  const { root, version } = decodeDocument(bytes, SYNCML_1_2);
  if (version === '1.0' && !lenient) throw wrongEncoding('WBXML 1.0');
  const message = readMessage(root);
  const { verDtd, verProto } = message.header;
  checkWord('VerDTD', verDtd, DTDS, DTD);
  checkWord('VerProto', verProto, PROTOCOLS, PROTOCOL);
  return { message, version };
}

const wrongEncoding = (found: string): MessageError =>
  rejected(`the message is ${found}, not WBXML 1.1, 1.2 or 1.3`);

function checkWord(name: string, word: string, known: readonly string[], form: RegExp): void {
  if (known.includes(word)) return;
  const found = form.test(word) ? word : lengthOf(word);
  throw rejected(`SyncHdr/${name} ${found} is none of ${known.join(', ')}`);
}
