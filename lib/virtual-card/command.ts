/** A command as the card sees it. */
export interface Command {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Uint8Array;
  /** How many bytes are asked for, 1 to 256; null if none are. On T=0 a command without data always has it, 256 for P3 = 00. */
  readonly le: number | null;
}

const NO_DATA = new Uint8Array(0);

/** A T=0 TPDU: CLA INS P1 P2 P3, then P3 bytes or none; four bytes stand for P3 = 00. Null where the lengths do not agree. */
export function readTpdu(bytes: Uint8Array): Command | null {
  const header = headerOf(bytes);
  if (header === null) return null;
  const p3 = bytes[4] ?? 0;
  const data = bytes.subarray(5);
  if (data.length === 0) return { ...header, data: NO_DATA, le: p3 || 256 };
  return data.length === p3 ? { ...header, data, le: null } : null;
}

/** A short APDU of ISO 7816-4, case 1 to 4. Null for an extended one, or where the lengths do not agree. */
export function readApdu(bytes: Uint8Array): Command | null {
  const header = headerOf(bytes);
  if (header === null) return null;
  const first = bytes[4];
  if (first === undefined) return { ...header, data: NO_DATA, le: null };
  if (bytes.length === 5) return { ...header, data: NO_DATA, le: first || 256 };
  const data = bytes.subarray(5, 5 + first);
  if (first === 0 || data.length !== first) return null;
  if (bytes.length === 5 + first) return { ...header, data, le: null };
  return bytes.length === 6 + first ? { ...header, data, le: bytes[5 + first]! || 256 } : null;
}

function headerOf(bytes: Uint8Array): Omit<Command, 'data' | 'le'> | null {
  if (bytes.length < 4) return null;
  return { cla: bytes[0]!, ins: bytes[1]!, p1: bytes[2]!, p2: bytes[3]! };
}
