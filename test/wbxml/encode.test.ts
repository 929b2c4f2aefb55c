import assert from 'node:assert/strict';
import { fromHex, toHex } from '../../lib/bytes.js';
import { decodeWbxml } from '../../lib/wbxml/decode.js';
import type { Element } from '../../lib/wbxml/element.js';
import { type EncodeOptions, encodeWbxml } from '../../lib/wbxml/encode.js';
import { EncodeError } from '../../lib/wbxml/encode-error.js';
import {
  MAX_ATTRIBUTES,
  MAX_DEPTH,
  MAX_DOCUMENT,
  MAX_NODES,
  MAX_STRING_TABLE,
} from '../../lib/wbxml/limits.js';
import { DM_DDF_1_2, PROV, SPACES, SYNCML_1_2 } from '../../lib/wbxml/spaces.js';
import { shape } from './shape.js';
import { BOTH_WAYS } from './vectors.js';

const SYNCML: EncodeOptions = { version: '1.3', space: SYNCML_1_2 };

function element(
  name: string,
  children: Element['children'] = [],
  more: Partial<Element> = {},
): Element {
  return { name, attributes: [], children, offset: 0, ...more };
}

describe('encoding WBXML', () => {
  for (const [what, document, , stringTable] of BOTH_WAYS) {
    it(`writes ${what}`, () => {
      const { root, version, publicId } = decodeWbxml(fromHex(document));
      assert.notEqual(version, '1.0');
      const bytes = encodeWbxml(root, {
        version: version as EncodeOptions['version'],
        space: SPACES.get(publicId)!,
        stringTable: stringTable !== undefined,
        publicId: typeof publicId === 'number' ? 'number' : 'text',
      });
      assert.equal(toHex(bytes), document.replaceAll(' ', ''));
    });
  }

  it('finds the page of names without a namespace, that of the parent first', () => {
    const root = element('SyncML', [
      element('Meta', [element('Format'), element('Type')]),
      element('Data', [
        element('MgmtTree', [element('Node', [element('Format'), element('Add')])]),
      ]),
      element('Add'),
    ]);
    const namespaces: string[] = [];
    const visit = ({ name, namespace, children }: Element): void => {
      namespaces.push(`${name} ${namespace}`);
      for (const child of children) if (typeof child === 'object' && 'name' in child) visit(child);
    };
    visit(decodeWbxml(encodeWbxml(root, SYNCML)).root);
    assert.deepEqual(namespaces, [
      'SyncML SYNCML:SYNCML1.2',
      'Meta SYNCML:SYNCML1.2',
      'Format syncml:metinf',
      'Type syncml:metinf',
      'Data SYNCML:SYNCML1.2',
      'MgmtTree syncml:dmddf1.2',
      'Node syncml:dmddf1.2',
      'Format syncml:dmddf1.2',
      'Add syncml:dmddf1.2',
      'Add SYNCML:SYNCML1.2',
    ]);
  });

  it('takes namespaces in either case', () => {
    const root = element('SyncML', [], { namespace: 'syncml:syncml1.2' });
    assert.equal(toHex(encodeWbxml(root, SYNCML)), '03A4016A002D');
  });

  it('embeds documents as octets', () => {
    const inner = encodeWbxml(element('MgmtTree'), { version: '1.2', space: DM_DDF_1_2 });
    const outer = encodeWbxml(element('SyncML', [element('Data', [inner])]), SYNCML);
    assert.equal(shape(decodeWbxml(outer).root), `SyncML(Data(#${toHex(inner)}))`);
  });

  it('gives a document that something else has to tell the type of the number for that', () => {
    const space = { ...PROV, publicIds: [] };
    assert.equal(
      toHex(encodeWbxml(element('wap-provisioningdoc'), { version: '1.3', space })),
      '03016A0005',
    );
  });

  it('leaves short text and text that is needed once where it is', () => {
    const root = element('SyncML', ['abc', element('Add', ['abc']), element('Alert', ['abcd'])]);
    const plain = encodeWbxml(root, SYNCML);
    assert.deepEqual(encodeWbxml(root, { ...SYNCML, stringTable: true }), plain);
  });

  it('makes smaller documents with a string table', () => {
    const uri = 'https://dm.example.net/';
    const root = element('SyncML', [element('LocURI', [uri]), element('LocURI', [uri])]);
    const plain = encodeWbxml(root, SYNCML);
    const tabled = encodeWbxml(root, { ...SYNCML, stringTable: true });
    assert.equal(plain.length - tabled.length, uri.length - 1);
  });
});

