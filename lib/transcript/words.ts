import { INS } from '../apdu/index.js';
import { toHex } from '../bytes.js';
import type { Condition, ReadRule } from '../card/index.js';
import { offsetOf, type ParsedCommand } from './command.js';
import { APPLICATIONS } from './tables/applications.js';
import { GSM_INSTRUCTIONS, INSTRUCTIONS } from './tables/instructions.js';

/** Levels of conditions that are put into words. */
const MAX_DEPTH = 6;

export const hex = (value: number, digits: number): string =>
  value.toString(16).toUpperCase().padStart(digits, '0');

/** Keys by their references (TS 102 221, 9.5.1). */
export function keyName(key: number, generation: '2g' | '3g'): string {
  if (generation === '2g') return `CHV${key}`;
  if (key >= 0x01 && key <= 0x08) return `PIN Appl ${key}`;
  if (key === 0x11) return 'the universal PIN';
  if (key >= 0x81 && key <= 0x88) return `second PIN Appl ${key & 0x0f}`;
  if (key >= 0x0a && key <= 0x0e) return `ADM ${key - 9}`;
  return `key ${hex(key, 2)}`;
}

/** A condition in words. */
export function conditionWords(condition: Condition, generation: '2g' | '3g', depth = 0): string {
  switch (condition.kind) {
    case 'always':
      return 'always';
    case 'never':
      return 'never';
    case 'key':
      return `after ${keyName(condition.key, generation)}`;
    case 'other':
      return 'by others (ADM and the like)';
    default: {
      const [only] = condition.of;
      if (only === undefined) return condition.kind === 'all' ? 'always' : 'never';
      if (depth === MAX_DEPTH) return '…';
      const parts = condition.of.map((one) => conditionWords(one, generation, depth + 1));
      if (condition.kind === 'none') return `not (${parts.join(', ')})`;
      return parts.length === 1
        ? parts[0]!
        : `(${parts.join(condition.kind === 'any' ? ' or ' : ' and ')})`;
    }
  }
}

/** Who may read a file, in words. */
export function ruleWords(rule: ReadRule, generation: '2g' | '3g'): string {
  switch (rule.kind) {
    case 'unknown':
      return 'not told';
    case 'condition':
      return conditionWords(rule.condition, generation);
    case 'reference':
      return `record ${rule.records.map(({ record }) => record).join(', ')} of EF ARR ${hex(rule.fid, 4)}`;
  }
}

export function instructionName({ generation, ins }: ParsedCommand): string {
  const gsm = generation === '2g' ? GSM_INSTRUCTIONS.get(ins) : undefined;
  return gsm ?? INSTRUCTIONS.get(ins) ?? `command ${hex(ins, 2)}`;
}

/** What an AID is known as, or null. */
export function applicationName(aid: Uint8Array): string | null {
  const digits = toHex(aid);
  return APPLICATIONS.find(([prefix]) => digits.startsWith(prefix))?.[1] ?? null;
}

/** Bytes of a PIN command are never told, and of others their number. */
export function commandWords(name: string, command: ParsedCommand, file: string | null): string {
  const { ins, p1, p2, p3, data, generation } = command;
  const of = file === null ? '' : ` of ${file}`;
  switch (ins) {
    case INS.select:
      return `${name} ${file ?? 'what cannot be read'}`;
    case INS.readBinary:
      return `${name}${of} from byte ${offsetOf(command)}, ${lengthWords(p3)}`;
    case INS.readRecord:
      return `${name} ${recordWords(p1, p2)}${of}`;
    case INS.getResponse:
      return `${name}, ${lengthWords(p3)}${file === null ? '' : `: the answer to ${file}`}`;
    case INS.manageChannel:
      return p1 === 0x80
        ? `${name}: close channel ${p2 === 0 ? command.channel : p2}`
        : `${name}: open ${p2 === 0 ? 'a channel' : `channel ${p2}`}`;
    case INS.verify: {
      const key = generation === '2g' ? `VERIFY CHV${p2}` : `${name} ${keyName(p2, generation)}`;
      return data.length === 0 ? `${key}: how many tries are left?` : `${key}, its value masked`;
    }
    case INS.status:
      return `${name}${of}`;
    default:
      return data.length === 0
        ? `${name} ${hex(p1, 2)} ${hex(p2, 2)}${of}`
        : `${name} ${hex(p1, 2)} ${hex(p2, 2)}${of}, ${bytesWords(data.length)}`;
  }
}

const lengthWords = (p3: number | null): string =>
  p3 === null || p3 === 0 ? 'as many as there are' : bytesWords(p3);

/** A number of bytes. */
export const bytesWords = (count: number): string => `${count} ${count === 1 ? 'byte' : 'bytes'}`;

const MODES: Readonly<Record<number, string>> = { 2: 'next', 3: 'previous' };

/** P2's last bits: absolute or current, next, previous (TS 102 221, 11.1.5.2). */
const recordWords = (p1: number, p2: number): string =>
  MODES[p2 & 0x07] ?? (p1 === 0 ? 'the current one' : String(p1));
