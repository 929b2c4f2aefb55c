import assert from 'node:assert/strict';
import type { Element } from '../../lib/wbxml/element.js';
import { MAX_ATTRIBUTES, MAX_DEPTH, MAX_NODES, MAX_XML } from '../../lib/wbxml/limits.js';
import { readXml } from '../../lib/wbxml/read-xml.js';
import { XmlError } from '../../lib/wbxml/xml-error.js';

function refused(text: string): XmlError {
  try {
    readXml(text);
  } catch (error) {
    assert.ok(error instanceof XmlError, String(error));
    return error;
  }
  return assert.fail('read');
}

/** `{namespace}name` of an element and of all in it. */
function names({ name, namespace, children }: Element): string[] {
  const inside = children.flatMap((child) =>
    typeof child === 'string' || child instanceof Uint8Array ? [] : names(child),
  );
  return [`{${namespace}}${name}`, ...inside];
}

describe('XML text', () => {
  it('becomes elements, attributes and text, in order', () => {
    assert.deepEqual(readXml('<a y="1" x="2">one<b/>two<![CDATA[<three>]]></a>'), {
      name: 'a',
      namespace: '',
      attributes: [
        { name: 'y', value: '1' },
        { name: 'x', value: '2' },
      ],
      children: [
        'one',
        { name: 'b', namespace: '', attributes: [], children: [], offset: 18 },
        'two<three>',
      ],
      offset: 0,
    });
  });

  it('has namespaces by declaration, and no prefixes', () => {
    const root = readXml(
      '<a xmlns="s"><b/><m:c xmlns:m="t"><d/><m:e/></m:c><f xmlns=""><g/></f><h xmlns="u"/></a>',
    );
    assert.deepEqual(names(root), ['{s}a', '{s}b', '{t}c', '{s}d', '{t}e', '{}f', '{}g', '{u}h']);
  });

  it('loses attributes with a prefix, and the declarations', () => {
    const { attributes } = readXml('<a xmlns="s" xmlns:m="t" m:b="1" xml:lang="de" b="2"/>');
    assert.deepEqual(attributes, [{ name: 'b', value: '2' }]);
  });

  it('loses comments, instructions, document types and a byte order mark', () => {
    const root = readXml(
      '\uFEFF<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "http://nowhere/x.dtd">\n<a><!-- c --><?i x?><b/></a>\n',
    );
    assert.deepEqual(names(root), ['{}a', '{}b']);
    assert.equal(root.children.length, 1);
  });

  it('resolves the entities of XML itself and character references', () => {
    assert.deepEqual(readXml('<a>&lt;&amp;&#65;&#x42;</a>').children, ['<&AB']);
  });

  it('keeps white space in text, line ends as line feeds', () => {
    assert.deepEqual(readXml('<a> \r\n\t&#xD;</a>').children, [' \n\t\r']);
  });

  it('counts offsets in bytes of UTF-8', () => {
    const [, b] = readXml('\uFEFF<a>é€<b/></a>').children;
    assert.equal(typeof b === 'object' && 'offset' in b && b.offset, 11);
  });
});

/** [reason, text, offset]. */
const MALFORMED: readonly (readonly [string, string, number?])[] = [
  ['no text', ''],
  ['no element', '<!-- a -->'],
  ['an element without an end', '<a><b></a>', 10],
  ['text after the root', '<a/>b'],
  ['two roots', '<a/><b/>'],
  ['an entity that is not of XML itself', '<a>&b;</a>', 6],
  ['an entity that the document type declares', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
  ['an entity out of a file', '<!DOCTYPE a [<!ENTITY b SYSTEM "/etc/passwd">]><a>&b;</a>'],
  ['entities of entities', '<!DOCTYPE a [<!ENTITY b "&#38;c;&#38;c;"><!ENTITY c "c">]><a>&b;</a>'],
  ['an attribute without a value', '<a b></a>'],
  ['an attribute twice', '<a b="1" b="2"/>'],
  ['an attribute twice by prefixes', '<a xmlns:x="u" xmlns:y="u" x:b="1" y:b="2"/>'],
  ['a prefix that is bound to nothing', '<x:a/>'],
  ['a name with two colons', '<a:b:c/>'],
  ['a character that XML cannot hold', '<a>\u0001</a>'],
  ['a reference to one', '<a>&#1;</a>'],
  ['half of a surrogate pair', '<a>\ud800</a>'],
  ['the other half', '<a>\udc00</a>'],
];

describe('XML text that is malformed', () => {
  for (const [reason, text, offset] of MALFORMED) {
    it(`is refused: ${reason}`, () => {
      const error = refused(text);
      assert.equal(error.code, 'malformed');
      if (offset !== undefined) assert.equal(error.offset, offset);
    });
  }

  it('is never quoted', () => {
    for (const text of ['<a>&hidden;</a>', '<a></hidden>', '<a hidden></a>', '<a/>hidden']) {
      assert.doesNotMatch(refused(text).message, /hidden/);
    }
  });
});

describe('the limits of XML', () => {
  const limit = (text: string, offset: number): void => {
    const error = refused(text);
    assert.deepEqual({ code: error.code, offset: error.offset }, { code: 'limit', offset });
  };

  it('end a depth', () => {
    const deep = (depth: number): string => '<a>'.repeat(depth) + '</a>'.repeat(depth);
    assert.equal(names(readXml(deep(MAX_DEPTH))).length, MAX_DEPTH);
    limit(deep(MAX_DEPTH + 1), 3 * MAX_DEPTH);
  });

  it('end a number of elements', () => {
    const many = (count: number): string => `<a>${'<b/>'.repeat(count - 1)}</a>`;
    assert.equal(readXml(many(MAX_NODES)).children.length, MAX_NODES - 1);
    limit(many(MAX_NODES + 1), 3 + 4 * (MAX_NODES - 1));
  });

  it('end the attributes of an element', () => {
    const many = (count: number): string =>
      `<a${Array.from({ length: count }, (_, at) => ` a${at}=""`).join('')}/>`;
    assert.equal(readXml(many(MAX_ATTRIBUTES)).attributes.length, MAX_ATTRIBUTES);
    limit(many(MAX_ATTRIBUTES + 1), 0);
  });

  it('end a text', () => {
    const long = (length: number): string => `<a>${'x'.repeat(length - 7)}</a>`;
    assert.equal(readXml(long(MAX_XML)).children.length, 1);
    limit(long(MAX_XML + 1), 0);
  });
});
