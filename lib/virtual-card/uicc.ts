import { concat } from '../bytes.js';
import { mayRead } from './access.js';
import { Channels, classOf, type LogicalChannel } from './channels.js';
import { type Command, readApdu, readTpdu } from './command.js';
import { fcp } from './fcp.js';
import { bySfi, type Directory, type Elementary, recordNumber, recordOf } from './files.js';
import type { Quirks } from './image.js';
import type { Pins } from './pins.js';
import { type Found, find } from './select.js';
import { sw, UICC_SW } from './status.js';
import { tlv } from './tlv.js';

const PIN_LENGTH = 8;
const MAX_LE = 256;

/** Bytes that GET RESPONSE of the same class would give. */
interface Pending {
  readonly cla: number;
  readonly data: Uint8Array;
}

/** A UICC between two resets (TS 102 221). */
export class Uicc {
  /** How long the file takes that the last command read. */
  delayMs = 0;
  readonly #mf: Directory;
  readonly #pins: Pins;
  readonly #quirks: Quirks;
  readonly #protocol: 'T=0' | 'T=1';
  readonly #channels: Channels;
  #pending: Pending | null = null;

  constructor(mf: Directory, pins: Pins, quirks: Quirks, protocol: 'T=0' | 'T=1') {
    this.#mf = mf;
    this.#pins = pins;
    this.#quirks = quirks;
    this.#protocol = protocol;
    this.#channels = new Channels(mf, quirks.channels ?? 3);
  }

  /** The answer to one TPDU (T=0) or APDU (T=1): data, then SW1 SW2. */
  answer(bytes: Uint8Array): Uint8Array {
    const pending = this.#pending;
    this.#pending = null;
    this.delayMs = 0;
    const command = this.#protocol === 'T=0' ? readTpdu(bytes) : readApdu(bytes);
    if (command === null) return sw(UICC_SW.wrongLength);
    const cla = classOf(command.cla);
    if (typeof cla === 'number') return sw(cla);
    const channel = this.#channels.get(cla.channel);
    if (channel === null) return sw(UICC_SW.channelNotOpen);
    if (cla.proprietary) {
      return command.ins === 0xf2 ? this.#status(command, channel) : sw(UICC_SW.unknownIns);
    }
    switch (command.ins) {
      case 0xa4:
        return this.#select(command, channel);
      case 0xc0:
        return this.#getResponse(command, pending);
      case 0x70:
        return this.#manageChannel(command, channel);
      case 0xb0:
        return this.#readBinary(command, channel);
      case 0xb2:
        return this.#readRecord(command, channel);
      case 0x20:
        return this.#verify(command);
      case 0xf2:
        return sw(UICC_SW.unknownClass);
      default:
        return sw(UICC_SW.unknownIns);
    }
  }

  /** 11.1.1. A file that is deactivated or terminated is selected, with a warning. */
  #select(command: Command, channel: LogicalChannel): Uint8Array {
    const { p1, p2, data } = command;
    const occurrence = p2 & 0x03;
    const wanted = p2 & 0x1c;
    const silent = wanted === 0x0c;
    if ((p2 & 0xa0) !== 0 || (wanted !== 0x04 && wanted !== 0x00 && !silent)) {
      return sw(UICC_SW.wrongP1P2);
    }
    if (silent && this.#quirks.noSelectSilent) return sw(UICC_SW.wrongP1P2);
    const found: Found = find(channel, this.#mf, p1, occurrence, data);
    if (typeof found === 'number') return sw(found);
    channel.enter(found);
    const warning = WARNING[found.lifeCycle];
    return silent ? sw(warning) : this.#reply(command, fcp(found, this.#pins), warning);
  }

  /** 11.1.2. */
  #status(command: Command, channel: LogicalChannel): Uint8Array {
    const { p1, p2, data } = command;
    if (p1 > 0x02) return sw(UICC_SW.wrongP1P2);
    if (data.length > 0) return sw(UICC_SW.wrongLength);
    if (p2 === 0x0c) return sw(UICC_SW.done);
    if (p2 === 0x00) return this.#reply(command, fcp(channel.dir, this.#pins));
    const aid = channel.application?.aid ?? null;
    if (p2 !== 0x01) return sw(UICC_SW.wrongP1P2);
    return aid === null ? sw(UICC_SW.conditions) : this.#reply(command, tlv(0x84, aid));
  }

