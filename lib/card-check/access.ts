import { readTlvs, TlvError } from '../apdu/index.js';
import { type Operation, readCondition, readConditionCompact } from '../card/access-rule.js';
import type { Condition } from '../card/condition.js';
import type { Probe, Selected } from './probe.js';

/** Who may do something with a file, in the words of the specification's tables; `unknown` where the card does not say. */
export type Who = 'ALW' | 'PIN' | 'PIN2' | 'ADM' | 'NEV' | 'unknown';

export type Access = Readonly<Record<Operation, Who>>;

const UNKNOWN: Access = {
  read: 'unknown',
  update: 'unknown',
  deactivate: 'unknown',
  activate: 'unknown',
};

const OPERATIONS = ['read', 'update', 'deactivate', 'activate'] as const;
const MAX_ARR_LENGTH = 255;

/** Who may do what with the file that was selected. In 3G its EF ARR is read, so that it is no longer the current one. */
export async function accessOf(
  probe: Probe,
  { answer }: Extract<Selected, { kind: 'selected' }>,
  directory: () => Promise<unknown>,
): Promise<Access> {
  if (probe.mode === '2g') return gsmAccess(answer);
  const parts = partsOf(answer);
  const expanded = parts.get(0xab);
  if (expanded !== undefined) return accessBy((one) => readCondition(expanded, one));
  const reference = parts.get(0x8b);
  const compact = parts.get(0x8c);
  if (reference === undefined) {
    return compact === undefined ? UNKNOWN : accessBy((one) => readConditionCompact(compact, one));
  }
  const record = await arrRecord(probe, reference, directory);
  return record === null ? UNKNOWN : accessBy((one) => readCondition(record, one));
}

/** TS 51.011, 9.2.1 and 9.3: READ and UPDATE in byte 9, REHABILITATE and INVALIDATE in byte 11. */
function gsmAccess(answer: Uint8Array): Access {
  const who = (nibble: number): Who =>
    (({ 0: 'ALW', 1: 'PIN', 2: 'PIN2', 15: 'NEV' }) as Record<number, Who>)[nibble] ?? 'ADM';
  const [first = 0, , third = 0] = answer.subarray(8, 11);
  return {
    read: who(first >> 4),
    update: who(first & 0x0f),
    activate: who(third >> 4),
    deactivate: who(third & 0x0f),
  };
}

function partsOf(answer: Uint8Array): Map<number, Uint8Array> {
  try {
    const [template] = readTlvs(answer);
    const parts = template === undefined ? [] : readTlvs(template.value);
    return new Map(parts.map(({ tag, value }) => [tag, value]));
  } catch (error) {
    if (error instanceof TlvError) return new Map();
    throw error;
  }
}

/** The record that 8B refers to: of the EF ARR in the file's own directory, or of that in the MF (TS 102 221, 9.2.7). */
async function arrRecord(
  probe: Probe,
  reference: Uint8Array,
  directory: () => Promise<unknown>,
): Promise<Uint8Array | null> {
  const [high, low, ...rest] = reference;
  // Pairs of security environment and record: that of an enabled PIN, 01, counts.
  const pair = rest.findIndex((se, at) => at % 2 === 0 && se === 0x01);
  const number = rest.length === 1 ? rest[0] : rest[pair + 1];
  if (high === undefined || low === undefined || number === undefined) return null;
  const fid = (high << 8) | low;
  for (const find of [
    async () => {
      await directory();
      return await probe.selectBelow([fid]);
    },
    () => probe.select([fid]),
  ]) {
    const selected = await find();
    if (selected.kind === 'selected') {
      return await probe.record(number, selected.info.recordLength ?? MAX_ARR_LENGTH);
    }
  }
  return null;
}

function accessBy(condition: (operation: Operation) => Condition): Access {
  const one = (operation: Operation): Who => {
    try {
      return whoMeets(condition(operation));
    } catch (error) {
      if (error instanceof TlvError) return 'unknown';
      throw error;
    }
  };
  return Object.fromEntries(OPERATIONS.map((name) => [name, one(name)])) as unknown as Access;
}

/** The easiest first. */
const ORDER: readonly Who[] = ['ALW', 'PIN', 'PIN2', 'ADM', 'NEV'];

function whoMeets(condition: Condition): Who {
  switch (condition.kind) {
    case 'always':
      return 'ALW';
    case 'never':
      return 'NEV';
    case 'key':
      return whoseKey(condition.key);
    case 'any':
      return pick(condition.of, Math.min, 'NEV');
    case 'all':
      return pick(condition.of, Math.max, 'ALW');
    default:
      return 'ADM';
  }
}

const pick = (of: readonly Condition[], which: (...at: number[]) => number, none: Who): Who =>
  of.length === 0 ? none : ORDER[which(...of.map((one) => ORDER.indexOf(whoMeets(one))))]!;

/** Key references (TS 102 221, 9.3): application PINs 01 to 08, the universal PIN 11, local PINs 81 to 88; the others are administrative. */
function whoseKey(key: number): Who {
  const isApplication = (reference: number): boolean => reference >= 0x01 && reference <= 0x08;
  return key === 0x11 || isApplication(key & ~0x80) ? 'PIN' : 'ADM';
}
