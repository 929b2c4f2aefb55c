import { allBytes, toHex } from '../bytes.js';
import { readCondition } from '../card/index.js';
import { type ApplicationTemplate, parseEfDir, parseEfDirRecord } from '../pkcs15/index.js';
import { swappedBcd } from '../retrieval/index.js';
import { attempt, type Fact, fact, type Records } from './attempt.js';
import { pathWords } from './decode-pkcs15.js';
import type { Decoded } from './model.js';
import { applicationName, conditionWords } from './words.js';

/** EF ICCID (TS 102 221, 13.2): ten bytes. */
const ICCID_LENGTH = 10;

export function decodeIccid(bytes: Uint8Array): {
  readonly decoded: Decoded;
  readonly value: string | null;
} {
  const value = bytes.length === ICCID_LENGTH ? swappedBcd(bytes) : null;
  const problem = value === null ? `expected ${ICCID_LENGTH} bytes of digits` : null;
  return { decoded: { what: 'ICCID', facts: fact('ICCID', value), problem }, value };
}

const templateFacts = (template: ApplicationTemplate): Fact[] => {
  const { aid, label, path, odfPath } = template;
  const known = aid === null ? null : applicationName(aid);
  return [
    ...fact('application', aid && `${toHex(aid)}${known === null ? '' : ` (${known})`}`),
    ...fact('label', label),
    ...fact('path', path && toHex(path)),
    ...fact('ODF at', odfPath && pathWords(odfPath)),
  ];
};

/** EF DIR, of records or transparent. A record that cannot be read hides none of the others. */
export function decodeEfDir(
  bytes: Uint8Array,
  records: Records | null,
): { readonly decoded: Decoded; readonly value: readonly ApplicationTemplate[] } {
  if (records === null) {
    const { decoded, value } = attempt(
      'EF DIR',
      () => parseEfDir(bytes),
      (all) => all.flatMap(templateFacts),
    );
    return { decoded, value: value ?? [] };
  }
  const parts = records.map((record) =>
    attempt(
      'EF DIR',
      () => parseEfDirRecord(record.bytes),
      (template) => (template === null ? [] : templateFacts(template)),
    ),
  );
  const broken = parts.findIndex(({ decoded }) => decoded.problem !== null);
  const problem =
    broken === -1 ? null : `record ${records[broken]!.number}: ${parts[broken]!.decoded.problem}`;
  return {
    decoded: { what: 'EF DIR', facts: parts.flatMap(({ decoded }) => decoded.facts), problem },
    value: parts.flatMap(({ value }) => value ?? []),
  };
}

/** Whether a record is a template with nothing behind it but what pads it, or padding throughout. */
export function isPlainTemplate(record: Uint8Array): boolean {
  const end =
    attempt(
      '',
      () => parseEfDirRecord(record),
      () => [],
    ).value?.raw.length ?? 0;
  const rest = record.subarray(end);
  return allBytes(rest, 0xff) || allBytes(rest, 0x00);
}

/** EF ARR: rules for READ, a record each. */
export const decodeArr = (records: Records) =>
  attempt(
    'EF ARR',
    () => records.map(({ number, bytes }) => ({ number, condition: readCondition(bytes) })),
    (rules) =>
      rules.flatMap(({ number, condition }) =>
        fact(`record ${number}`, `read: ${conditionWords(condition, '3g')}`),
      ),
  );
