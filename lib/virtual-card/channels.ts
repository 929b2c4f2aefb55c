import type { CardFile, Directory, Elementary } from './files.js';
import { UICC_SW } from './status.js';

const MAX_CHANNEL = 19;

export interface ClassByte {
  readonly channel: number;
  readonly proprietary: boolean;
}

/** The channel and kind of a class byte (TS 102 221, 10.1.1), or the status word that refuses it. */
export function classOf(cla: number): ClassByte | number {
  const proprietary = (cla & 0x80) !== 0;
  const rest = cla & 0x7f;
  if (cla === 0xff || (cla >= 0xa0 && cla <= 0xbf)) return UICC_SW.unknownClass;
  if (rest >= 0x40) {
    if ((rest & 0x20) !== 0) return UICC_SW.secureMessaging;
    if ((rest & 0x10) !== 0) return UICC_SW.chaining;
    return { channel: (rest & 0x0f) + 4, proprietary };
  }
  if (rest >= 0x20) return UICC_SW.unknownClass;
  if ((rest & 0x10) !== 0) return proprietary ? UICC_SW.unknownClass : UICC_SW.chaining;
  if ((rest & 0x0c) !== 0) return UICC_SW.secureMessaging;
  return { channel: rest & 0x03, proprietary };
}

/** What is selected on one logical channel. */
export class LogicalChannel {
  readonly number: number;
  dir: Directory;
  ef: Elementary | null = null;
  /** The ADF whose application is active on this channel: what 7FFF stands for. */
  application: Directory | null;
  /** The current record, from 1; 0 where there is none. */
  record = 0;

  constructor(number: number, dir: Directory, application: Directory | null) {
    this.number = number;
    this.dir = dir;
    this.application = application;
  }

  /** Makes a file current. */
  enter(file: CardFile): void {
    this.record = 0;
    this.ef = file.kind === 'ef' ? file : null;
    this.dir = file.kind === 'ef' ? file.parent : file;
    if (this.dir.aid !== null) this.application = this.dir;
  }
}

/** The logical channels of a card: 0 is always open (TS 102 221, 11.1.17). */
export class Channels {
  readonly #mf: Directory;
  readonly #last: number;
  readonly #open: Map<number, LogicalChannel>;

  constructor(mf: Directory, count: number) {
    this.#mf = mf;
    this.#last = Math.min(count, MAX_CHANNEL);
    this.#open = new Map([[0, new LogicalChannel(0, mf, null)]]);
  }

  get(number: number): LogicalChannel | null {
    return this.#open.get(number) ?? null;
  }

  /** Opens the lowest free channel; null where all are open. */
  openNext(from: LogicalChannel): number | null {
    for (let number = 1; number <= this.#last; number += 1) {
      if (!this.#open.has(number)) {
        this.open(number, from);
        return number;
      }
    }
    return null;
  }

  /** Opens a channel of the terminal's choice; from channel 0 it starts at the MF, from another one where that stands. */
  open(number: number, from: LogicalChannel): number {
    if (number > this.#last) return UICC_SW.channelNotOpen;
    if (this.#open.has(number)) return UICC_SW.noChannel;
    const inherits = from.number !== 0;
    const dir = inherits ? from.dir : this.#mf;
    this.#open.set(number, new LogicalChannel(number, dir, inherits ? from.application : null));
    return UICC_SW.done;
  }

  close(number: number): number {
    if (number === 0) return UICC_SW.wrongP1P2;
    return this.#open.delete(number) ? UICC_SW.done : UICC_SW.channelNotOpen;
  }
}
