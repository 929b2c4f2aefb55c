import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type NewTndsNode, readTnds, type TndsNode, writeTnds } from '../../lib/syncml/index.js';
import { DM_DDF_1_2, decodeWbxml, type Element, readXml, toXml } from '../../lib/wbxml/index.js';
import { encodeTnds } from './encode.js';
import { asRead, generatedNodes } from './nodes.js';

const RUNS = { numRuns: 300, seed: 12 };

const read = (tree: Element): readonly TndsNode[] => {
  const { nodes, warnings } = readTnds(tree);
  assert.deepEqual(warnings, []);
  return nodes;
};

const viaWbxml = (nodes: readonly NewTndsNode[]): Element =>
  decodeWbxml(encodeTnds(writeTnds(nodes)), { space: DM_DDF_1_2 }).root;

const viaXml = (nodes: readonly NewTndsNode[]): Element =>
  readXml(toXml(writeTnds(nodes, 'xml'), { indent: 0 }));

describe('a serialised object that is written', () => {
  it('has its elements in the order of the standard', () => {
    const leaf: NewTndsNode = {
      name: 'Addr',
      path: 'Op',
      format: 'chr',
      type: 'text/plain',
      acl: 'Get=*',
      title: 'An address',
      tStamp: '20260101T000000Z',
      verNo: '7',
      value: 'x',
    };
    const op: NewTndsNode = {
      name: 'Op',
      format: 'node',
      type: 'urn:oma:mo:x:1.0',
      children: [leaf],
    };
    assert.equal(
      toXml(writeTnds([op, { name: 'Bare', format: 'int' }]), { indent: 0 }).replaceAll('\n', ''),
      '<?xml version="1.0" encoding="UTF-8"?><MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD>' +
        '<Node><NodeName>Op</NodeName><RTProperties><Format><node/></Format><Type><DDFName>urn:oma:mo:x:1.0</DDFName></Type></RTProperties>' +
        '<Node><NodeName>Addr</NodeName><Path>Op</Path><RTProperties><ACL>Get=*</ACL><Format><chr/></Format><Title>An address</Title>' +
        '<TStamp>20260101T000000Z</TStamp><Type><MIME>text/plain</MIME></Type><VerNo>7</VerNo></RTProperties><Value>x</Value></Node></Node>' +
        '<Node><NodeName>Bare</NodeName><RTProperties><Format><int/></Format><Type><MIME/></Type></RTProperties></Node></MgmtTree>',
    );
  });

  it('reads as what was written: as elements, as WBXML, as XML', () => {
    fc.assert(
      fc.property(generatedNodes, (nodes) => {
        const expected = nodes.map(asRead);
        for (const tree of [writeTnds(nodes), viaWbxml(nodes), viaXml(nodes)]) {
          assert.deepEqual(read(tree).map(asRead), expected);
        }
      }),
      RUNS,
    );
  });

  it("keeps line ends at the ends of a value in WBXML, where a reader would take them for a printer's", () => {
    for (const value of ['\n', ' \na', 'a\n ', '\n \n']) {
      const nodes: NewTndsNode[] = [{ name: 'a', format: 'chr', value }];
      assert.equal(read(viaWbxml(nodes))[0]?.value, value);
      assert.equal(read(viaXml(nodes))[0]?.value, value.trim());
    }
  });
});
