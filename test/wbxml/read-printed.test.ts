import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fromHex } from '../../lib/bytes.js';
import {
  decodeEmbedded,
  type Element,
  readPrinted,
  toXml,
  XmlError,
} from '../../lib/wbxml/index.js';
import { sample } from './documents.js';

type Child = Element['children'][number];

/** A child without the places that its elements had. */
function comparable(child: Child): unknown {
  if (typeof child === 'string') return child;
  if (child instanceof Uint8Array) return [...child];
  const { name, namespace, attributes, children } = child;
  return {
    name,
    namespace,
    attributes: attributes.map(({ name, value }) => [name, value]),
    children: children.map(comparable),
  };
}

const children = (xml: string): Element['children'] => readPrinted(xml).root.children;
const octets = (text: string): Uint8Array => new TextEncoder().encode(text);

const text = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
  fc.constantFrom(' ', '\n\t', ' x ', '\\', '\\u{41}', 'u{41}', '\u0000', '\r\n', 'AAEC', ']]>'),
);
const opaque = fc.oneof(
  fc.uint8Array({ maxLength: 6 }),
  text.map(octets),
  fc.constantFrom(octets(']]'), octets('>'), octets(']]>]]>'), octets('<!-- 3 -->')),
);

/** Elements with pieces of every kind beside one another. */
const { tree } = fc.letrec<{ tree: Element }>((tie) => ({
  tree: fc.record({
    name: fc.constantFrom('a', 'b', 'Data'),
    namespace: fc.constantFrom('', 's', 't'),
    attributes: fc.array(fc.record({ name: fc.constant('c'), value: text }), { maxLength: 1 }),
    children: fc
      .array(fc.oneof({ maxDepth: 3 }, text, opaque, tie('tree')), { maxLength: 5 })
      .map((pieces) =>
        pieces.filter(
          (piece, at) => typeof piece !== 'string' || typeof pieces[at - 1] !== 'string',
        ),
      ),
    offset: fc.constant(0),
  }),
}));

describe('a document that was printed', () => {
  it('is read back, whatever it holds', () => {
    const check = (root: Element): void =>
      assert.deepEqual(comparable(readPrinted(toXml(root)).root), comparable(root));
    fc.assert(fc.property(tree, check), { seed: 1, numRuns: 1000 });
    fc.assert(
      fc.property(sample, ({ root }) => check(root)),
      { seed: 2, numRuns: 200 },
    );
  });

  it('is printed again as it was, embedded documents included', () => {
    const { root } = readPrinted('<a><!-- 5 bytes as base64 -->AwFqACA=</a>');
    const printed = toXml(root, { unfold: (bytes) => decodeEmbedded(bytes)?.root ?? null });
    assert.match(printed, /<MgmtTree xmlns="syncml:dmddf1\.2"\/>/);
    assert.equal(toXml(readPrinted(printed).root), printed);
  });
});

describe('a document that was written by hand', () => {
  for (const [what, xml, ...expected] of [
    ['text is text', '<a> b &amp; c </a>', ' b & c '],
    ['a CDATA section is octets', '<a><![CDATA[<b/>]]></a>', octets('<b/>')],
    ['sections side by side are one', '<a><![CDATA[b]]><![CDATA[c]]></a>', octets('bc')],
    ['an empty section is no octets', '<a><![CDATA[]]></a>', octets('')],
    [
      'a comment parts sections',
      '<a><![CDATA[b]]><!----><![CDATA[c]]></a>',
      octets('b'),
      octets('c'),
    ],
    ['base64 is octets', '<a><!-- 9 bytes as base64 -->\n AAE\n C\n</a>', fromHex('000102')],
    ['base64 without its comment is text', '<a>AAEC</a>', 'AAEC'],
    ['base64 behind another comment is text', '<a><!-- 3 bytes -->AAEC</a>', 'AAEC'],
    ['white space beside octets is layout', '<a>\n<![CDATA[b]]>\n</a>', octets('b')],
    ['white space alone is text', '<a>\n</a>', '\n'],
    ['an escape is its character', '<a>\\u{20}\\u{1F600}\\u{5c}</a>', ' \u{1f600}\\'],
    ['what is no escape stays', '<a>\\u{110000}\\u{}\\u20</a>', '\\u{110000}\\u{}\\u20'],
  ] as const) {
    it(`means what it says: ${what}`, () => assert.deepEqual(children(xml), expected));
  }

  it('is told by the public identifier of its declaration', () => {
    const declared = (declaration: string): string | null =>
      readPrinted(`<!DOCTYPE a ${declaration}><a/>`).publicId;
    assert.equal(declared('PUBLIC "-//X//DTD A//EN" "a.dtd"'), '-//X//DTD A//EN');
    assert.equal(declared("PUBLIC '-//X//DTD A//EN' 'a.dtd'"), '-//X//DTD A//EN');
    assert.equal(declared('SYSTEM "PUBLIC.dtd"'), null);
    assert.equal(declared('[<!ENTITY b "c">]'), null);
    assert.equal(readPrinted('<a/>').publicId, null);
  });

  it('is refused where base64 is none, with the place', () => {
    assert.throws(
      () => readPrinted('<a><!-- 3 bytes as base64 -->AA EC!</a>'),
      (error) => error instanceof XmlError && error.code === 'malformed' && error.offset > 29,
    );
  });
});
