import assert from 'node:assert/strict';
import { readXml } from '../../lib/syncml/index.js';

describe('XML text', () => {
  it('becomes elements, attributes and text, in order', () => {
    assert.deepEqual(readXml('<a x="1">one<b/>two<![CDATA[<three>]]></a>'), {
      name: 'a',
      attributes: [{ name: 'x', value: '1' }],
      children: ['one', { name: 'b', attributes: [], children: [], offset: 12 }, 'two<three>'],
      offset: 0,
    });
  });

  it('loses prefixes, comments, instructions, declarations and a byte order mark', () => {
    const root = readXml(
      '\uFEFF<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "http://nowhere/x.dtd">\n<p:a xmlns:p="u"><!-- c --><?i x?><p:b/></p:a>\n',
    );
    assert.equal(root.name, 'a');
    assert.deepEqual(
      root.children.map((child) => typeof child === 'object' && 'name' in child && child.name),
      ['b'],
    );
  });

  it('resolves the entities of XML itself and character references', () => {
    assert.deepEqual(readXml('<a>&lt;&amp;&#65;&#x42;</a>').children, ['<&AB']);
  });

  it('counts offsets in bytes of UTF-8', () => {
    const [, b] = readXml('<a>é€<b/></a>').children;
    assert.equal(typeof b === 'object' && 'offset' in b && b.offset, 8);
  });
});
