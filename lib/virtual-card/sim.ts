import { concat } from '../bytes.js';
import { type Command, readTpdu } from './command.js';
import {
  type CardFile,
  type Directory,
  type Elementary,
  reachable,
  recordNumber,
  recordOf,
} from './files.js';
import type { Quirks } from './image.js';
import { type Pin, type Pins, satisfied } from './pins.js';
import { SIM_SW, sw } from './status.js';

const SIM_CLASS = 0xa0;
const CHV_KEYS = [0x01, 0x81] as const;
const CHV_LENGTH = 8;
const EMPTY = new Uint8Array(0);

/** A SIM, or a UICC that acts as one, between two resets (TS 51.011). */
export class Sim {
  /** How long the file takes that the last command read. */
  delayMs = 0;
  readonly #pins: Pins;
  readonly #quirks: Quirks;
  #dir: Directory;
  #ef: Elementary | null = null;
  /** The current record, from 1; 0 where there is none. */
  #record = 0;
  /** What GET RESPONSE would give; any other command drops it. */
  #pending: Uint8Array = EMPTY;

  constructor(mf: Directory, pins: Pins, quirks: Quirks) {
    this.#dir = mf;
    this.#pins = pins;
    this.#quirks = quirks;
  }

  /** The answer to one TPDU: data, then SW1 SW2. */
  answer(bytes: Uint8Array): Uint8Array {
    const pending = this.#pending;
    this.#pending = EMPTY;
    this.delayMs = 0;
    if (bytes[0] !== SIM_CLASS) return sw(SIM_SW.unknownClass);
    const command = readTpdu(bytes);
    if (command === null) return sw(SIM_SW.wrongLength);
    switch (command.ins) {
      case 0xa4:
        return this.#select(command);
      case 0xc0:
        return getResponse(command, pending);
      case 0xf2:
        return this.#status(command);
      case 0xb0:
        return this.#readBinary(command);
      case 0xb2:
        return this.#readRecord(command);
      case 0x20:
        return this.#verify(command);
      default:
        return sw(SIM_SW.unknownIns);
    }
  }

  /** 9.2.1: one file identifier; the answer waits for GET RESPONSE. */
  #select({ p1, p2, data }: Command): Uint8Array {
    if (p1 !== 0 || p2 !== 0) return sw(SIM_SW.wrongP1P2);
    if (data.length !== 2) return wrongP3(2);
    const found = reachable(this.#dir, (data[0]! << 8) | data[1]!);
    if (found === null || found.lifeCycle === 'terminated') return sw(SIM_SW.notFound);
    this.#record = 0;
    this.#dir = found.kind === 'df' ? found : this.#dir;
    this.#ef = found.kind === 'df' ? null : found;
    this.#pending = this.#describe(found);
    return Uint8Array.of(0x9f, this.#pending.length);
  }

  /** 9.2.2: the answer to SELECT of the current directory, or its first bytes. */
  #status({ p1, p2, data, le }: Command): Uint8Array {
    if (p1 !== 0 || p2 !== 0) return sw(SIM_SW.wrongP1P2);
    const answer = this.#describe(this.#dir);
    if (data.length > 0 || le === null || le > answer.length) return wrongP3(answer.length);
    return concat(answer.subarray(0, le), sw(SIM_SW.done));
  }

