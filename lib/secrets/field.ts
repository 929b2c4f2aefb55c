import { isUtf8 } from 'node:buffer';
import { concat } from '../bytes.js';

export type Data = string | Uint8Array;

/** A part of what an element or an attribute holds, as it stands in its document. */
export interface Segment {
  readonly data: Data;
  /** Puts data of the same kind and length in its place; null where the document says it by a token, and it cannot be changed. */
  readonly put: ((data: Data) => void) | null;
}

/** What an element holds apart from elements, or the value of an attribute: to be read, and to be overwritten by data of the same length. */
export class Field {
  readonly #segments: readonly Segment[];

  constructor(segments: readonly Segment[]) {
    this.#segments = segments;
  }

  /** Text, or octets as soon as a part of it is an OPAQUE. */
  get data(): Data {
    const parts = this.#segments.map(({ data }) => data);
    return parts.every((part) => typeof part === 'string')
      ? parts.join('')
      : concat(...parts.map(toBytes));
  }

  /** As text, without white space around it; `''` where it is none. */
  get text(): string {
    const { data } = this;
    if (typeof data === 'string') return data.trim();
    return isUtf8(data) ? Buffer.from(data).toString('utf8').trim() : '';
  }

  put(data: Data): void {
    let at = 0;
    for (const segment of this.#segments) {
      const old = typeof data === 'string' ? segment.data : toBytes(segment.data);
      const part = data.slice(at, at + old.length);
      at += old.length;
      segment.put?.(
        typeof segment.data === 'string' && typeof part !== 'string'
          ? Buffer.from(part).toString('utf8')
          : part,
      );
    }
  }
}

const toBytes = (data: Data): Uint8Array => (typeof data === 'string' ? Buffer.from(data) : data);

/** An element, with all that can be overwritten in it. A document that ends too early leaves its last elements open: they end with it. */
export interface Located {
  /** Without prefix; `''` where no table knows it. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, Field>;
  readonly children: readonly Located[];
  readonly content: Field;
}

export const childOf = ({ children }: Located, name: string): Located | undefined =>
  children.find((child) => child.name === name);

/** The text of an element below another, by its path; `''` where there is none. */
export function textAt(element: Located, ...path: readonly string[]): string {
  let found: Located | undefined = element;
  for (const name of path) found = found && childOf(found, name);
  return found?.content.text ?? '';
}
