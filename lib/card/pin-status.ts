import { readTlvs } from '../apdu/index.js';

/** What a PIN status template says of one key. */
export interface PinStatus {
  readonly enabled: boolean;
  /** The usage qualifier that stands before the key, or null. */
  readonly usage: number | null;
}

export type PinStatuses = ReadonlyMap<number, PinStatus>;

const STATUS_BITS = 0x90;
const USAGE_QUALIFIER = 0x95;
const KEY_REFERENCE = 0x83;

/**
 * The content of tag C6 (TS 102 221, 9.5.2 and 11.1.1.4.10): `90` with a bit a key, from b8 of its first byte, 1 being enabled;
 * then the keys in that order, `83 01 KEY`, with `95 01 usage` before a key that has one. A key without a bit is left out. Throws `TlvError`.
 */
export function parsePinStatus(template: Uint8Array): PinStatuses {
  const statuses = new Map<number, PinStatus>();
  let bits: Uint8Array = new Uint8Array();
  let usage: number | null = null;
  let position = 0;
  for (const { tag, value } of readTlvs(template)) {
    if (tag === STATUS_BITS) bits = value;
    else if (tag === USAGE_QUALIFIER) usage = value[0] ?? null;
    else if (tag === KEY_REFERENCE && value.length === 1) {
      const byte = bits[position >> 3];
      if (byte === undefined) break;
      const enabled = (byte & (0x80 >> (position & 7))) !== 0;
      statuses.set(value[0]!, { enabled, usage });
      usage = null;
      position += 1;
    }
  }
  return statuses;
}
