import assert from 'node:assert/strict';
import { type Characteristic, type Parm, readProvisioning } from '../../lib/provisioning/index.js';
import { readXml } from '../../lib/wbxml/index.js';
import { ch, doc, parm } from './documents.js';

const read = (xml: string) => readProvisioning(readXml(xml));

/** A characteristic without its place. */
const shape = ({ type, parms, characteristics }: Characteristic): unknown => ({
  type,
  parms: parms.map(({ name, value }: Parm) => [name, value]),
  characteristics: characteristics.map(shape),
});

describe('a provisioning document', () => {
  it('is read with all that is in it, known or not, in its order', () => {
    const { version, characteristics } = read(
      doc(
        ch('NAPDEF', parm('NAPID', 'n'), parm('INTERNET'), ch('X-OWN', parm('x.y', ' v '))),
        ch('X-OTHER'),
      ),
    );
    assert.equal(version, '1.1');
    assert.deepEqual(characteristics.map(shape), [
      {
        type: 'NAPDEF',
        parms: [
          ['NAPID', 'n'],
          ['INTERNET', null],
        ],
        characteristics: [{ type: 'X-OWN', parms: [['x.y', ' v ']], characteristics: [] }],
      },
      { type: 'X-OTHER', parms: [], characteristics: [] },
    ]);
  });

  it('says where each characteristic stands', () => {
    const [first] = read(doc(ch('A', ch('B')))).characteristics;
    assert.equal(first?.offset, 35);
    assert.equal(first?.characteristics[0]?.offset, 35 + '<characteristic type="A">'.length);
  });

  it('may have a document type declaration, no version, and a namespace', () => {
    const plain = `<wap-provisioningdoc xmlns="urn:x">${ch('A')}</wap-provisioningdoc>`;
    const declared = `<?xml version="1.0"?><!DOCTYPE wap-provisioningdoc PUBLIC "-//WAPFORUM//DTD PROV 1.0//EN" "http://www.wapforum.org/DTD/prov.dtd">${plain}`;
    const { version, characteristics } = read(declared);
    assert.equal(version, null);
    assert.deepEqual(characteristics.map(shape), read(plain).characteristics.map(shape));
  });

  it('keeps an empty value apart from none', () => {
    const [first] = read(doc(ch('A', parm('NAME', ''), parm('NAME')))).characteristics;
    assert.deepEqual(first?.parms, [
      { name: 'NAME', value: '' },
      { name: 'NAME', value: null },
    ]);
  });

  it('may hold text, other elements and other attributes, which are passed over', () => {
    const { characteristics } = read(
      `<wap-provisioningdoc>text<parm name="A"/><other/><characteristic mwid="1" type="A">\n<other/><parm name="N" value="v" x="y"><parm name="M"/></parm></characteristic></wap-provisioningdoc>`,
    );
    assert.deepEqual(characteristics.map(shape), [
      { type: 'A', parms: [['N', 'v']], characteristics: [] },
    ]);
  });
});
