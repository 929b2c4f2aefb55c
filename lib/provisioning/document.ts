import type { Element } from '../wbxml/index.js';
import { ProvisioningError } from './error.js';
import { MAX_CHARACTERISTICS, MAX_NESTING, MAX_PARMS, MAX_VALUE } from './limits.js';

/** A Client Provisioning document (OMA-WAP-TS-ProvCont-V1_1). The order of what is in it is its order of priority. */
export interface ProvDocument {
  /** As the document says it; null where it does not. */
  readonly version: string | null;
  readonly characteristics: readonly Characteristic[];
}

export interface Characteristic {
  readonly type: string;
  readonly parms: readonly Parm[];
  readonly characteristics: readonly Characteristic[];
  /** In bytes from the start of the document. */
  readonly offset: number;
}

export interface Parm {
  readonly name: string;
  /** Null of a flag, which says all by being there. */
  readonly value: string | null;
}

/**
 * The characteristics and parms below `root`, whatever they are called; names of elements and attributes, and types and names in them, are taken exactly
 * as the specification writes them. Text, other elements and other attributes are passed over.
 *
 * Throws `ProvisioningError` where the root is not `wap-provisioningdoc`, a characteristic has no type, a parm has no name, or a bound is hit.
 */
export function readProvisioning(root: Element): ProvDocument {
  if (root.name !== 'wap-provisioningdoc') {
    throw new ProvisioningError(root.offset, {
      expected: 'wap-provisioningdoc',
      found: 'another root element',
    });
  }
  return {
    version: attribute(root, 'version'),
    characteristics: new Reader().characteristicsOf(root, 1),
  };
}

class Reader {
  #characteristics = 0;
  #parms = 0;

  characteristicsOf(parent: Element, depth: number): Characteristic[] {
    return elements(parent, 'characteristic').map((element) => {
      this.#characteristics += 1;
      bound(element, this.#characteristics, MAX_CHARACTERISTICS, 'characteristics');
      bound(element, depth, MAX_NESTING, 'characteristics inside one another');
      return {
        type: required(element, 'type'),
        parms: this.#parmsOf(element),
        characteristics: this.characteristicsOf(element, depth + 1),
        offset: element.offset,
      };
    });
  }

  #parmsOf(parent: Element): Parm[] {
    return elements(parent, 'parm').map((element) => {
      this.#parms += 1;
      bound(element, this.#parms, MAX_PARMS, 'parms');
      return { name: required(element, 'name'), value: attribute(element, 'value') };
    });
  }
}

function elements({ children }: Element, name: string): Element[] {
  return children.filter(
    (child): child is Element =>
      typeof child !== 'string' && !(child instanceof Uint8Array) && child.name === name,
  );
}

function required(element: Element, name: string): string {
  const value = attribute(element, name);
  if (value !== null && value !== '') return value;
  throw new ProvisioningError(element.offset, {
    expected: `the attribute ${name} of ${element.name}`,
    found: value === null ? 'none' : 'an empty one',
  });
}

function attribute(element: Element, name: string): string | null {
  const value = element.attributes.find((candidate) => candidate.name === name)?.value ?? null;
  bound(element, value?.length ?? 0, MAX_VALUE, `characters in the attribute ${name}`);
  return value;
}

function bound({ offset }: Element, count: number, limit: number, what: string): void {
  if (count > limit) {
    throw new ProvisioningError(offset, { expected: `at most ${limit} ${what}`, found: 'more' });
  }
}

/** The value of the first parm of that name that has one, without white space around it; null where there is none. */
export function parmValue({ parms }: Pick<Characteristic, 'parms'>, name: string): string | null {
  const parm = parms.find((candidate) => candidate.name === name && candidate.value?.trim());
  return parm?.value?.trim() ?? null;
}