  /** 9.2.3. */
  #readBinary({ p1, p2, data, le }: Command): Uint8Array {
    const ef = this.#readable();
    if (typeof ef === 'number') return sw(ef);
    if (ef.recordLength !== null) return sw(SIM_SW.wrongStructure);
    const offset = (p1 << 8) | p2;
    if (offset >= ef.content.length) return sw(SIM_SW.outOfRange);
    const rest = ef.content.subarray(offset);
    if (data.length > 0 || le === null) return sw(SIM_SW.wrongLength);
    return this.#refusal(le) ?? (le > rest.length ? wrongP3(rest.length) : done(rest, le));
  }

  /** 9.2.5. */
  #readRecord({ p1, p2, data, le }: Command): Uint8Array {
    const ef = this.#readable();
    if (typeof ef === 'number') return sw(ef);
    if (ef.recordLength === null) return sw(SIM_SW.wrongStructure);
    const number = recordNumber(ef, this.#record, p1, p2);
    if (number === null) return sw(SIM_SW.wrongP1P2);
    const record = recordOf(ef, number);
    if (record === null) return sw(SIM_SW.outOfRange);
    if (data.length > 0 || le !== record.length) return wrongP3(record.length);
    const refused = this.#refusal(le);
    if (refused !== null) return refused;
    if (p2 !== 0x04) this.#record = number;
    return done(record, le);
  }

  /** The current EF if it can be read now, or the status word that says why not. */
  #readable(): Elementary | number {
    const ef = this.#ef;
    if (ef === null) return SIM_SW.noEf;
    this.delayMs = ef.delayMs;
    if (ef.lifeCycle !== 'activated' && !ef.readableWhenInvalidated) return SIM_SW.invalidated;
    return this.#allowed(ef.chv[0]! >> 4) ? ef : SIM_SW.accessOrWrongChv;
  }

  /** The access condition nibble (9.3): always, CHV1, CHV2; all others are not for the holder of the card. */
  #allowed(nibble: number): boolean {
    if (nibble === 0) return true;
    const key = CHV_KEYS[nibble - 1];
    return key !== undefined && satisfied(this.#pins, key);
  }

  #refusal(le: number): Uint8Array | null {
    if (le > (this.#quirks.maxLe ?? 256)) return sw(SIM_SW.wrongLength);
    return le > (this.#quirks.emptyAboveLe ?? 256) ? sw(SIM_SW.done) : null;
  }

  /** 9.2.9. There is no way to ask for the tries: a P3 other than 8 is refused and costs nothing. */
  #verify({ p1, p2, data }: Command): Uint8Array {
    const key = CHV_KEYS[p2 - 1];
    if (p1 !== 0 || key === undefined) return sw(SIM_SW.wrongP1P2);
    if (data.length !== CHV_LENGTH) return wrongP3(CHV_LENGTH);
    const pin = this.#pins.get(key);
    switch (pin?.verify(data)) {
      case 'right':
        return sw(SIM_SW.done);
      case 'wrong':
        return sw(pin?.left === 0 ? SIM_SW.chvBlocked : SIM_SW.accessOrWrongChv);
      case 'blocked':
        return sw(SIM_SW.chvBlocked);
      case 'disabled':
        return sw(SIM_SW.chvDisabled);
      default:
        return sw(SIM_SW.chvNotInitialised);
    }
  }

  #describe(file: CardFile): Uint8Array {
    return file.kind === 'df' ? this.#describeDirectory(file) : describeElementary(file);
  }

  /** 9.2.1, MF and DF: 23 bytes. */
  #describeDirectory(dir: Directory): Uint8Array {
    const fid = dir.fid ?? 0;
    const chv1 = this.#pins.get(CHV_KEYS[0]);
    const directories = dir.children.filter((child) => child.kind === 'df').length;
    return Uint8Array.of(
      ...[0x00, 0x00, 0x00, 0x00, fid >> 8, fid & 0xff, dir.parent === null ? 0x01 : 0x02],
      ...[0x00, 0x00, 0x00, 0x00, 0x00, 0x0a],
      // Clock stop allowed, 13/4 MHz, 3 V; b8 is set where CHV1 is disabled.
      (chv1?.enabled ? 0x00 : 0x80) | 0x13,
      ...[directories, dir.children.length - directories, this.#pins.size * 2, 0x00],
      ...CHV_KEYS.flatMap((key) => codeStatus(this.#pins.get(key))),
      0x00,
    );
  }
}

/** The status of a CHV and of its UNBLOCK code: b8 initialised, b4 to b1 tries left. */
function codeStatus(pin: Pin | undefined): [number, number] {
  if (pin === undefined) return [0x00, 0x00];
  const initialised = pin.initialised ? 0x80 : 0x00;
  return [initialised | (pin.left & 0x0f), initialised | (pin.unblockTries & 0x0f)];
}

/** 9.2.1, EF: 15 bytes. */
function describeElementary(ef: Elementary): Uint8Array {
  const size = ef.content.length;
  const usable = ef.lifeCycle === 'activated' ? 0x01 : 0x00;
  return Uint8Array.of(
    ...[0x00, 0x00, size >> 8, size & 0xff, ef.fid >> 8, ef.fid & 0xff, 0x04, 0x00],
    ...ef.chv,
    usable | (ef.readableWhenInvalidated ? 0x04 : 0x00),
    ...[0x02, ef.recordLength === null ? 0x00 : 0x01, ef.recordLength ?? 0x00],
  );
}

function getResponse({ p1, p2, data, le }: Command, pending: Uint8Array): Uint8Array {
  if (p1 !== 0 || p2 !== 0) return sw(SIM_SW.wrongP1P2);
  if (pending.length === 0) return sw(SIM_SW.technical);
  if (data.length > 0 || le === null || le > pending.length) return wrongP3(pending.length);
  return done(pending, le);
}

function done(bytes: Uint8Array, length: number): Uint8Array {
  return concat(bytes.subarray(0, length), sw(SIM_SW.done));
}

/** 67XX with the P3 that is right, or 6700 where it would not fit (9.4.6). */
function wrongP3(right: number): Uint8Array {
  return sw(SIM_SW.wrongLength | (right < 256 ? right : 0));
}
