import type { Quirks } from '../virtual-card/image.js';
import { noteFcp, noteGsm, pinOf, type SeenPins } from './describe.js';
import type { Exchange } from './exchanges.js';
import { SeenFile } from './seen.js';
import { bySfi, type Current, enter, target } from './select.js';

type Noted = { -readonly [K in keyof Quirks]: Quirks[K] };

const SIM_CLASS = 0xa0;
const REFUSED: readonly number[] = [0x6982, 0x9804];
const INVALIDATED: readonly number[] = [0x9810, 0x6283, 0x6985];
const NO_CLASS: readonly number[] = [0x6e00, 0x6d00];

/** Watches the commands of a stay and what came of them. */
export class Observer {
  readonly mf = new SeenFile(0x3f00, null);
  readonly pins: SeenPins = new Map();
  readonly quirks: Noted = {};
  /** How the card answered to each kind of class. */
  actsAsSim = false;
  actsAsUicc = false;
  #foreign: number | null = null;
  #channels = new Map<number, Current>();
  #verified: number | null = null;
  #sfi = { known: 0, unknown: 0 };
  #silent = { known: 0, unknown: 0 };
  #longest = 0;
  #refusedLe = false;
  #emptyLe = false;
  #t0 = true;

  constructor(protocol: 'T=0' | 'T=1') {
    this.mf.kind = 'df';
    this.#t0 = protocol === 'T=0';
    this.power();
  }

  /** A reset. */
  power(): void {
    this.#channels = new Map([[0, { dir: this.mf, ef: null, application: null }]]);
    this.#verified = null;
  }

  see(exchange: Exchange): void {
    const { command, sw } = exchange;
    const cla = command[0] ?? 0;
    if (NO_CLASS.includes(sw) && !this.actsAsSim && !this.actsAsUicc) this.#foreign ??= sw;
    const asSim = cla === SIM_CLASS;
    if (isGood(sw)) {
      if (asSim) this.actsAsSim = true;
      else this.actsAsUicc = true;
    }
    if (sw >> 8 === 0x91) this.quirks.proactive = sw & 0xff || 1;
    const current = this.#channels.get(asSim ? 0 : channelOf(cla));
    if (current === undefined) return;
    switch (command[1]) {
      case 0xa4:
        this.#select(exchange, current, asSim);
        break;
      case 0xf2:
        if (isGood(sw)) this.#describe(current.dir, exchange.data, asSim);
        break;
      case 0xb0:
        this.#readBinary(exchange, current, asSim);
        break;
      case 0xb2:
        this.#readRecord(exchange, current, asSim);
        break;
      case 0x20:
        this.#verify(exchange, asSim);
        break;
      case 0x70:
        this.#manageChannel(exchange, current);
        break;
    }
  }

  /** What only the whole shows. */
  finish(): void {
    if (this.#sfi.unknown > 0 && this.#sfi.known === 0) this.quirks.noSfi = true;
    if (this.#silent.unknown > 0 && this.#silent.known === 0) this.quirks.noSelectSilent = true;
    if (this.#refusedLe && this.#longest > 0) this.quirks.maxLe = this.#longest;
    if (this.#emptyLe && this.#longest > 0) this.quirks.emptyAboveLe = this.#longest;
    const foreign = this.#foreign;
    if (foreign !== null && foreign !== 0x6e00 && this.actsAsSim !== this.actsAsUicc) {
      this.quirks.foreignClass = foreign.toString(16).toUpperCase();
    }
  }

  #select({ command, data, sw }: Exchange, current: Current, asSim: boolean): void {
    const p1 = command[2] ?? 0;
    const silent = !asSim && ((command[3] ?? 0) & 0x1c) === 0x0c;
    if (silent) this.#silent[sw === 0x6a86 ? 'unknown' : 'known'] += 1;
    const selected = isGood(sw) || sw === 0x6283 || sw === 0x6285;
    if (!selected) return;
    const wanted = command.subarray(5, 5 + (command[4] ?? 0));
    const file = target(this.mf, current, asSim ? 0 : p1, wanted);
    if (file === null) return;
    if (data.length > 0) this.#describe(file, data, asSim);
    if (sw === 0x6283) file.lifeCycle = 'deactivated';
    if (sw === 0x6285) file.lifeCycle = 'terminated';
    enter(current, file);
  }

  #describe(file: SeenFile, data: Uint8Array, asSim: boolean): void {
    if (asSim) noteGsm(file, data, this.pins);
    else noteFcp(file, data, this.pins);
  }

  /** The file that a READ is for. */
  #read(current: Current, sfi: number | null, sw: number): SeenFile | null {
    if (sfi === null) return current.ef;
    if (sw === 0x6a82) this.#sfi.unknown += 1;
    if (!isGood(sw) && sw >> 8 !== 0x62 && !REFUSED.includes(sw)) return null;
    this.#sfi.known += 1;
    const file = bySfi(this.mf, current.dir, sfi);
    current.ef = file;
    return file;
  }

  #readBinary(exchange: Exchange, current: Current, asSim: boolean): void {
    const { command, data, sw } = exchange;
    const [, , p1 = 0, p2 = 0] = command;
    const bySfi = !asSim && (p1 & 0x80) !== 0;
    const file = this.#read(current, bySfi ? p1 & 0x1f : null, sw);
    if (file === null) return;
    this.#noteLe(exchange, asSim);
    if (this.#noteRefusal(file, sw) || data.length === 0) return;
    file.kind ??= 'transparent';
    file.pieces.push({ offset: bySfi ? p2 : (p1 << 8) | p2, bytes: Uint8Array.from(data) });
  }

  #readRecord(exchange: Exchange, current: Current, asSim: boolean): void {
    const { command, data, sw } = exchange;
    const [, , p1 = 0, p2 = 0] = command;
    const sfi = asSim ? 0 : p2 >> 3;
    const file = this.#read(current, sfi === 0 ? null : sfi, sw);
    if (file === null) return;
    if (this.#noteRefusal(file, sw) || data.length === 0 || (p2 & 0x07) !== 0x04 || p1 === 0)
      return;
    file.kind = 'linear-fixed';
    file.recordLength = Math.max(file.recordLength ?? 0, data.length);
    file.records.set(p1, Uint8Array.from(data));
  }

  /** True where there is nothing to be had. */
  #noteRefusal(file: SeenFile, sw: number): boolean {
    if (REFUSED.includes(sw)) file.refused = true;
    else if (INVALIDATED.includes(sw)) file.lifeCycle ??= 'deactivated';
    else if (isGood(sw) || sw === 0x6282) {
      if (file.refused) file.openedBy ??= this.#verified;
      return false;
    }
    return true;
  }

