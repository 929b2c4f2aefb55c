import { childOf, type Directory, type Elementary, recordOf } from './files.js';
import { type Pins, satisfied } from './pins.js';
import { readTlvs, type Tlv } from './tlv.js';

/** The access mode bit of READ for an EF (TS 102 221, 9.2; ISO 7816-4, 5.4.3.1). */
const READ = 0x01;

/** Whether the rule of a file lets it be read now. A file without rule is free, a rule that cannot be followed is never met. */
export function mayRead(ef: Elementary, pins: Pins): boolean {
  if (ef.rule === null) return true;
  switch (ef.rule.tag) {
    case 0x8b:
      return referenced(ef.parent, ef.rule.value, pins);
    case 0x8c:
      return compact(ef.rule.value, pins);
    case 0xab:
      return expanded(ef.rule.value, pins);
  }
}

/** FID and record, or FID and pairs of SEID and record (TS 102 221, 9.2.7). */
function referenced(from: Directory, value: Uint8Array, pins: Pins): boolean {
  const arr = findArr(from, ((value[0] ?? 0) << 8) | (value[1] ?? 0));
  const number = value.length === 3 ? value[2]! : recordFor(value.subarray(2), pins);
  const record = arr === null ? null : recordOf(arr, number);
  return record !== null && expanded(record, pins);
}

/** The record for the security environment in force: 01 while the application PIN is enabled, 00 while it is disabled. */
function recordFor(pairs: Uint8Array, pins: Pins): number {
  const application = [...pins.values()].find(({ key }) => key >= 0x01 && key <= 0x08);
  const environment = application?.enabled ? 0x01 : 0x00;
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    if (pairs[at] === environment) return pairs[at + 1]!;
  }
  return 0;
}

function findArr(from: Directory, fid: number): Elementary | null {
  const found = childOf(from, fid);
  if (found?.kind === 'ef') return found;
  return from.parent === null ? null : findArr(from.parent, fid);
}

/** AM_DO and SC_DO (ISO 7816-4, 5.4.3.2): the conditions behind an access mode must all be met. */
function expanded(bytes: Uint8Array, pins: Pins): boolean {
  const objects = readTlvs(bytes);
  if (objects === null) return false;
  const mode = objects.findIndex(
    ({ tag, value }) => tag === 0x80 && ((value[0] ?? 0) & READ) !== 0,
  );
  if (mode < 0) return false;
  const conditions = objects.slice(mode + 1);
  const end = conditions.findIndex(({ tag }) => isAccessMode(tag));
  const mine = end < 0 ? conditions : conditions.slice(0, end);
  return mine.length > 0 && mine.every((condition) => met(condition, pins));
}

function isAccessMode(tag: number): boolean {
  return (tag >= 0x80 && tag <= 0x8f) || tag === 0x9c;
}

function met({ tag, value }: Tlv, pins: Pins): boolean {
  const inner = (): Tlv[] => readTlvs(value) ?? [];
  switch (tag) {
    case 0x90:
      return true;
    case 0xa4:
      return inner().some((part) => part.tag === 0x83 && satisfied(pins, part.value[0] ?? 0));
    case 0xa0:
      return inner().some((part) => met(part, pins));
    case 0xaf:
      return inner().length > 0 && inner().every((part) => met(part, pins));
    case 0xa7:
      return inner().length > 0 && !inner().some((part) => met(part, pins));
    default:
      return false;
  }
}

/**
 * An access mode byte, then a condition byte for each of its bits from b7 down (ISO 7816-4, 5.4.3.1).
 * User authentication names a security environment; here environment N asks for key N, and 0 for key 01.
 */
function compact(bytes: Uint8Array, pins: Pins): boolean {
  const mode = bytes[0] ?? 0;
  if ((mode & READ) === 0) return false;
  let at = 0;
  for (let bit = 0x40; bit >= READ; bit >>= 1) if ((mode & bit) !== 0) at += 1;
  const condition = bytes[at];
  if (condition === 0x00) return true;
  if (condition === undefined || (condition & 0xf0) !== 0x10) return false;
  return satisfied(pins, condition & 0x0f || 0x01);
}
