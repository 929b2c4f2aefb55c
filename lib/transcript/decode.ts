import { toHex } from '../bytes.js';
import {
  type Fcp,
  type FileInfo,
  parseChvStatus,
  parseFcp,
  parseFileResponse,
  readCondition,
} from '../card/index.js';
import { DmbootError } from '../error.js';
import {
  type ApplicationTemplate,
  type DataObject,
  isBootstrapObject,
  type OdfEntry,
  type Pkcs15Path,
  parseAodf,
  parseDodf,
  parseEfDir,
  parseEfDirRecord,
  parseOdf,
} from '../pkcs15/index.js';
import { swappedBcd } from '../retrieval/index.js';
import type { Decoded } from './model.js';
import { applicationName, conditionWords, hex, keyName, ruleWords } from './words.js';

type Fact = Decoded['facts'][number];
type Records = readonly { readonly number: number; readonly bytes: Uint8Array }[];

const fact = (name: string, value: string | number | null): Fact[] =>
  value === null ? [] : [{ name, value: String(value) }];

/** Does the decoding of a room of the card wing; what that refuses is a problem for people. */
function attempt<T>(
  what: string,
  decode: () => T,
  facts: (value: T) => readonly Fact[],
): { readonly decoded: Decoded; readonly value: T | null } {
  try {
    const value = decode();
    return { decoded: { what, facts: facts(value), problem: null }, value };
  } catch (error) {
    if (!(error instanceof DmbootError)) throw error;
    return { decoded: { what, facts: [], problem: error.message }, value: null };
  }
}

const infoFacts = (info: FileInfo, generation: '2g' | '3g'): Fact[] => [
  ...fact('structure', info.kind === 'df' ? 'directory' : info.structure),
  ...fact('size', info.size === null ? null : `${info.size} bytes`),
  ...fact('records', info.recordCount && `${info.recordCount} of ${info.recordLength} bytes`),
  ...fact('usable', info.usable ? null : 'no: deactivated or terminated'),
  ...(info.kind === 'df' ? [] : fact('read', ruleWords(info.read, generation))),
];

/** The answer to SELECT or STATUS of a UICC. */
export const decodeFcp = (bytes: Uint8Array) =>
  attempt(
    'FCP',
    () => parseFcp(bytes),
    (fcp: Fcp) => [
      ...fact('file', fcp.fid === null ? null : hex(fcp.fid, 4)),
      ...fact('application', fcp.name && toHex(fcp.name)),
      ...infoFacts(fcp, '3g'),
      ...fact('short identifier', fcp.kind === 'df' || fcp.sfi === null ? null : hex(fcp.sfi, 2)),
      ...[...fcp.pins].flatMap(([key, { enabled }]) =>
        fact(keyName(key, '3g'), enabled ? 'enabled' : 'disabled'),
      ),
    ],
  );

/** The answer to SELECT or STATUS in 2G. */
export function decodeGsmResponse(bytes: Uint8Array) {
  const chv = parseChvStatus(bytes);
  return attempt(
    'answer to SELECT (2G)',
    () => parseFileResponse(bytes),
    (info) => [
      ...infoFacts(info, '2g'),
      ...(chv === null
        ? []
        : fact(
            'CHV1',
            `${chv.enabled ? 'enabled' : 'disabled'}, ${chv.initialised ? `${chv.left} tries left` : 'not initialised'}`,
          )),
    ],
  );
}

export function decodeIccid(bytes: Uint8Array): { decoded: Decoded; value: string | null } {
  const value = swappedBcd(bytes);
  const problem = value === null ? 'these are no digits' : null;
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

const pathWords = ({ octets, index, length }: Pkcs15Path): string =>
  [
    toHex(octets),
    index === null ? '' : ` from byte ${index}`,
    length === null ? '' : `, ${length} bytes`,
  ].join('');

const odfFacts = (entries: readonly OdfEntry[]): Fact[] =>
  entries.flatMap(({ kind, location }) =>
    fact(
      kind,
      location.kind === 'path'
        ? `at ${pathWords(location.path)}`
        : location.kind === 'inline'
          ? `in place, ${location.bytes.length} bytes`
          : 'protected',
    ),
  );

export const decodeOdf = (bytes: Uint8Array) => attempt('EF ODF', () => parseOdf(bytes), odfFacts);

/** A value that stands in the entry itself is told by its length alone: it may be the message. */
function placeOf({ location }: DataObject): string {
  switch (location.kind) {
    case 'path':
      return `at ${pathWords(location.path)}`;
    case 'url':
      return 'at a URL';
    case 'direct':
      return `in place, ${location.bytes.length} bytes`;
    case 'none':
      return 'protected or not to be read';
  }
}

const dodfFacts = (objects: readonly DataObject[]): Fact[] =>
  objects.flatMap((object) => {
    const { label, applicationName: application, oid, flags } = object;
    const words = [
      ...(label === null ? [] : [`"${label}"`]),
      ...(application === null ? [] : [`of ${application}`]),
      ...(oid === null ? [] : [`OID ${oid}${object.oidAliased ? ' (wrapped twice)' : ''}`]),
      ...(flags.private ? ['private'] : []),
      ...(flags.modifiable ? ['modifiable'] : []),
      placeOf(object),
    ];
    return fact(isBootstrapObject(object) ? 'bootstrap message' : 'data object', words.join(', '));
  });

export const decodeDodf = (bytes: Uint8Array) =>
  attempt('EF DODF', () => parseDodf(bytes), dodfFacts);

export const decodeAodf = (bytes: Uint8Array) =>
  attempt(
    'EF AODF',
    () => parseAodf(bytes),
    (objects) =>
      objects.flatMap(({ kind, label, pin }) =>
        fact(
          kind,
          [label === null ? '' : `"${label}"`, pin === null ? '' : keyName(pin.reference, '3g')]
            .filter((part) => part !== '')
            .join(', '),
        ),
      ),
  );
