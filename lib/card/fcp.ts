import { readTlvs, TlvError } from '../apdu/index.js';
import { readCondition, readConditionCompact } from './access-rule.js';
import { CardError } from './error.js';
import type { FileInfo, ReadRule, Structure } from './file.js';
import { type PinStatuses, parsePinStatus } from './pin-status.js';

/** A file control parameters template (TS 102 221, 11.1.1.3). */
export interface Fcp extends FileInfo {
  readonly fid: number | null;
  /** The AID of an ADF. */
  readonly name: Uint8Array | null;
  /** The short file identifier, or null if there is none. */
  readonly sfi: number | null;
  /** Of a DF or ADF. */
  readonly pins: PinStatuses;
}

/** 62, or 6F as in old cards. */
const TEMPLATES: readonly number[] = [0x62, 0x6f];

/** File descriptor byte (TS 102 221, 11.1.1.4.3): b6 to b4 the kind of file, b3 to b1 the structure. */
const KIND_MASK = 0x38;
const STRUCTURE_MASK = 0x07;
const STRUCTURES: ReadonlyMap<number, Structure> = new Map([
  [0b001, 'transparent'],
  [0b010, 'linear-fixed'],
  [0b110, 'cyclic'],
]);
/** Structures are named so only in a working or internal EF. */
const EF_KINDS: readonly number[] = [0x00, 0x08];

/** Life cycle status (ISO/IEC 7816-4, 5.3.3.2): 4 and 6 are deactivated, 0C to 0F terminated. */
function isUsable(lifeCycle: number | undefined): boolean {
  if (lifeCycle === undefined) return true;
  return !(lifeCycle === 0x04 || lifeCycle === 0x06 || (lifeCycle >= 0x0c && lifeCycle <= 0x0f));
}

/** The low five bits of a FID, unless tag 88 says otherwise; empty, it says that there is none (TS 102 221, 11.1.1.4.8). */
function shortIdentifier(tag88: Uint8Array | undefined, fid: number | null): number | null {
  if (tag88 === undefined) return fid === null ? null : fid & 0x1f;
  return tag88[0] === undefined ? null : tag88[0] >> 3;
}

/** 8B: a FID and a record, or a FID and pairs of security environment and record (TS 102 221, 11.1.1.4.7.3). */
function reference(value: Uint8Array): ReadRule {
  const fid = number(value.subarray(0, 2));
  const [first, second] = value.subarray(2);
  if (fid === null || first === undefined) return { kind: 'unknown' };
  if (second === undefined) {
    return { kind: 'reference', fid, records: [{ environment: null, record: first }] };
  }
  const records = [];
  for (let at = 2; at + 1 < value.length; at += 2) {
    records.push({ environment: value[at]!, record: value[at + 1]! });
  }
  return { kind: 'reference', fid, records };
}

/** Big-endian, of up to four bytes. */
function number(bytes: Uint8Array | undefined): number | null {
  if (bytes === undefined || bytes.length === 0 || bytes.length > 4) return null;
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

/** Reads the answer to SELECT of a UICC. Throws `CardError` (`malformed`). */
export function parseFcp(bytes: Uint8Array): Fcp {
  try {
    return parse(bytes);
  } catch (error) {
    if (!(error instanceof TlvError)) throw error;
    throw new CardError('malformed', `file control parameters, ${error.message}`, { cause: error });
  }
}

function parse(bytes: Uint8Array): Fcp {
  const template = readTlvs(bytes)[0];
  if (template === undefined || !TEMPLATES.includes(template.tag)) {
    throw new TlvError(0, 'tag 62', template === undefined ? 'nothing' : 'another');
  }
  const parts = new Map(
    readTlvs(bytes, template.start, template.end).map(({ tag, value }) => [tag, value]),
  );
  const descriptor = parts.get(0x82);
  const type = descriptor?.[0];
  const isDf =
    type !== undefined && (type & KIND_MASK) === KIND_MASK && type !== 0x39 && type !== 0x79;
  const fid = number(parts.get(0x83));
  const rule = (): ReadRule => {
    const byReference = parts.get(0x8b);
    if (byReference !== undefined) return reference(byReference);
    const expanded = parts.get(0xab);
    if (expanded !== undefined) return { kind: 'condition', condition: readCondition(expanded) };
    const compact = parts.get(0x8c);
    if (compact === undefined) return { kind: 'unknown' };
    return { kind: 'condition', condition: readConditionCompact(compact) };
  };
  const pins = parts.get(0xc6);
  return {
    kind: isDf ? 'df' : 'ef',
    structure: isDf || type === undefined ? null : structureOf(type),
    size: number(parts.get(0x80)),
    recordLength: number(descriptor?.subarray(2, 4)),
    recordCount: number(descriptor?.subarray(4, 5)),
    usable: isUsable(parts.get(0x8a)?.[0]),
    // A DF's rule is about other operations.
    read: isDf ? { kind: 'unknown' } : rule(),
    fid,
    name: parts.get(0x84) ?? null,
    sfi: isDf ? null : shortIdentifier(parts.get(0x88), fid),
    pins: pins === undefined ? new Map() : parsePinStatus(pins),
  };
}

function structureOf(type: number): Structure {
  if (!EF_KINDS.includes(type & KIND_MASK)) return 'other';
  return STRUCTURES.get(type & STRUCTURE_MASK) ?? 'other';
}
