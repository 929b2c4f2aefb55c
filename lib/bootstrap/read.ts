import { type Message, MessageError, readMessage, rejected } from '../syncml/index.js';
import {
  decodeWbxml,
  decodeXmlText,
  type Element,
  endOf,
  readXml,
  SYNCML_1_2,
  WbxmlError,
  XmlError,
} from '../wbxml/index.js';
import { lengthOf } from './report.js';

const PROTOCOLS = ['DM/1.1', 'DM/1.2', 'DM/1.3'];
const PROTOCOL = /^[A-Z]{1,8}\/\d{1,2}\.\d{1,2}$/i;
const DTDS = ['1.1', '1.2'];
const DTD = /^\d{1,2}\.\d{1,2}$/;

/** `<` after any white space, or one of the byte order marks of XML text. */
const XML = /^(?:\s*<|\u00EF\u00BB\u00BF|\u00FF\u00FE|\u00FE\u00FF)/;
const XML_PREFIX = 64;

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
  const isXml = XML.test(Buffer.from(bytes.subarray(0, XML_PREFIX)).toString('latin1'));
  if (isXml && !lenient) throw wrongEncoding('XML text');
  const { root, version } = decode(bytes, isXml);
  if (version === '1.0' && !lenient) throw wrongEncoding('WBXML 1.0');
  const message = readMessage(root);
  const { verDtd, verProto } = message.header;
  checkWord('VerDTD', verDtd, DTDS, DTD);
  checkWord('VerProto', verProto, PROTOCOLS, PROTOCOL);
  return { message, version };
}

function decode(bytes: Uint8Array, isXml: boolean): { root: Element; version: string } {
  try {
    return isXml ? decodeXml(bytes) : decodeWbxml(bytes, { space: SYNCML_1_2 });
  } catch (error) {
    if (!(error instanceof WbxmlError || error instanceof XmlError)) throw error;
    throw new MessageError('malformed', error.message, error.offset);
  }
}

/** Without what pads a file. */
function decodeXml(bytes: Uint8Array): { root: Element; version: string } {
  const end = endOf(bytes);
  const text = end.kind === 'end' ? bytes.subarray(0, end.length) : bytes;
  return { root: readXml(decodeXmlText(text)), version: 'XML' };
}

const wrongEncoding = (found: string): MessageError =>
  rejected(`the message is ${found}, not WBXML 1.1, 1.2 or 1.3`);

function checkWord(name: string, word: string, known: readonly string[], form: RegExp): void {
  if (known.includes(word)) return;
  const found = form.test(word) ? word : lengthOf(word);
  throw rejected(`SyncHdr/${name} ${found} is none of ${known.join(', ')}`);
}
