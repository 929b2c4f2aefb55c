import { BodyWriter } from './body-writer.js';
import { ByteWriter } from './byte-writer.js';
import type { Element } from './element.js';
import { EncodeError } from './encode-error.js';
import { endOf } from './end.js';
import { type CodeSpace, UNKNOWN_ID } from './space.js';
import { StringTable } from './string-table.js';
import { Vocabulary } from './vocabulary.js';

export interface EncodeOptions {
  readonly version: '1.1' | '1.2' | '1.3';
  readonly space: CodeSpace;
  /** Text that is needed more than once goes into the string table. */
  readonly stringTable?: boolean;
  /** How the header names the document type: by number if it has one, unless the text is asked for. */
  readonly publicId?: 'number' | 'text';
}

const VERSIONS = { '1.1': 0x01, '1.2': 0x02, '1.3': 0x03 } as const;
const UTF8 = 106;

/** Characters from which on a repeated text takes less room in the string table than in its places. */
const SHARED_LENGTH = 4;

/**
 * A document as WBXML in UTF-8. Octets become opaque data; names without a token, literals; all other content, strings.
 * An element belongs on the code page of its namespace; one without is taken for what has its name, on the page of its parent first.
 * The same tree always gives the same bytes, and `decodeWbxml` makes the same tree of them.
 *
 * Throws `EncodeError`.
 */
export function encodeWbxml(root: Element, options: EncodeOptions): Uint8Array {
  const { space, version, stringTable = false, publicId = 'number' } = options;
  // WBXML 1.1 cannot switch pages in attribute lists (5.3); that it can in content, all of SyncML takes for granted.
  const vocabulary = new Vocabulary(space, { pagedAttributes: version !== '1.1' });
  const repeated = stringTable ? repeatedTexts(root, vocabulary) : new Set<string>();

  const document = new ByteWriter();
  const table = new StringTable();
  document.byte(VERSIONS[version]);
  const id = space.publicIds.at(publicId === 'text' ? -1 : 0) ?? UNKNOWN_ID;
  if (typeof id === 'number') {
    document.integer(id);
  } else {
    document.byte(0);
    document.integer(table.index(id));
  }
  document.integer(UTF8);
  const body = new BodyWriter(vocabulary, table, (text) => repeated.has(text));
  body.element(root);
  document.integer(table.length);
  document.bytes(table.written());
  document.bytes(body.written());

  const bytes = document.written();
  const ending = endOf(bytes);
  if (ending.kind === 'malformed') {
    throw new EncodeError('limit', {
      offset: root.offset,
      expected: 'a document within the limits of the decoder',
      found: `one beyond them (${ending.problem})`,
    });
  }
  return bytes;
}

/** The texts that a body has more than once. */
function repeatedTexts(root: Element, vocabulary: Vocabulary): ReadonlySet<string> {
  const once = new Set<string>();
  const repeated = new Set<string>();
  const body = new BodyWriter(vocabulary, new StringTable(), (text) => {
    if (text.length >= SHARED_LENGTH) (once.has(text) ? repeated : once).add(text);
    return false;
  });
  body.element(root);
  return repeated;
}
