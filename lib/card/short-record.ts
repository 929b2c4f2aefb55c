import type { Response } from '../apdu/index.js';

/** The file or record ends before the length asked for (TS 102 221, 10.2.1.2). */
export const END_REACHED = 0x6282;

/** Data with 6282 in answer to READ RECORD is a whole record, shorter than asked for. */
export function withShortRecord(response: Response): Response {
  const isShort = response.sw === END_REACHED && response.data.length > 0;
  return isShort ? { ...response, ok: true } : response;
}
