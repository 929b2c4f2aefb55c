import { readTlvs, type Tlv, TlvError } from '../apdu/index.js';
import type { Condition } from './condition.js';

/** The bits of the access mode byte of an EF (ISO/IEC 7816-4, 5.4.3.1). */
export const OPERATIONS = { read: 0x01, update: 0x02, deactivate: 0x08, activate: 0x10 } as const;

export type Operation = keyof typeof OPERATIONS;

const USER_AUTHENTICATION = 0x08;
/** Conditions within conditions. */
const MAX_DEPTH = 4;

const ACCESS_MODE = 0x80;
const KEY_REFERENCE = 0x83;
const USAGE_QUALIFIER = 0x95;

const NEVER: Condition = { kind: 'never' };
const ALWAYS: Condition = { kind: 'always' };
const OTHER: Condition = { kind: 'other' };

/** Access mode data objects: 80, command headers 81 to 8F, proprietary 9C (ISO/IEC 7816-4, 5.4.3.2). */
function isAccessMode(tag: number): boolean {
  return (tag >= 0x80 && tag <= 0x8f) || tag === 0x9c;
}

/**
 * The condition for an operation, READ unless named, in an expanded access rule: tag AB of an FCP, or a record of EF ARR, which padding with FF may follow
 * (TS 102 221, 9.2.4 and 9.2.7). What a rule does not name is never allowed. Conditions side by side must all be met;
 * of several rules for it any will do. Throws `TlvError`.
 */
export function readCondition(rule: Uint8Array, operation: Operation = 'read'): Condition {
  const rules: Condition[] = [];
  let current: Condition[] | null = null;
  for (const object of readTlvs(rule)) {
    if (isAccessMode(object.tag)) {
      const reads =
        object.tag === ACCESS_MODE && ((object.value[0] ?? 0) & OPERATIONS[operation]) !== 0;
      current = null;
      if (reads) {
        current = [];
        rules.push({ kind: 'all', of: current });
      }
    } else {
      current?.push(conditionOf(rule, object, 1));
    }
  }
  return { kind: 'any', of: rules.filter((one) => 'of' in one && one.of.length > 0) };
}

function conditionOf(rule: Uint8Array, object: Tlv, depth: number): Condition {
  if (depth > MAX_DEPTH) {
    throw new TlvError(object.offset, `at most ${MAX_DEPTH} levels of conditions`, 'another');
  }
  const inner = () =>
    readTlvs(rule, object.start, object.end).map((part) => conditionOf(rule, part, depth + 1));
  switch (object.tag) {
    case 0x90:
      return ALWAYS;
    case 0x97:
      return NEVER;
    case 0xa4:
      return authentication(readTlvs(rule, object.start, object.end));
    case 0xa0:
      return { kind: 'any', of: inner() };
    case 0xaf: {
      const of = inner();
      return of.length === 0 ? OTHER : { kind: 'all', of };
    }
    case 0xa7: {
      const of = inner();
      return of.length === 0 ? OTHER : { kind: 'none', of };
    }
    default:
      return OTHER;
  }
}

/** A4: user authentication with one key, by its usage qualifier. */
function authentication(parts: readonly Tlv[]): Condition {
  const keys = parts.filter(({ tag }) => tag === KEY_REFERENCE);
  const usage = parts.find(({ tag }) => tag === USAGE_QUALIFIER)?.value[0] ?? USER_AUTHENTICATION;
  const key = keys[0]?.value;
  if (keys.length !== 1 || key?.length !== 1 || (usage & USER_AUTHENTICATION) === 0) return OTHER;
  return { kind: 'key', key: key[0]! };
}

/**
 * The condition for an operation, READ unless named, in a compact access rule, tag 8C: an access mode byte, then a security condition byte
 * for each bit set in it, from b7 down (ISO/IEC 7816-4, 5.4.3.1). User authentication is `other`: no key is named.
 */
export function readConditionCompact(rule: Uint8Array, operation: Operation = 'read'): Condition {
  const own = OPERATIONS[operation];
  const mode = rule[0] ?? 0;
  if ((mode & 0x80) !== 0 || (mode & own) === 0) return NEVER;
  let at = 0;
  for (let bit = 0x40; bit >= own; bit >>= 1) {
    if ((mode & bit) !== 0) at += 1;
  }
  const byte = rule[at];
  if (byte === 0x00) return ALWAYS;
  return byte === undefined || byte === 0xff ? NEVER : OTHER;
}