/** [reason, element, code]. */
const REFUSED: readonly (readonly [string, Element, EncodeError['code']])[] = [
  ['a namespace without a code page', element('SyncML', [], { namespace: 'urn:x' }), 'malformed'],
  ['an element name with a prefix', element('a:b'), 'malformed'],
  ['an element name that is not ASCII', element('é'), 'malformed'],
  ['no element name', element(''), 'malformed'],
  [
    'an attribute name with a space',
    element('SyncML', [], { attributes: [{ name: 'a b', value: '' }] }),
    'malformed',
  ],
  [
    'an attribute twice',
    element('SyncML', [], {
      attributes: [
        { name: 'a', value: '' },
        { name: 'a', value: '' },
      ],
    }),
    'malformed',
  ],
  ['half of a surrogate pair', element('SyncML', ['\ud800']), 'malformed'],
  [
    'half of a surrogate pair in an attribute',
    element('SyncML', [], { attributes: [{ name: 'a', value: '\udc00' }] }),
    'malformed',
  ],
  ['too many levels', levels(MAX_DEPTH + 1), 'limit'],
  [
    'too many elements',
    element('SyncML', Array<Element>(MAX_NODES).fill(element('Final'))),
    'limit',
  ],
  ['too many attributes', attributes(MAX_ATTRIBUTES + 1), 'limit'],
  ['too much text', element('SyncML', ['a'.repeat(MAX_DOCUMENT)]), 'limit'],
  ['too many octets', element('SyncML', [new Uint8Array(MAX_DOCUMENT)]), 'limit'],
];

/** Elements inside one another, the innermost with text. */
function levels(count: number): Element {
  let inner: Element['children'][number] = 'a';
  for (let level = 0; level < count; level += 1) inner = element('Add', [inner]);
  return inner as Element;
}

function attributes(count: number): Element {
  const names = Array.from({ length: count }, (_, at) => ({ name: `a${at}`, value: '' }));
  return element('SyncML', [], { attributes: names });
}

describe('what WBXML cannot hold', () => {
  for (const [reason, root, code] of REFUSED) {
    it(`is refused: ${reason}`, () => {
      assert.throws(
        () => encodeWbxml({ ...root, offset: 7 }, SYNCML),
        (error) => error instanceof EncodeError && error.code === code,
      );
    });
  }

  it('is refused at the element that it stands in', () => {
    const root = element('SyncML', [element('Data', ['secret\ud800'], { offset: 9 })]);
    assert.throws(
      () => encodeWbxml(root, SYNCML),
      (error) =>
        error instanceof EncodeError && error.offset === 9 && !error.message.includes('secret'),
    );
  });

  it('is more than a string table takes', () => {
    const text = 'a'.repeat(MAX_STRING_TABLE);
    const root = element('SyncML', [element('Data', [text]), element('Data', [text])]);
    assert.throws(
      () => encodeWbxml(root, { ...SYNCML, stringTable: true }),
      (error) => error instanceof EncodeError && error.code === 'limit',
    );
  });

  it('is not what is just within the limits', () => {
    assert.equal(encodeWbxml(levels(MAX_DEPTH), SYNCML).length, 5 + 2 * MAX_DEPTH + 3);
    const { root } = decodeWbxml(encodeWbxml(attributes(MAX_ATTRIBUTES), SYNCML));
    assert.equal(root.attributes.length, MAX_ATTRIBUTES);
  });
});