  /** 11.1.17. */
  #manageChannel(command: Command, from: LogicalChannel): Uint8Array {
    const { p1, p2, data, le } = command;
    if (data.length > 0) return sw(UICC_SW.wrongLength);
    if (p1 === 0x80) return sw(this.#channels.close(p2 === 0 ? from.number : p2));
    if (p1 !== 0x00) return sw(UICC_SW.wrongP1P2);
    if (p2 !== 0x00) return sw(this.#channels.open(p2, from));
    if (le === null) return sw(UICC_SW.wrongLength);
    if (this.#protocol === 'T=0' && le !== 1) return sw(0x6c01);
    const number = this.#channels.openNext(from);
    return number === null ? sw(UICC_SW.noChannel) : concat(Uint8Array.of(number), DONE);
  }

  /** 11.1.3. */
  #readBinary(command: Command, channel: LogicalChannel): Uint8Array {
    const { p1, p2 } = command;
    const bySfiNow = (p1 & 0x80) !== 0;
    if (bySfiNow && (p1 & 0x60) !== 0) return sw(UICC_SW.wrongP1P2);
    const ef = this.#readable(channel, bySfiNow ? p1 & 0x1f : null);
    if (typeof ef === 'number') return sw(ef);
    if (ef.recordLength !== null) return sw(UICC_SW.wrongStructure);
    const offset = bySfiNow ? p2 : (p1 << 8) | p2;
    if (offset >= ef.content.length) return sw(UICC_SW.wrongOffset);
    const refused = this.#refusal(command);
    return refused ?? this.#readReply(command, ef.content.subarray(offset));
  }

  /** 11.1.5. */
  #readRecord(command: Command, channel: LogicalChannel): Uint8Array {
    const { p1, p2, le } = command;
    const sfi = p2 >> 3;
    const ef = this.#readable(channel, sfi === 0 ? null : sfi);
    if (typeof ef === 'number') return sw(ef);
    if (ef.recordLength === null) return sw(UICC_SW.wrongStructure);
    const number = recordNumber(ef, channel.record, p1, p2 & 0x07);
    if (number === null) return sw(UICC_SW.wrongP1P2);
    const record = recordOf(ef, number);
    if (record === null) return sw(UICC_SW.recordNotFound);
    const refused = this.#refusal(command);
    if (refused !== null) return refused;
    if (le !== null && le < record.length) return sw(0x6c00 | record.length);
    if ((p2 & 0x07) !== 0x04) channel.record = number;
    return this.#readReply(command, record);
  }

  /** The EF that a READ is for, made current; or the status word that stands in the way. */
  #readable(channel: LogicalChannel, sfi: number | null): Elementary | number {
    if (sfi !== null) {
      const named = this.#quirks.noSfi ? null : bySfi(channel.dir, sfi);
      if (named === null) return UICC_SW.notFound;
      channel.enter(named);
    }
    const ef = channel.ef;
    if (ef === null) return UICC_SW.noEf;
    this.delayMs = ef.delayMs;
    if (ef.lifeCycle !== 'activated') return UICC_SW.conditions;
    return mayRead(ef, this.#pins) ? ef : UICC_SW.securityStatus;
  }

