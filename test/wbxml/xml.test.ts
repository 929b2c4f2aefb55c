import assert from 'node:assert/strict';
import fc from 'fast-check';
import { concat, fromHex } from '../../lib/bytes.js';
import { decodeEmbedded, decodeWbxml } from '../../lib/wbxml/decode.js';
import type { Element } from '../../lib/wbxml/element.js';
import { MAX_UNFOLDED } from '../../lib/wbxml/limits.js';
import { toXml, type XmlOptions } from '../../lib/wbxml/xml.js';
import { sample } from './documents.js';
import { parseXml } from './xml-tree.js';

function element(
  name: string,
  children: Element['children'] = [],
  more: Partial<Element> = {},
): Element {
  return { name, attributes: [], children, offset: 0, ...more };
}

function unfold(bytes: Uint8Array): Element | null {
  return decodeEmbedded(bytes)?.root ?? null;
}

/** [what it shows, the element, its lines after the declaration]. */
const VECTORS: readonly (readonly [string, Element, readonly string[]])[] = [
  ['an empty element', element('a'), ['<a/>']],
  ['a leaf on one line', element('a', ['text']), ['<a>text</a>']],
  [
    'elements in elements',
    element('a', [element('b', [element('c')]), element('d', ['e'])]),
    ['<a>', '  <b>', '    <c/>', '  </b>', '  <d>e</d>', '</a>'],
  ],
  [
    'mixed content without white space',
    element('a', ['b', element('c', [element('d')])]),
    ['<a>b<c><d/></c></a>'],
  ],
  [
    'namespaces where they change',
    element('a', [element('b', ['c'], { namespace: 'm' }), element('d', [], { namespace: 's' })], {
      namespace: 's',
    }),
    ['<a xmlns="s">', '  <b xmlns="m">c</b>', '  <d/>', '</a>'],
  ],
  [
    'a namespace that ends',
    element('a', [element('b', [], { namespace: '' })], { namespace: 's' }),
    ['<a xmlns="s">', '  <b xmlns=""/>', '</a>'],
  ],
  [
    'a declaration of the document itself',
    element('a', [element('b', [], { namespace: 's' })], {
      namespace: 's',
      attributes: [{ name: 'xmlns', value: 't' }],
    }),
    ['<a xmlns="t">', '  <b xmlns="s"/>', '</a>'],
  ],
  ['mark-up in text', element('a', ['<&>"\'']), ['<a>&lt;&amp;&gt;"\'</a>']],
  [
    'mark-up and white space in attributes',
    element('a', [], { attributes: [{ name: 'b', value: '"<\t\n' }] }),
    ['<a b="&quot;&lt;&#x9;&#xA;"/>'],
  ],
  ['a carriage return', element('a', ['\r']), ['<a>&#xD;</a>']],
  [
    'what XML cannot hold',
    element('a', ['\u0001\ud800\uffff']),
    ['<a>\\u{1}\\u{D800}\\u{FFFF}</a>'],
  ],
  ['what a terminal would obey', element('a', ['\u009b\u202e']), ['<a>&#x9B;&#x202E;</a>']],
  ['opaque text', element('a', [Buffer.from('<b>ü</b>')]), ['<a><![CDATA[<b>ü</b>]]></a>']],
  [
    'opaque text with the end of a CDATA section',
    element('a', [Buffer.from(']]>')]),
    ['<a><![CDATA[]]]]><![CDATA[>]]></a>'],
  ],
  ['opaque octets', element('a', [fromHex('00FF')]), ['<a><!-- 2 bytes as base64 -->AP8=</a>']],
  [
    'opaque text that XML would change',
    element('a', [fromHex('410D')]),
    ['<a><!-- 2 bytes as base64 -->QQ0=</a>'],
  ],
];

describe('XML of a document', () => {
  for (const [what, root, lines] of VECTORS) {
    it(`shows ${what}`, () => {
      const declaration = '<?xml version="1.0" encoding="UTF-8"?>';
      assert.equal(toXml(root), `${[declaration, ...lines].join('\n')}\n`);
    });
  }

  it('is indented as asked', () => {
    assert.match(toXml(element('a', [element('b')]), { indent: 4 }), /<a>\n {4}<b\/>\n<\/a>\n$/);
  });

  it('unfolds embedded documents', () => {
    const { root } = decodeWbxml(
      fromHex('03 A401 6A 00 6D 4F C3 0A 03 01 6A 00 00 02 60 64 01 01 01 01'),
    );
    assert.deepEqual(toXml(root, { unfold }).split('\n').slice(1, -1), [
      '<SyncML xmlns="SYNCML:SYNCML1.2">',
      '  <Data>',
      '    <MgmtTree xmlns="syncml:dmddf1.2">',
      '      <Node/>',
      '    </MgmtTree>',
      '  </Data>',
      '</SyncML>',
    ]);
    assert.match(toXml(root), /<Data><!-- 10 bytes as base64 -->/);
  });

  it('unfolds to a bounded depth', () => {
    let bytes = fromHex('03 01 6A 00 60 01');
    for (let depth = 0; depth < MAX_UNFOLDED; depth++) {
      bytes = concat(
        fromHex('03 01 6A 00 60 C3'),
        Uint8Array.of(bytes.length),
        bytes,
        Uint8Array.of(1),
      );
    }
    const trees = (options: XmlOptions): number =>
      toXml(element('a', [bytes]), options).split('<MgmtTree').length - 1;
    assert.equal(trees({ unfold }), MAX_UNFOLDED);
    assert.equal(trees({}), 0);
  });

  it('is well-formed for any document', () => {
    fc.assert(
      fc.property(sample, ({ root }) => {
        const { name, namespace } = parseXml(toXml(root, { unfold }));
        assert.deepEqual({ name, namespace }, { name: root.name, namespace: root.namespace });
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});
