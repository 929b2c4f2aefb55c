import {
  type CommonAttributes,
  commonAttributes,
  leadingAttributes,
  typeAttributes,
  type ValueLocation,
  valueLocation,
} from './attributes.js';
import { type Element, oidOf, optional, TAG, textOf, treeOf } from './der.js';
import { Pkcs15Error } from './error.js';
import { MAX_TEXT_LENGTH } from './limits.js';
import { objectsIn, readTlv } from './tlv.js';

/** An entry of a DODF (PKCS#15 v1.1, 6.7). */
export interface DataObject extends CommonAttributes {
  readonly shape: 'opaque' | 'oid' | 'external';
  readonly applicationName: string | null;
  /**
   * Dotted: the OID of an oidDO's own value; that of CommonDataObjectAttributes in the other shapes, and in an oidDO
   * that has none of its own.
   */
  readonly oid: string | null;
  /** The content of the OID was itself the TLV of an OID, which `oid` then is: cards made from a misprinted example have it. */
  readonly oidAliased: boolean;
  readonly location: ValueLocation;
  /** Of the object's tag in the file. */
  readonly offset: number;
}

/** joint-isu-itu-t(2) international-organizations(23) wap(43) oma-dm(7) dm-bootstrap(1): DM Bootstrap, D.4.2. */
export const DM_BOOTSTRAP_OID = '2.23.43.7.1';

/** The object is an entry for a file of the type that `oid` names: opaque, as DM Bootstrap has it, or an oidDO, as others read it. */
export function isObjectOf(oid: string, object: Pick<DataObject, 'shape' | 'oid'>): boolean {
  return object.shape !== 'external' && object.oid === oid;
}

/** The object is an entry for EF DM_Bootstrap. */
export const isBootstrapObject = (object: Pick<DataObject, 'shape' | 'oid'>): boolean =>
  isObjectOf(DM_BOOTSTRAP_OID, object);

const SHAPES: ReadonlyMap<number, DataObject['shape']> = new Map([
  [TAG.sequence, 'opaque'],
  [TAG.context0, 'external'],
  [TAG.context1, 'oid'],
]);

const BLANK: CommonAttributes = {
  label: null,
  flags: { private: false, modifiable: false },
  authId: null,
};

interface Identifier {
  readonly oid: string;
  readonly oidAliased: boolean;
}

function identifierOf(file: Uint8Array, element: Element): Identifier {
  const oid = oidOf(element);
  const { content, start } = element;
  const wraps = content.length > 2 && content[0] === TAG.oid && content[1] === content.length - 2;
  if (!wraps) return { oid, oidAliased: false };
  const inner = readTlv(file, start, start + content.length);
  return { oid: oidOf(treeOf(file, inner)), oidAliased: true };
}

/** The content of an oidDO, `A1` { `30` { `06` OID, value } }, if it begins with an OID. */
function ownContent(object: Element): readonly Element[] | null {
  const content = optional(object, TAG.context1)?.children[0]?.children ?? [];
  return content[0]?.tag === TAG.oid ? content : null;
}

function objectLocation(object: Element, own: readonly Element[] | null): ValueLocation {
  if (own === null) return valueLocation(typeAttributes(object));
  const [oid, value, another] = own;
  if (value !== undefined && another === undefined) return valueLocation(value);
  throw new Pkcs15Error(oid!.offset, 'an OID and one value', `${own.length} members`);
}

/**
 * One data object. What is wrong in an object with the bootstrap OID is an error, and so is anything that keeps its OID from being read,
 * for it might be the one sought. An object with another OID, or none, must not hide the bootstrap entry behind it: as long as its lengths
 * are right, what cannot be read in it is left out.
 */
function dataObject(file: Uint8Array, object: Element, shape: DataObject['shape']): DataObject {
  const [common, classAttributes] = leadingAttributes(object);
  const own = shape === 'oid' ? ownContent(object) : null;
  const oidElement = own?.[0] ?? optional(classAttributes, TAG.oid);
  const identifier = oidElement ? identifierOf(file, oidElement) : { oid: null, oidAliased: false };
  const strict = isBootstrapObject({ shape, oid: identifier.oid });
  const read = <T>(part: () => T, otherwise: T): T => {
    try {
      return part();
    } catch (error) {
      if (strict || !(error instanceof Pkcs15Error)) throw error;
      return otherwise;
    }
  };
  return {
    ...read(() => commonAttributes(common), BLANK),
    shape,
    applicationName: read(() => {
      const name = optional(classAttributes, TAG.utf8String);
      return name && textOf(name, MAX_TEXT_LENGTH);
    }, null),
    ...identifier,
    location: read(() => objectLocation(object, own), { kind: 'none' }),
    offset: object.offset,
  };
}

/**
 * EF DODF: `30` opaque, `A0` external and `A1` oidDO objects, in the order of the file; unknown tags are passed over.
 * Throws `Pkcs15Error` where lengths are wrong, and as `dataObject` has it.
 */
export function parseDodf(bytes: Uint8Array): DataObject[] {
  const objects: DataObject[] = [];
  for (const tlv of objectsIn(bytes)) {
    const shape = SHAPES.get(tlv.tag);
    if (shape !== undefined) objects.push(dataObject(bytes, treeOf(bytes, tlv), shape));
  }
  return objects;
}
