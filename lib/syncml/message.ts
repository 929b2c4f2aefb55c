import type { Element } from '../wbxml/index.js';
import { readCommands } from './commands.js';
import { child, text } from './dom.js';
import { rejected } from './error.js';
import type { Header, Message } from './model.js';

/**
 * The DM message whose root element is `root`.
 * Throws `MessageError`: `rejected` where a part of SyncHdr or SyncBody is missing, or an item is to be continued in another message (5.5.4);
 * `malformed` where there are more commands, items or levels than the bounds of `commands.ts` allow.
 */
export function readMessage(root: Element): Message {
  if (root.name !== 'SyncML') {
    throw rejected('the document is no DM message: its root is not SyncML', root.offset);
  }
  const header = readHeader(part(root, 'SyncHdr', 'SyncML'));
  return { header, commands: readCommands(part(root, 'SyncBody', 'SyncML')) };
}

function readHeader(header: Element): Header {
  const at = (name: string): string => required(header, name, 'SyncHdr');
  return {
    verDtd: at('VerDTD'),
    verProto: at('VerProto'),
    sessionId: at('SessionID'),
    msgId: at('MsgID'),
    target: text(part(part(header, 'Target', 'SyncHdr'), 'LocURI', 'SyncHdr/Target')),
    source: required(part(header, 'Source', 'SyncHdr'), 'LocURI', 'SyncHdr/Source'),
  };
}

function part(parent: Element, name: string, where: string): Element {
  const element = child(parent, name);
  if (element === undefined) {
    throw rejected(`${where}/${name} is missing`, parent.offset);
  }
  return element;
}

function required(parent: Element, name: string, where: string): string {
  const element = part(parent, name, where);
  const value = text(element);
  if (value === '') {
    throw rejected(`${where}/${name} is empty`, element.offset);
  }
  return value;
}
