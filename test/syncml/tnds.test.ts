import assert from 'node:assert/strict';
import { readTnds, type TndsNode } from '../../lib/syncml/index.js';
import { readXml } from '../../lib/wbxml/index.js';
import { element } from './encode.js';

/** The nodes stand first, so that offsets can be told at a glance. */
const read = (nodes: string) =>
  readTnds(readXml(`<MgmtTree>${nodes}<VerDTD>1.2</VerDTD></MgmtTree>`));

function only(nodes: string): TndsNode {
  const [first] = read(nodes).nodes;
  assert.ok(first);
  return first;
}

const BARE = {
  path: '',
  type: null,
  acl: null,
  title: null,
  tStamp: null,
  verNo: null,
  value: null,
  children: [],
};

describe('a serialised object', () => {
  it('gives name, path, properties and value of a leaf', () => {
    assert.deepEqual(
      only(
        '<Node><NodeName>Addr</NodeName><Path>Op/AppAddr</Path><RTProperties><ACL>Get=*</ACL><Format><chr/></Format>' +
          '<Name>Other</Name><Size>1</Size><Title>An address</Title><TStamp>20260101T000000Z</TStamp><Type><MIME>text/plain</MIME></Type>' +
          '<VerNo>7</VerNo></RTProperties><Value>x</Value></Node>',
      ),
      {
        name: 'Addr',
        path: 'Op/AppAddr',
        format: 'chr',
        type: 'text/plain',
        acl: 'Get=*',
        title: 'An address',
        tStamp: '20260101T000000Z',
        verNo: '7',
        value: 'x',
        children: [],
        offset: 10,
      },
    );
  });

  it('gives the identifier and the children of an interior node', () => {
    assert.deepEqual(
      only(
        '<Node><NodeName>Op</NodeName><RTProperties><Format><node/></Format><Type><DDFName>urn:oma:mo:x:1.0</DDFName></Type></RTProperties>' +
          '<Node><NodeName>Leaf</NodeName></Node></Node>',
      ),
      {
        ...BARE,
        name: 'Op',
        format: 'node',
        type: 'urn:oma:mo:x:1.0',
        children: [{ ...BARE, name: 'Leaf', format: 'chr', offset: 140 }],
        offset: 10,
      },
    );
  });

  const values: [string, string, string, string | Uint8Array | null][] = [
    ['text as it is', 'chr', ' two  spaces ', ' two  spaces '],
    ['text without the line ends around it', 'chr', '\n    text\n  ', 'text'],
    ['no text', 'chr', '', ''],
    ['nothing but a line end', 'chr', '\n  ', ''],
    ['base64 of bin', 'bin', '\n AQID\n', Uint8Array.of(1, 2, 3)],
    ['text of bin that is no base64', 'bin', 'a-b', Uint8Array.from(Buffer.from('a-b'))],
    ['base64 of b64, which stays text', 'b64', 'AQID', 'AQID'],
    ['whatever null has', 'null', 'x', null],
  ];
  for (const [what, format, text, value] of values) {
    it(`takes as value ${what}`, () => {
      const node = only(
        `<Node><NodeName>v</NodeName><RTProperties><Format><${format}/></Format></RTProperties><Value>${text}</Value></Node>`,
      );
      assert.deepEqual(node.value, value);
    });
  }

  it('takes octets for bin as they are, and for text as UTF-8', () => {
    const leaf = (format: string, bytes: Uint8Array) =>
      element(
        'MgmtTree',
        element(
          'Node',
          element('NodeName', 'v'),
          element('RTProperties', element('Format', element(format))),
          element('Value', bytes),
        ),
      );
    assert.deepEqual(
      readTnds(leaf('bin', Uint8Array.of(0xff, 0))).nodes[0]?.value,
      Uint8Array.of(0xff, 0),
    );
    assert.equal(readTnds(leaf('chr', Uint8Array.of(0xc3, 0xa9))).nodes[0]?.value, 'é');
  });

  describe('that is untidy', () => {
    it('may have another VerDTD or none, with a warning', () => {
      for (const version of ['', '<VerDTD/>', '<VerDTD>2.0</VerDTD>']) {
        const { nodes, warnings } = readTnds(readXml(`<MgmtTree>${version}<Node/></MgmtTree>`));
        assert.equal(nodes.length, 1);
        assert.deepEqual(warnings, ['MgmtTree: its VerDTD is missing or not 1.2']);
      }
    });

    it('may have its name in the properties alone', () => {
      assert.equal(only('<Node><RTProperties><Name> a </Name></RTProperties></Node>').name, 'a');
    });

    it('may have a Size that is not that of its Value, with a warning', () => {
      const leaf = (size: string, format: string, value: string): string =>
        `<Node><RTProperties><Format><${format}/></Format><Size>${size}</Size></RTProperties><Value>${value}</Value></Node>`;
      const right = [leaf('2', 'chr', 'é'), leaf('3', 'bin', 'AQID'), leaf('4', 'b64', 'AQID')];
      assert.deepEqual(read(right.join('')).warnings, []);
      const wrong = [leaf('1', 'chr', 'é'), leaf('2', 'bin', 'AQID'), leaf('x', 'chr', 'a')];
      assert.equal(read(wrong.join('')).warnings.length, 3);
    });

    it('may have no RTProperties: what is in the node decides', () => {
      const node = only('<Node><NodeName>a</NodeName><Node><NodeName>b</NodeName></Node></Node>');
      assert.deepEqual([node.format, node.children[0]?.format], ['node', 'chr']);
    });

    it('may have the text of Type and Format where an element should be', () => {
      const node = only(
        '<Node><NodeName>a</NodeName><RTProperties><Type> urn:oma:mo:x:1.0 </Type><Format>node</Format></RTProperties></Node>',
      );
      assert.deepEqual([node.type, node.format], ['urn:oma:mo:x:1.0', 'node']);
    });

    it('may give an interior node a MIME type, which says nothing', () => {
      const node = only(
        '<Node><NodeName>a</NodeName><RTProperties><Format><node/></Format><Type><MIME>text/plain</MIME></Type></RTProperties></Node>',
      );
      assert.equal(node.type, null);
    });

    it('may have no name', () => {
      assert.equal(only('<Node/>').name, '');
    });

    it('gets another Format where its own cannot be, with a warning', () => {
      const { nodes, warnings } = read(
        '<Node><NodeName>a</NodeName><RTProperties><Format><chr/></Format></RTProperties><Node/></Node>' +
          '<Node><NodeName>b</NodeName><RTProperties><Format><node/></Format></RTProperties><Value>v</Value></Node>' +
          '<Node><NodeName>c</NodeName><RTProperties><Format><odd/></Format></RTProperties></Node>',
      );
      assert.deepEqual(
        nodes.map(({ format }) => format),
        ['node', 'chr', 'chr'],
      );
      assert.deepEqual(warnings, [
        'Node at byte 10: its Format cannot be, and is taken for node',
        'Node at byte 104: its Format cannot be, and is taken for chr',
        'Node at byte 208: its Format cannot be, and is taken for chr',
      ]);
    });

    it('loses mark-up in a value, with a warning', () => {
      const { nodes, warnings } = read('<Node><NodeName>a</NodeName><Value><b/></Value></Node>');
      assert.equal(nodes[0]?.value, '');
      assert.equal(warnings.length, 1);
    });
  });
});
