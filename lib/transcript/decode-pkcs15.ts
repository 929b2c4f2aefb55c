import { toHex } from '../bytes.js';
import {
  type DataObject,
  isBootstrapObject,
  type OdfEntry,
  type Pkcs15Path,
  parseAodf,
  parseDodf,
  parseOdf,
} from '../pkcs15/index.js';
import { attempt, type Fact, fact } from './attempt.js';
import { keyName } from './words.js';

/** Where a path leads, as its octets say it. */
export const pathWords = ({ octets, index, length }: Pkcs15Path): string =>
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
