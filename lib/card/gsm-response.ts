import type { Condition } from './condition.js';
import { CardError } from './error.js';
import type { FileInfo, Structure } from './file.js';

/** CHV1 as the answer to SELECT or STATUS of a DF tells it. */
export interface ChvStatus {
  readonly enabled: boolean;
  readonly initialised: boolean;
  /** Tries left; 0 is blocked. */
  readonly left: number;
}

/** VERIFY CHV's reference to CHV1. */
export const CHV1 = 0x01;
export const CHV2 = 0x02;

const EF = 0x04;
const DIRECTORIES: readonly number[] = [0x01, 0x02];
/** Byte 14, the structure, is the last that every EF has; a DF goes on to the status of UNBLOCK CHV2, byte 22. */
const EF_LENGTH = 14;
export const DF_LENGTH = 22;
/** Real cards differ in what they append, so only what is read here must be there: byte 19, the status of CHV1. */
const DF_MIN_LENGTH = 19;

const STRUCTURES: ReadonlyMap<number, Structure> = new Map([
  [0x00, 'transparent'],
  [0x01, 'linear-fixed'],
  [0x03, 'cyclic'],
]);

/** Access conditions (TS 51.011, 9.3): 0 ALW, 1 CHV1, 2 CHV2, 4 to E administrative, F NEV. */
function conditionOf(nibble: number): Condition {
  switch (nibble) {
    case 0x0:
      return { kind: 'always' };
    case 0x1:
      return { kind: 'key', key: CHV1 };
    case 0x2:
      return { kind: 'key', key: CHV2 };
    case 0xf:
      return { kind: 'never' };
    default:
      return { kind: 'other' };
  }
}

/** The answer to SELECT of an EF (TS 51.011, 9.2.1), or of an MF or DF, of which only its kind counts. Throws `CardError` (`malformed`). */
export function parseFileResponse(bytes: Uint8Array): FileInfo {
  const byte = (position: number) => bytes[position - 1] ?? 0;
  const type = byte(7);
  const base = { recordCount: null, recordLength: null, size: null, structure: null };
  if (DIRECTORIES.includes(type)) {
    return { ...base, kind: 'df', usable: true, read: { kind: 'unknown' } };
  }
  if (type !== EF || bytes.length < EF_LENGTH) {
    throw new CardError(
      'malformed',
      `the answer to SELECT: expected ${EF_LENGTH} bytes or more about an EF, found ${bytes.length} of type ${type}`,
    );
  }
  const size = (byte(3) << 8) | byte(4);
  const structure = STRUCTURES.get(byte(14)) ?? 'other';
  const recordLength = structure === 'transparent' ? null : byte(15) || null;
  return {
    kind: 'ef',
    structure,
    size,
    recordLength,
    recordCount: recordLength === null ? null : Math.floor(size / recordLength),
    usable: (byte(12) & 0x01) !== 0,
    read: { kind: 'condition', condition: conditionOf(byte(9) >> 4) },
  };
}

/** CHV1 from the answer to STATUS, which is that to SELECT of the current DF (TS 51.011, 9.2.1 and 9.2.2). Null if it is none. */
export function parseChvStatus(bytes: Uint8Array): ChvStatus | null {
  if (bytes.length < DF_MIN_LENGTH || !DIRECTORIES.includes(bytes[6]!)) return null;
  return {
    enabled: (bytes[13]! & 0x80) === 0,
    initialised: (bytes[18]! & 0x80) !== 0,
    left: bytes[18]! & 0x0f,
  };
}
