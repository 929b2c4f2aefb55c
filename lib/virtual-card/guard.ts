import { concat, toHex } from '../bytes.js';
import type { LinearFixedImage, RuleImage } from './image.js';
import { tlv } from './tlv.js';

/** Who may read a file: anyone, the holder with the PIN or with CHV2 (key 81), either of these or both, an administrator, no one. */
export type Guard = 'always' | 'pin' | 'chv2' | 'either' | 'both' | 'adm' | 'never';

/**
 * How the rule stands in the FCP: 8B to a record of EF ARR in the MF, or of the EF ARR of the application; 8B with a pair for
 * each security environment, of which 00 asks for nothing; 8C; AB.
 */
export type RuleCoding = 'reference' | 'local-reference' | 'environments' | 'compact' | 'expanded';

const SECOND_PIN = 0x81;
const ADM = 0x0a;
const GUARDS: readonly Guard[] = ['always', 'pin', 'chv2', 'either', 'both', 'adm', 'never'];

const CHV_NIBBLE: Readonly<Record<Guard, string>> = {
  always: '0',
  pin: '1',
  chv2: '2',
  either: '2',
  both: '2',
  adm: '4',
  never: 'F',
};

/** The nibbles of the 2G answer to SELECT; 2G has no word for `either` and `both`. */
export function chvOf(guard: Guard): string {
  return `${CHV_NIBBLE[guard]}4F044`;
}

/** The rule of a file for the FCP. Compact rules have no `either` and `both`: an administrator's stands there. */
export function ruleOf(guard: Guard, coding: RuleCoding, pinKey: number): RuleImage {
  const record = (GUARDS.indexOf(guard) + 1).toString(16).padStart(2, '0');
  switch (coding) {
    case 'reference':
      return { reference: `2F06${record}` };
    case 'local-reference':
      return { reference: `6F06${record}` };
    case 'environments':
      return { reference: `2F0601${record}0001` };
    case 'compact':
      return { compact: compact(guard, pinKey) };
    case 'expanded':
      return { expanded: toHex(expanded(guard, pinKey)) };
  }
}

/** EF ARR with a record for each guard. */
export function arrFile(fid: '2F06' | '6F06', pinKey: number): LinearFixedImage {
  return {
    kind: 'linear-fixed',
    fid,
    sfi: 6,
    recordLength: 40,
    records: GUARDS.map((guard) => toHex(expanded(guard, pinKey))),
    rule: { reference: `${fid}01` },
  };
}

/** READ by the guard, everything else by an administrator. */
function expanded(guard: Guard, pinKey: number): Uint8Array {
  return concat(
    ...[tlv(0x80, Uint8Array.of(0x01)), condition(guard, pinKey)],
    ...[tlv(0x80, Uint8Array.of(0x1a)), user(ADM)],
  );
}

function condition(guard: Guard, pinKey: number): Uint8Array {
  switch (guard) {
    case 'always':
      return tlv(0x90);
    case 'pin':
      return user(pinKey);
    case 'chv2':
      return user(SECOND_PIN);
    case 'either':
      return tlv(0xa0, user(pinKey), user(SECOND_PIN));
    case 'both':
      return tlv(0xaf, user(pinKey), user(SECOND_PIN));
    case 'adm':
      return user(ADM);
    case 'never':
      return tlv(0x97);
  }
}

/** User authentication with a key (TS 102 221, 9.2.4). */
function user(key: number): Uint8Array {
  return tlv(0xa4, tlv(0x83, Uint8Array.of(key)), tlv(0x95, Uint8Array.of(0x08)));
}

function compact(guard: Guard, pinKey: number): string {
  const byUser = (key: number): string => (0x10 | (key & 0x0f)).toString(16);
  const read =
    guard === 'always' ? '00' : guard === 'never' ? 'FF' : byUser(guard === 'pin' ? pinKey : ADM);
  return `03${byUser(ADM)}${read}`;
}