  #refusal({ data, le }: Command): Uint8Array | null {
    if (data.length > 0 || le === null) return sw(UICC_SW.wrongLength);
    if (le > (this.#quirks.maxLe ?? MAX_LE)) return sw(UICC_SW.wrongLength);
    return le > (this.#quirks.emptyAboveLe ?? MAX_LE) ? DONE : null;
  }

  /** What a READ gives of the bytes that are there; with T=1, Le = 00 asks for no certain number. */
  #readReply(command: Command, rest: Uint8Array): Uint8Array {
    const le = command.le ?? MAX_LE;
    const overLong = le > rest.length && !(this.#protocol === 'T=1' && le === MAX_LE);
    const style = this.#quirks.overLongLe ?? '6C';
    if (overLong && style === '6C') return sw(0x6c00 | rest.length);
    const data = rest.subarray(0, le);
    const piece = this.#quirks.sixOneAt ?? MAX_LE;
    if (data.length > piece) {
      return concat(data.subarray(0, piece), this.#more(command.cla, data.subarray(piece)));
    }
    return concat(data, sw(overLong && style === '6282' ? UICC_SW.endOfFile : UICC_SW.done));
  }

  /** 11.1.9. Without data it only asks: on T=0 that is P3 = 00, on T=1 a header alone. */
  #verify({ p1, p2, data, le }: Command): Uint8Array {
    if (p1 !== 0) return sw(UICC_SW.wrongP1P2);
    const asks = data.length === 0 && (this.#protocol === 'T=0' ? le === MAX_LE : le === null);
    if (!asks && (data.length !== PIN_LENGTH || le !== null)) return sw(UICC_SW.wrongLength);
    const pin = this.#pins.get(p2);
    if (pin === undefined) return sw(UICC_SW.unknownReference);
    if (asks) {
      if (!pin.initialised) return sw(UICC_SW.pinNotUsable);
      if (!pin.enabled && this.#quirks.disabledPinQuery === '6984') return sw(UICC_SW.pinNotUsable);
      return sw(pin.left === 0 ? UICC_SW.pinBlocked : UICC_SW.triesLeft | pin.left);
    }
    switch (pin.verify(data)) {
      case 'right':
        return DONE;
      case 'wrong':
        return sw(UICC_SW.triesLeft | pin.left);
      case 'blocked':
        return sw(UICC_SW.pinBlocked);
      default:
        return sw(UICC_SW.pinNotUsable);
    }
  }

  /** 7.3.1.1.4: after a warning the first GET RESPONSE learns the length by 6CXX. */
  #getResponse(command: Command, pending: Pending | null): Uint8Array {
    const { cla, p1, p2, data, le } = command;
    if (p1 !== 0 || p2 !== 0) return sw(UICC_SW.wrongP1P2);
    if (pending === null || pending.cla !== cla) return sw(UICC_SW.conditions);
    if (data.length > 0 || le === null) return sw(UICC_SW.wrongLength);
    if (le > pending.data.length && !(this.#protocol === 'T=1' && le === MAX_LE)) {
      this.#pending = pending;
      return sw(0x6c00 | pending.data.length);
    }
    if (le >= pending.data.length) return concat(pending.data, DONE);
    return concat(pending.data.subarray(0, le), this.#more(cla, pending.data.subarray(le)));
  }

  /** Gives data whole, or as the protocol wants it fetched. */
  #reply(command: Command, data: Uint8Array, final: number = UICC_SW.done): Uint8Array {
    const { le } = command;
    if (this.#protocol === 'T=0' && command.data.length > 0) {
      const announced = this.#more(command.cla, data);
      return final === UICC_SW.done ? announced : sw(final);
    }
    if (le === null) return sw(final);
    if (this.#protocol === 'T=0' ? le !== data.length : le > data.length && le !== MAX_LE) {
      return sw(0x6c00 | data.length);
    }
    if (le >= data.length) return concat(data, sw(final));
    return concat(data.subarray(0, le), this.#more(command.cla, data.subarray(le)));
  }

  /** 61XX, with the bytes that GET RESPONSE will then give. */
  #more(cla: number, data: Uint8Array): Uint8Array {
    this.#pending = { cla, data };
    return Uint8Array.of(0x61, data.length & 0xff);
  }
}

const DONE = sw(UICC_SW.done);

const WARNING = {
  activated: UICC_SW.done,
  deactivated: UICC_SW.deactivated,
  terminated: UICC_SW.terminated,
} as const;
