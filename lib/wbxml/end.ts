import { WbxmlError } from './error.js';
import { MAX_DOCUMENT } from './limits.js';
import { TokenReader } from './token-reader.js';

/** Where a document ends: after `length` bytes; not within these bytes; or nowhere, because of what stands at `offset`. */
export type Ending =
  | { readonly kind: 'end'; readonly length: number }
  | { readonly kind: 'more' }
  | { readonly kind: 'malformed'; readonly offset: number; readonly problem: string };

/** What an XML text can begin with, and WBXML cannot: white space, `<`, the first byte of a byte order mark of UTF-8 or UTF-16BE. */
const XML_STARTS: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0d, 0x20, 0x3c, 0xef, 0xfe]);
const UTF16_START = 0xfe;

/**
 * Where the message ends that `prefix` begins with. One pass, no tree, at most `MAX_DOCUMENT` bytes.
 *
 * WBXML ends with its root element: where `decodeWbxml` gives a length, this gives the same, and `more` for everything shorter.
 * Names and text are not looked at, so that not all that has an end can be decoded.
 *
 * XML ends before the first 00 or FF, which pad files and never stand in UTF-8 (in UTF-16: before the first pair of them); as long as there is
 * none, `more`, unless these bytes are known to be all there are.
 *
 * @param isAll nothing follows: the file ends with these bytes.
 */
export function endOf(prefix: Uint8Array, isAll = false): Ending {
  const first = prefix[0];
  if (first === undefined) return { kind: 'more' };
  return XML_STARTS.has(first)
    ? endOfXml(prefix, first === UTF16_START ? 2 : 1, isAll)
    : endOfWbxml(prefix);
}

/** Thrown where more bytes are wanted: after each READ of a file but the last, so that none is made for the occasion. */
const TRUNCATED = new WbxmlError('malformed', {
  offset: 0,
  expected: 'more of a document',
  found: 'the end of the bytes',
  truncated: true,
});

class PrefixReader extends TokenReader {
  override short(expected: string): never {
    if (this.bytes.length > this.end) super.short(expected);
    throw TRUNCATED;
  }
}

function endOfWbxml(prefix: Uint8Array): Ending {
  try {
    const tokens = new PrefixReader(prefix);
    for (;;) {
      const token = tokens.content();
      if (token === 'instruction') {
        tokens.skipAttributes();
        continue;
      }
      if (token === 'start' && tokens.hasAttributes) tokens.skipAttributes();
      if (tokens.depth === 0) return { kind: 'end', length: tokens.at };
    }
  } catch (error) {
    if (error === TRUNCATED) return { kind: 'more' };
    if (!(error instanceof WbxmlError)) throw error;
    return { kind: 'malformed', offset: error.offset, problem: error.message };
  }
}

function endOfXml(prefix: Uint8Array, unit: 1 | 2, isAll: boolean): Ending {
  for (let at = 0; at + unit <= prefix.length && at < MAX_DOCUMENT; at += unit) {
    const byte = prefix[at]!;
    if ((byte === 0x00 || byte === 0xff) && byte === prefix[at + unit - 1]) {
      return { kind: 'end', length: at };
    }
  }
  if (prefix.length <= MAX_DOCUMENT) {
    return isAll ? { kind: 'end', length: prefix.length } : { kind: 'more' };
  }
  return {
    kind: 'malformed',
    offset: MAX_DOCUMENT,
    problem: `XML: expected a document of at most ${MAX_DOCUMENT} bytes, found no end of it`,
  };
}
