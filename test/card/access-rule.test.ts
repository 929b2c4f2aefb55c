import assert from 'node:assert/strict';
import { TlvError } from '../../lib/apdu/index.js';
import { fromHex } from '../../lib/bytes.js';
import { readCondition, readConditionCompact } from '../../lib/card/access-rule.js';
import { keysOf, type Need, needOf } from '../../lib/card/condition.js';

const needOfKey = (key: number): Need => ({ kind: 'key', key });
const PIN = 'A406830101950108';
const PIN2 = 'A406830181950108';

function need(hex: string): string {
  const found = needOf(readCondition(fromHex(hex)), needOfKey);
  return found.kind === 'key' ? `key ${found.key.toString(16)}` : found.kind;
}

const rules: readonly [name: string, hex: string, need: string][] = [
  ['always', '8001019000', 'nothing'],
  ['never', '8001019700', 'unattainable'],
  ['one key', `800101${PIN}`, 'key 1'],
  ['one key without a usage qualifier', '800101A403830111', 'key 11'],
  ['a key for external authentication', '800101A406830101950180', 'unattainable'],
  ['two keys in one authentication', '800101A406830101830181', 'unattainable'],
  ['any of two keys', `800101A010${PIN}${PIN2}`, 'key 1'],
  ['any of two keys, the local one first', `800101A010${PIN2}${PIN}`, 'key 1'],
  ['any of a key and always', `800101A00A${PIN}9000`, 'nothing'],
  ['any of never and a key', `800101A00A9700${PIN2}`, 'key 81'],
  ['any of nothing', '800101A000', 'unattainable'],
  ['two keys at once', `800101AF10${PIN}${PIN2}`, 'unattainable'],
  ['the same key twice', `800101AF10${PIN}${PIN}`, 'key 1'],
  ['a key and always', `800101AF0A${PIN}9000`, 'key 1'],
  ['a key and never', `800101AF0A${PIN}9700`, 'unattainable'],
  ['all of nothing', '800101AF00', 'unattainable'],
  ['not never', '800101A7029700', 'nothing'],
  ['not always', '800101A7029000', 'unattainable'],
  ['not a key', `800101A708${PIN}`, 'unattainable'],
  ['not nothing', '800101A700', 'unattainable'],
  ['two conditions side by side', `800101${PIN}${PIN2}`, 'unattainable'],
  ['secure messaging', '8001019E0111', 'unattainable'],
  ['a rule for READ behind others', `84 01D4 9700 800102${PIN2} 800101${PIN}`, 'key 1'],
  ['one rule for READ and UPDATE', '8001039000', 'nothing'],
  ['two rules for READ', `800101${PIN}8001019000`, 'nothing'],
  ['no rule for READ', '80010A9000', 'unattainable'],
  ['an access mode of no operation', '8001009000', 'unattainable'],
  ['a rule without a condition', '800101', 'unattainable'],
  ['no rule at all', 'FFFFFF', 'unattainable'],
  ['a padded record', `800101${PIN}FFFFFF`, 'key 1'],
];

describe('expanded access rules', () => {
  for (const [name, hex, expected] of rules) {
    it(name, () => assert.equal(need(hex), expected));
  }

  it('tells every key that is mentioned', () => {
    assert.deepEqual(keysOf(readCondition(fromHex(`800101A010${PIN}${PIN2}`))), [1, 0x81]);
  });

  it('refuses conditions that are too deep', () => {
    const deep = '800101 A00A A008 A006 A004 A002 9000';
    assert.throws(() => readCondition(fromHex(deep)), TlvError);
  });

  it('refuses lengths that overrun', () => {
    assert.throws(() => readCondition(fromHex('800101A406830101')), TlvError);
  });
});

describe('compact access rules', () => {
  const compact: readonly [name: string, hex: string, kind: string][] = [
    ['free', '0100', 'always'],
    ['forbidden', '01FF', 'never'],
    ['user authentication', '0110', 'other'],
    ['the byte of READ is the last', '031000', 'always'],
    ['READ is not named', '261A0000', 'never'],
    ['the byte of READ is missing', '0310', 'never'],
    ['proprietary', '8100', 'never'],
    ['empty', '', 'never'],
  ];
  for (const [name, hex, kind] of compact) {
    it(name, () => assert.equal(readConditionCompact(fromHex(hex)).kind, kind));
  }
});
