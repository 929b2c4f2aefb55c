import type { CommandStep } from './model.js';

/** CLA INS P1 P2 P3. */
const HEADER = 5;

/**
 * The instructions whose data is a PIN, on any class and channel: VERIFY 20, CHANGE 24, DISABLE 26, ENABLE 28, UNBLOCK 2C
 * (TS 102 221, 11.1.9 to 11.1.13), and the BER-TLV forms of the first, the second and the last (ISO 7816-4).
 */
export const PIN_INSTRUCTIONS: ReadonlySet<number> = new Set([
  0x20, 0x21, 0x24, 0x25, 0x26, 0x28, 0x2c, 0x2d,
]);

/** True where the command carries bytes that may be a PIN: everything after P3, or with it. */
export function carriesPin(command: Uint8Array): boolean {
  return command.length > HEADER && PIN_INSTRUCTIONS.has(command[1]!);
}

/**
 * How many bytes stay readable of a command whose data is masked: CLA INS P1 P2, and P3 where it is the Lc of what follows, with or without an Le (ISO 7816-3, 12.1).
 * Where it is not, the Lc was left out, and the PIN begins in its place.
 */
export function clearBytes(command: Uint8Array): number {
  const lc = command[HEADER - 1] ?? 0;
  const behind = command.length - HEADER;
  return lc > 0 && (lc === behind || lc === behind - 1) ? HEADER : HEADER - 1;
}

/** A command as it may be written down or shown: without the PIN that it may carry. */
export function maskedCommand(command: Uint8Array): CommandStep {
  const masked = carriesPin(command);
  const bytes = Uint8Array.from(command);
  if (masked) bytes.fill(0, clearBytes(bytes));
  return { kind: 'command', bytes, masked };
}

/** True where a command is the one that a trace holds; what the trace masks matches any bytes of the same length. */
export function sameCommand(held: CommandStep, sent: Uint8Array): boolean {
  if (held.bytes.length !== sent.length) return false;
  const clear = held.masked ? clearBytes(held.bytes) : held.bytes.length;
  for (let at = 0; at < clear; at += 1) {
    if (held.bytes[at] !== sent[at]) return false;
  }
  return true;
}
