import type { Element } from '../wbxml/index.js';
import { SYNCML_TAGS } from '../wbxml/tables/syncml.js';
import { child, content, elements, text } from './dom.js';
import { MessageError, malformed } from './error.js';

/** Commands of a message, those inside Atomic and Sequence included. */
const MAX_COMMANDS = 512;
/** Items of all commands of a message. */
const MAX_ITEMS = 512;
/** Atomic and Sequence inside one another. */
const MAX_NESTING = 8;

/** A DM message (OMA-SyncML-DMRepPro-V1_2). */
export interface Message {
  readonly header: Header;
  /** In the order of the message. */
  readonly commands: readonly Command[];
}

export interface Header {
  readonly verDtd: string;
  readonly verProto: string;
  readonly sessionId: string;
  readonly msgId: string;
  /** Target/LocURI: the device, or anything. */
  readonly target: string;
  /** Source/LocURI: the address of the server. */
  readonly source: string;
}

export type Command = ItemCommand | GroupCommand | OtherCommand;

interface CommandBase {
  /** The name of its element, e.g. `Add`; `unknown` where SyncML has none of that name. */
  readonly name: string;
  /** `''` where it has none. */
  readonly cmdId: string;
}

export interface ItemCommand extends CommandBase {
  readonly kind: 'add' | 'replace';
  readonly items: readonly Item[];
}

export interface GroupCommand extends CommandBase {
  readonly kind: 'atomic' | 'sequence';
  readonly commands: readonly Command[];
}

/** Any other command, kept so that it can be reported. */
export interface OtherCommand extends CommandBase {
  readonly kind: 'other';
}

export interface Item {
  /** Target/LocURI; `''` where it has none. */
  readonly target: string;
  /** From the Meta of the item, else of the command; null where neither has it: then `chr` holds. */
  readonly format: string | null;
  /** As `format`; then `text/plain` holds. */
  readonly type: string | null;
  /** What Data holds: text, the octets of an OPAQUE, or Data itself where there are elements in it; null where there is no Data. */
  readonly data: string | Uint8Array | Element | null;
  /** In bytes from the start of the message. */
  readonly offset: number;
}

/** Children of SyncBody, Atomic and Sequence that are no commands. */
const NO_COMMAND: ReadonlySet<string> = new Set([
  'CmdID',
  'Correlator',
  'Cred',
  'Final',
  'Lang',
  'Meta',
  'NoResp',
]);

/** A literal may be called anything. */
const NAMES: ReadonlySet<string> = new Set(Object.values(SYNCML_TAGS));

const KINDS: Readonly<Record<string, ItemCommand['kind'] | GroupCommand['kind']>> = {
  Add: 'add',
  Replace: 'replace',
  Atomic: 'atomic',
  Sequence: 'sequence',
};

/**
 * The DM message whose root element is `root`.
 * Throws `MessageError`: `rejected` where a part of SyncHdr or SyncBody is missing, or an item is to be continued in another message (5.5.4);
 * `malformed` where there are more commands, items or levels than the bounds of this file allow.
 */
export function readMessage(root: Element): Message {
  if (root.name !== 'SyncML') {
    throw new MessageError(
      'rejected',
      '5.5.4: the document is no DM message: its root is not SyncML',
      root.offset,
    );
  }
  const header = readHeader(part(root, 'SyncHdr', 'SyncML'));
  return { header, commands: new CommandReader().read(part(root, 'SyncBody', 'SyncML'), 0) };
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
    throw new MessageError('rejected', `5.5.4: ${where}/${name} is missing`, parent.offset);
  }
  return element;
}

function required(parent: Element, name: string, where: string): string {
  const element = part(parent, name, where);
  const value = text(element);
  if (value === '') {
    throw new MessageError('rejected', `5.5.4: ${where}/${name} is empty`, element.offset);
  }
  return value;
}

class CommandReader {
  #commands = 0;
  #items = 0;

  read(parent: Element, depth: number): Command[] {
    return elements(parent)
      .filter(({ name }) => !NO_COMMAND.has(name))
      .map((element) => this.#command(element, depth));
  }

  #command(element: Element, depth: number): Command {
    this.#commands += 1;
    if (this.#commands > MAX_COMMANDS || depth > MAX_NESTING) {
      throw malformed(
        element.offset,
        `expected at most ${MAX_COMMANDS} commands, ${MAX_NESTING} inside one another, found more`,
      );
    }
    const name = NAMES.has(element.name) ? element.name : 'unknown';
    const cmdId = text(child(element, 'CmdID'));
    const kind = KINDS[name];
    switch (kind) {
      case 'add':
      case 'replace':
        return { kind, name, cmdId, items: this.#itemsOf(element) };
      case 'atomic':
      case 'sequence':
        return { kind, name, cmdId, commands: this.read(element, depth + 1) };
      default:
        return { kind: 'other', name, cmdId };
    }
  }

  #itemsOf(command: Element): Item[] {
    const outer = readMeta(command);
    return elements(command)
      .filter(({ name }) => name === 'Item')
      .map((item) => {
        this.#items += 1;
        if (this.#items > MAX_ITEMS) {
          throw malformed(item.offset, `expected at most ${MAX_ITEMS} items, found more`);
        }
        return readItem(item, outer);
      });
  }
}

interface Meta {
  readonly format: string | null;
  readonly type: string | null;
}

/** Format and Type (MetInf), inside an element of their own name or not. */
function readMeta(element: Element): Meta {
  const meta = child(element, 'Meta');
  const metInf = meta && (child(meta, 'MetInf') ?? meta);
  return {
    format: (metInf && text(child(metInf, 'Format'))) || null,
    type: (metInf && text(child(metInf, 'Type'))) || null,
  };
}

function readItem(item: Element, outer: Meta): Item {
  if (child(item, 'MoreData') !== undefined) {
    throw new MessageError(
      'rejected',
      '5.5.4: an item has MoreData, but a bootstrap is one message',
      item.offset,
    );
  }
  const target = child(item, 'Target');
  const own = readMeta(item);
  const data = child(item, 'Data');
  return {
    target: text(target && child(target, 'LocURI')),
    format: own.format ?? outer.format,
    type: own.type ?? outer.type,
    data: data === undefined ? null : elements(data).length > 0 ? data : content(data),
    offset: item.offset,
  };
}
