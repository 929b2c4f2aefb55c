import { type Charset, decodeText } from '../wbxml/charset.js';
import type { AttributePage } from '../wbxml/space.js';
import { encodeText } from './encode-text.js';
import type { Data, Segment } from './field.js';

/** Makes segments of pieces of a WBXML document: what is put into them changes its bytes. */
export class WbxmlSegments {
  readonly #bytes: Uint8Array;
  charset: Charset = 'UTF-8';

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** A word that a token stands for becomes the first one of its page. */
  word(token: number, offset: number, page: AttributePage | undefined): Segment {
    const data = page?.values[token] ?? page?.alsoRead?.[token] ?? '';
    const first = Object.keys(page?.values ?? {})[0];
    const put = (changed: Data): void => {
      if (changed !== data && first !== undefined) this.#bytes[offset] = Number(first);
    };
    return { data, put };
  }

  octets(start: number, end: number): Segment {
    const own = this.#bytes.subarray(start, end);
    return { data: own.slice(), put: (data) => own.set(data as Uint8Array) };
  }

  /** Text, inline or in the table, in the character set of the document. Bytes that are none are octets. */
  text(start: number, end: number): Segment {
    const own = this.#bytes.subarray(start, end);
    const { charset } = this;
    const text = decodeText(own, charset);
    if (typeof text !== 'string') return this.octets(start, end);
    const put = (data: Data): void => {
      const encoded = encodeText(data as string, charset, own);
      if (encoded.length <= own.length) own.set(encoded, own.length - encoded.length);
    };
    return { data: text, put };
  }

  /** The number of a character, in as many bytes as it had: seven bits each, high bits first, leading ones 0 (WBXML 1.3, 5.1). */
  character(codePoint: number, start: number, end: number): Segment {
    const put = (data: Data): void => {
      let rest = (data as string).codePointAt(0) ?? 0;
      for (let at = end - 1; at >= start; at -= 1) {
        this.#bytes[at] = (rest & 0x7f) | (at < end - 1 ? 0x80 : 0);
        rest >>>= 7;
      }
    };
    return { data: String.fromCodePoint(codePoint), put };
  }
}
