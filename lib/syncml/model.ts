import type { Element } from '../wbxml/index.js';

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
  readonly kind: 'add' | 'replace' | 'delete' | 'copy';
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
  /** Source/LocURI, which only a Copy has a use for; `''` where it has none. */
  readonly source: string;
  /** From the Meta of the item, else of the command; null where neither has it: then `chr` holds. */
  readonly format: string | null;
  /** As `format`; then `text/plain` holds. */
  readonly type: string | null;
  /** As `format`: the length of Data in bytes; null where neither has a number. */
  readonly size: number | null;
  /** What Data holds: text, the octets of an OPAQUE, or Data itself where there are elements in it; null where there is no Data. */
  readonly data: string | Uint8Array | Element | null;
  /** In bytes from the start of the message. */
  readonly offset: number;
}
