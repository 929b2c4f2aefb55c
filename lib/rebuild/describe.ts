import { readTlvs, TlvError } from '../apdu/index.js';
import { toHex } from '../bytes.js';
import { MAX_PINS } from '../virtual-card/file-schema.js';
import type { LifeCycle } from '../virtual-card/image.js';
import { newPin, type SeenFile, type SeenPin } from './seen.js';

export type SeenPins = Map<number, SeenPin>;

export function pinOf(pins: SeenPins, key: number): SeenPin {
  const known = pins.get(key) ?? newPin();
  pins.set(key, known);
  return known;
}

const number = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum * 256 + byte, 0);

/** Notes what an FCP says of a file (TS 102 221, 11.1.1.3). What cannot be parsed says nothing. */
export function noteFcp(file: SeenFile, bytes: Uint8Array, pins: SeenPins): void {
  const parts = tlvsOf(bytes)?.[0];
  const all = parts === undefined ? null : tlvsOf(parts.value);
  if (all === null) return;
  file.described = true;
  for (const { tag, value } of all) {
    switch (tag) {
      case 0x82:
        noteDescriptor(file, value);
        break;
      case 0x83:
        if (value.length === 2 && file.parent?.child(number(value)) === null) {
          file.fid ??= number(value);
        }
        break;
      case 0x84:
        if (value.length >= 1 && value.length <= 16) file.aid = value;
        break;
      case 0x80:
        file.size = number(value) & 0xffff;
        break;
      case 0x88:
        file.sfi = value[0] === undefined ? 'none' : value[0] >> 3 || 'none';
        break;
      case 0x8a:
        file.lifeCycle = lifeCycleOf(value[0] ?? 0x05);
        break;
      case 0x8b:
        file.rule = { reference: toHex(value) };
        break;
      case 0x8c:
        file.rule = { compact: toHex(value) };
        break;
      case 0xab:
        file.rule = { expanded: toHex(value) };
        break;
      case 0xc6:
        notePins(file, value, pins);
        break;
    }
  }
  if (file.kind === 'df') file.pinStatus ??= [];
}

/** 11.1.1.4.3. */
function noteDescriptor(file: SeenFile, value: Uint8Array): void {
  const type = value[0] ?? 0;
  if ((type & 0x38) === 0x38) file.kind = 'df';
  else file.kind = (type & 0x07) === 0x02 ? 'linear-fixed' : 'transparent';
  if (value.length < 5) return;
  file.recordLength = number(value.subarray(2, 4)) || null;
  file.recordCount = value[4]!;
}

function lifeCycleOf(status: number): LifeCycle {
  if (status >= 0x0c && status <= 0x0f) return 'terminated';
  return status === 0x04 || status === 0x06 ? 'deactivated' : 'activated';
}

/** 9.5.2. */
function notePins(file: SeenFile, template: Uint8Array, pins: SeenPins): void {
  const keys: number[] = [];
  let bits = new Uint8Array(0);
  let usage = 0;
  for (const { tag, value } of tlvsOf(template) ?? []) {
    if (tag === 0x90) bits = Uint8Array.from(value);
    if (tag === 0x95) usage = value[0] ?? 0;
    if (tag !== 0x83 || value.length !== 1 || value[0] === 0) continue;
    const at = keys.push(value[0]!) - 1;
    const pin = pinOf(pins, value[0]!);
    pin.enabled ??= ((bits[at >> 3] ?? 0) & (0x80 >> (at & 7))) !== 0;
    if (value[0] === 0x11 && usage === 0x08) pin.replacesApplicationPin = true;
    usage = 0;
  }
  file.pinStatus = keys.slice(0, MAX_PINS);
}

function tlvsOf(bytes: Uint8Array): ReturnType<typeof readTlvs> | null {
  try {
    return readTlvs(bytes);
  } catch (error) {
    if (error instanceof TlvError) return null;
    throw error;
  }
}

const CHV1 = 0x01;
const CHV2 = 0x81;

/** Notes what the answer of a SIM to SELECT or STATUS says (TS 51.011, 9.2.1). */
export function noteGsm(file: SeenFile, bytes: Uint8Array, pins: SeenPins): void {
  const at = (position: number): number => bytes[position - 1] ?? 0;
  if (bytes.length >= 14 && at(7) === 0x04) {
    file.described = true;
    file.kind = at(14) === 0x00 ? 'transparent' : 'linear-fixed';
    file.size = (at(3) << 8) | at(4);
    file.chv = Uint8Array.from(bytes.subarray(8, 11));
    file.lifeCycle = (at(12) & 0x01) === 0 ? 'deactivated' : 'activated';
    if (file.kind === 'linear-fixed' && at(15) > 0) {
      file.recordLength = at(15);
      file.recordCount = Math.floor(file.size / at(15));
    }
    return;
  }
  if (at(7) !== 0x01 && at(7) !== 0x02) return;
  file.described = true;
  file.kind = 'df';
  for (const [key, position] of [
    [CHV1, 19],
    [CHV2, 21],
  ] as const) {
    if (bytes.length < position || at(position) === 0) continue;
    const pin = pinOf(pins, key);
    pin.initialised = (at(position) & 0x80) !== 0;
    pin.left ??= at(position) & 0x0f;
    pin.enabled ??= key !== CHV1 || (at(14) & 0x80) === 0;
  }
}
