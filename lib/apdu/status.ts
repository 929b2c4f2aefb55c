import { STATUS_WORDS } from './status-words.js';

const hexOf = (sw: number): string => sw.toString(16).toUpperCase().padStart(4, '0');

/** What a status word says. */
export function statusMeaning(sw: number): string {
  const hex = hexOf(sw);
  const found = STATUS_WORDS.find(([pattern]) =>
    [...pattern].every((digit, at) => digit === 'X' || digit === hex[at]),
  );
  return found?.[1] ?? 'a status word of no known meaning';
}

/** A status word for people: its digits and what they say. */
export const describeStatus = (sw: number): string => `${hexOf(sw)} (${statusMeaning(sw)})`;

/** 9000, 91XX (a proactive command waits: no concern of one who sent no TERMINAL PROFILE) and 920X. */
export function isSuccess(sw: number): boolean {
  return sw === 0x9000 || sw >> 8 === 0x91 || sw >> 4 === 0x920;
}

/** 61XX and, in 2G, 9FXX: XX bytes, 00 being 256, can be fetched with GET RESPONSE. */
export function announcesData(sw: number): boolean {
  return sw >> 8 === 0x61 || sw >> 8 === 0x9f;
}

/** The length in SW2 of 61XX, 9FXX, 6CXX and 67XX. */
export function lengthIn(sw: number): number {
  return sw & 0xff || 256;
}
