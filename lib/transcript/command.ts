import { CLA_2G } from '../apdu/index.js';

/** A command taken apart, as far as it goes: a trace may hold anything. */
export interface ParsedCommand {
  readonly generation: '2g' | '3g';
  readonly channel: number;
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** Le or Lc; null of a command of four bytes. */
  readonly p3: number | null;
  /** What follows P3, without an Le behind it; all of it where P3 is 0, which is no Lc. */
  readonly data: Uint8Array;
}

const HEADER = 5;
const PROPRIETARY = 0x80;
const FURTHER_CHANNEL = 0x40;
const FIRST_FURTHER = 4;

/** Classes 00 to 3F and 80 to BF have channels 0 to 3 in their last two bits, the others 4 to 19 in the last four (TS 102 221, 10.1.1). */
function channelOf(cla: number): number {
  if (cla === CLA_2G) return 0;
  const further = (cla & ~PROPRIETARY & FURTHER_CHANNEL) !== 0;
  return further ? FIRST_FURTHER + (cla & 0x0f) : cla & 0x03;
}

/** Reads a command of at least four bytes. */
export function parseCommand(bytes: Uint8Array): ParsedCommand {
  const [cla = 0, ins = 0, p1 = 0, p2 = 0, p3 = null] = bytes;
  return {
    generation: cla === CLA_2G ? '2g' : '3g',
    channel: channelOf(cla),
    ...{ cla, ins, p1, p2, p3 },
    data: bytes.subarray(HEADER, p3 ? HEADER + p3 : bytes.length),
  };
}

/** P1 of READ BINARY with a short identifier (TS 102 221, 11.1.3.2). */
const SHORT_IDENTIFIER = 0x80;

/** The short identifier that a READ BINARY names its file by; null where it reads the selected one. */
export const shortIdentifierOf = ({ p1 }: ParsedCommand): number | null =>
  (p1 & SHORT_IDENTIFIER) === 0 ? null : p1 & 0x1f;

/** Where a READ BINARY begins to read, in bytes. */
export const offsetOf = (command: ParsedCommand): number =>
  shortIdentifierOf(command) === null ? (command.p1 << 8) | command.p2 : command.p2;
