import { DmbootError } from '../error.js';

/**
 * | code | meaning |
 * |---|---|
 * | `removed` | the card, or its reader, is no longer there (0x80100069, 0x8010000C, 0x80100009, 0x80100017), or the visit was called off |
 * | `reset` | another program reset the card: selections, channels and PIN state are gone (0x80100068) |
 * | `sharing` | another program holds the card (0x8010000B) |
 * | `mute` | no answer in time, or an unresponsive card (0x80100066) |
 * | `down` | PC/SC itself does not answer (0x8010001D, 0x8010001E, 0x80100013, 0x80100003) |
 * | `transport` | any other failure, or an answer of fewer than two bytes |
 * | `departed` | a replay: the walk and the trace part ways |
 * | `absent-module` | the optional PC/SC binding is not installed |
 */
export type ReaderErrorCode =
  | 'removed'
  | 'reset'
  | 'sharing'
  | 'mute'
  | 'down'
  | 'transport'
  | 'departed'
  | 'absent-module';

export class ReaderError extends DmbootError<ReaderErrorCode> {
  readonly fault = 'reader';
  /** The PC/SC return code that this stands for, if one came. */
  readonly pcsc: number | null;

  constructor(
    code: ReaderErrorCode,
    message: string,
    options: { pcsc?: number; cause?: unknown } = {},
  ) {
    super(code, message, options);
    this.pcsc = options.pcsc ?? null;
  }
}

const CODES: ReadonlyMap<number, ReaderErrorCode> = new Map([
  [0x80100003, 'down'],
  [0x80100009, 'removed'],
  [0x8010000b, 'sharing'],
  [0x8010000c, 'removed'],
  [0x80100013, 'down'],
  [0x80100017, 'removed'],
  [0x8010001d, 'down'],
  [0x8010001e, 'down'],
  [0x80100066, 'mute'],
  [0x80100067, 'mute'],
  [0x80100068, 'reset'],
  [0x80100069, 'removed'],
]);

/** The error that a PC/SC return code stands for; `doing` names the call, e.g. `transmit`. */
export function pcscError(pcsc: number, doing: string): ReaderError {
  const hex = `0x${pcsc.toString(16).toUpperCase().padStart(8, '0')}`;
  return new ReaderError(CODES.get(pcsc) ?? 'transport', `${doing} failed with PC/SC code ${hex}`, {
    pcsc,
  });
}
