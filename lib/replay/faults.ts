import { ReplayError } from './error.js';

/** What goes wrong at one command; `at` counts all commands of a run that are sent to cards, from 1. */
export type Fault =
  /** The card is taken out before this command reaches it, or before its answer is back. */
  | { readonly kind: 'tear' | 'tear-mid'; readonly at: number }
  /** The command reaches no card, and this status word comes back. */
  | { readonly kind: 'sw'; readonly at: number; readonly sw: number }
  /** The answer comes so many milliseconds late. */
  | { readonly kind: 'delay'; readonly at: number; readonly ms: number }
  /** No answer comes any more. */
  | { readonly kind: 'mute'; readonly at: number }
  /** The bytes of the answer are others; its length stays. */
  | { readonly kind: 'garble'; readonly at: number }
  /** The card of another trace is in the reader, in place of this one. */
  | { readonly kind: 'swap'; readonly at: number; readonly other: string }
  /** Another program resets the card. */
  | { readonly kind: 'reset'; readonly at: number };

export type FaultKind = Fault['kind'];

/** A fault that is still to be given its place. */
export type Planned = Fault extends infer F ? (F extends Fault ? Omit<F, 'at'> : never) : never;

const MAX_AT = 1_000_000;
const MAX_DELAY_MS = 3_600_000;

const FORM = 'tear@N, tear-mid@N, sw@N=6F00, delay@N=3s, mute@N, garble@N, swap@N=OTHER or reset@N';
const SHORT_FORM = 'tear, tear-mid, sw, sw=6F00, delay, delay=3s, mute, garble, swap=OTHER, reset';

/** The faults that a matrix can have without being told more, and what they are then. */
const DEFAULTS: Readonly<Partial<Record<string, string>>> = { sw: '6F00', delay: '3s' };

/** Reads one fault, such as `sw@5=6F00`. Throws `ReplayError` `bad-fault`. */
export function parseFault(text: string): Fault {
  const [, kind, digits, value] = /^([a-z-]+)@(\d{1,7})(?:=(.+))?$/su.exec(text) ?? [];
  const at = Number(digits ?? 0);
  if (kind === undefined || at < 1 || at > MAX_AT) throw refused(text, FORM);
  return placed(planned(kind, value, text, FORM), at);
}

/** Reads the kinds of a matrix, such as `tear,sw=6985,garble`. Throws `ReplayError` `bad-fault`. */
export const parseKinds = (text: string): Planned[] =>
  text.split(',').map((part) => {
    const [, kind = '', value] = /^([a-z-]+)(?:=(.+))?$/su.exec(part) ?? [];
    return planned(kind, value ?? DEFAULTS[kind], part, SHORT_FORM);
  });

/** The fault at the `at`-th command. */
export const placed = (fault: Planned, at: number): Fault => ({ ...fault, at });

/** As `parseFault` reads it. */
export function faultText(fault: Fault): string {
  const place = `${fault.kind}@${fault.at}`;
  switch (fault.kind) {
    case 'sw':
      return `${place}=${fault.sw.toString(16).toUpperCase().padStart(4, '0')}`;
    case 'delay':
      return `${place}=${fault.ms}ms`;
    case 'swap':
      return `${place}=${fault.other}`;
    default:
      return place;
  }
}

function planned(kind: string, value: string | undefined, text: string, form: string): Planned {
  switch (kind) {
    case 'tear':
    case 'tear-mid':
    case 'mute':
    case 'garble':
    case 'reset':
      if (value !== undefined) break;
      return { kind };
    case 'sw':
      if (!/^[69][0-9A-Fa-f]{3}$/.test(value ?? '')) {
        throw refused(text, 'a status word of four hexadecimal digits that begins with 6 or 9');
      }
      return { kind, sw: Number.parseInt(value!, 16) };
    case 'delay':
      return { kind, ms: milliseconds(value, text) };
    case 'swap':
      if (value === undefined) break;
      return { kind, other: value };
  }
  throw refused(text, form);
}

function milliseconds(value: string | undefined, text: string): number {
  const [, digits, unit] = /^(\d{1,7})(ms|s)$/.exec(value ?? '') ?? [];
  const ms = Number(digits ?? Number.NaN) * (unit === 's' ? 1000 : 1);
  if (!(ms <= MAX_DELAY_MS)) throw refused(text, 'a time of at most an hour, such as 3s or 250ms');
  return ms;
}

const refused = (text: string, expected: string): ReplayError =>
  new ReplayError('bad-fault', 'the fault', expected, text === '' ? 'nothing' : text);