  /** How the card takes a READ for this many bytes. */
  #noteLe({ command, data, sw, piece }: Exchange, asSim: boolean): void {
    const le = command.length === 5 ? command[4]! || 256 : 256;
    if (sw === 0x6700) this.#refusedLe = true;
    if (sw === 0x9000 && data.length === 0) this.#emptyLe = true;
    if (data.length > 0 && isGood(sw)) this.#longest = Math.max(this.#longest, le);
    if (piece !== null) this.quirks.sixOneAt = piece;
    if (asSim || data.length === 0 || data.length >= le) return;
    if (sw === 0x6282) this.quirks.overLongLe = '6282';
    else if (sw === 0x9000 && this.#t0) this.quirks.overLongLe = 'short';
  }

  /** TS 102 221, 11.1.9; TS 51.011, 9.2.9. */
  #verify({ command, sw }: Exchange, asSim: boolean): void {
    const p2 = command[3] ?? 0;
    const key = asSim && p2 === 0x02 ? 0x81 : p2;
    if (key === 0) return;
    const tries = command.length > 5;
    const counter = sw >> 4 === 0x63c ? sw & 0x0f : null;
    const isKnown = isGood(sw) || counter !== null || [0x6983, 0x6984, 0x9804, 0x9840].includes(sw);
    if (!isKnown) return;
    const pin = pinOf(this.pins, key);
    if (counter !== null) pin.left ??= tries ? counter + 1 : counter;
    if (sw === 0x6983 || (sw === 0x9840 && !tries)) pin.left ??= 0;
    if (sw === 0x6984 && !tries && pin.enabled === false) this.quirks.disabledPinQuery = '6984';
    if (!tries) return;
    pin.tried = true;
    if (!isGood(sw)) return;
    pin.verified = true;
    this.#verified = key;
  }

  /** TS 102 221, 11.1.17. */
  #manageChannel({ command, data, sw }: Exchange, from: Current): void {
    const [, , p1 = 0, p2 = 0] = command;
    if (p1 === 0x80) {
      if (isGood(sw)) this.#channels.delete(p2);
      return;
    }
    if (!isGood(sw)) {
      this.quirks.channels = Math.min(this.quirks.channels ?? 19, this.#channels.size - 1);
      return;
    }
    const number = p2 === 0 ? (data[0] ?? 0) : p2;
    const inherits = (command[0] ?? 0) !== 0;
    const fresh = { dir: this.mf, ef: null, application: null };
    this.#channels.set(number, inherits ? { ...from, ef: null } : fresh);
  }
}

const isGood = (sw: number): boolean => sw === 0x9000 || sw >> 8 === 0x91;

/** The logical channel of a class byte (TS 102 221, 10.1.1). */
const channelOf = (cla: number): number =>
  (cla & 0x40) !== 0 && cla < 0xa0 ? (cla & 0x0f) + 4 : cla & 0x03;
