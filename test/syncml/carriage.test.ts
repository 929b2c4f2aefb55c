import assert from 'node:assert/strict';
import { fromHex, toHex } from '../../lib/bytes.js';
import {
  type Item,
  isTnds,
  readTnds,
  type TndsNode,
  tndsLabel,
  tndsOf,
} from '../../lib/syncml/index.js';
import { readXml } from '../../lib/wbxml/index.js';
import { element, encodeTnds } from './encode.js';

const XML =
  '<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD><Node><NodeName>Op</NodeName>' +
  '<RTProperties><Format><node/></Format><Type><DDFName>urn:oma:mo:x:1.0</DDFName></Type></RTProperties>' +
  '<Node><NodeName>é</NodeName><Value>v</Value></Node></Node></MgmtTree>';

const PLAIN = XML.replace('é', 'e');

const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64');

const item = (data: Item['data'], type: string | null = null): Item => ({
  target: './Inbox',
  source: '',
  format: null,
  type,
  size: null,
  data,
  offset: 7,
});

/** A node without regard to where it stands. */
function anywhere({ children, ...node }: TndsNode): unknown {
  return { ...node, children: children.map(anywhere), offset: null };
}

const FORMS: Record<string, [Item['data'], string]> = {
  'elements of the message': [element('Data', '\n', readXml(XML)), XML],
  'XML in text': [`\n ${XML} `, XML],
  'XML with a declaration and a document type': [
    `<?xml version="1.0"?><!DOCTYPE MgmtTree PUBLIC "-//OMA//DTD-DM-DDF 1.2//EN" "x.dtd">${XML}`,
    XML,
  ],
  'XML with prefixes': [
    PLAIN.replace(/<(\/?)(\w)/g, '<$1t:$2').replace('xmlns=', 'xmlns:t='),
    PLAIN,
  ],
  'XML in octets': [Buffer.from(XML), XML],
  'XML in base64': [base64(XML), XML],
  'a WBXML document in octets': [encodeTnds(XML), XML],
  'a WBXML document without a switch to its page': [encodeTnds(XML, 'untidy'), XML],
  'a WBXML document in base64': [`${base64(encodeTnds(XML)).replace(/(.{40})/g, '$1\n')}\n`, XML],
  'a WBXML document in base64 in octets': [Buffer.from(base64(encodeTnds(XML))), XML],
};

describe('a TNDS in an item', () => {
  for (const [form, [data, xml]] of Object.entries(FORMS)) {
    it(`may come as ${form}`, () => {
      const { nodes, warnings } = readTnds(tndsOf(item(data)));
      assert.deepEqual(nodes.map(anywhere), readTnds(readXml(xml)).nodes.map(anywhere));
      assert.deepEqual(warnings, []);
    });
  }

  it('may come as the field has it: tags without a page in a literal, Type as bare text, VerDTD last', () => {
    const bytes = fromHex(
      `02 00 00 6A 1A ${toHex(Buffer.from('-//OMA//DTD-DM-DDF 1.2//EN'))} 44 00 60` +
        '64 66 03 4F7000 01 6F 5C 25 01 75 03 782F312E302F7900 01 01' +
        '64 66 03 6200 01 6F 5C 09 01 01 76 C3 02 01FF 01 01 01' +
        '77 03 312E3200 01 01 01',
    );
    for (const data of [bytes, base64(bytes)]) {
      const { nodes, warnings } = readTnds(tndsOf(item(data)));
      assert.deepEqual(warnings, []);
      const [op] = nodes;
      assert.deepEqual([op?.name, op?.format, op?.type], ['Op', 'node', 'x/1.0/y']);
      const [leaf] = op!.children;
      assert.deepEqual(
        [leaf?.name, leaf?.format, leaf?.value],
        ['b', 'bin', Uint8Array.of(1, 255)],
      );
    }
  });

  it('is called by its place, and by its target only where that is a permanent node', () => {
    for (const [target, label] of [
      ['./Inbox', 'TNDS at byte 7 for ./Inbox'],
      ['.', 'TNDS at byte 7 for .'],
      ['./Inboxhunter2', 'TNDS at byte 7'],
      ['hunter2', 'TNDS at byte 7'],
    ] as const) {
      assert.equal(tndsLabel({ ...item(null), target }), label);
    }
  });

  it('is known by its type, by what is in Data, or as what ./Inbox itself takes', () => {
    assert.equal(isTnds(item('x', 'application/vnd.syncml.dmtnds+xml')), true);
    assert.equal(isTnds(item('x', 'application/vnd.syncml.dmtnds+wbxml')), true);
    assert.equal(isTnds(item(element('Data', readXml(XML)), 'text/plain')), true);
    for (const target of ['./Inbox', 'Inbox', '/Inbox/']) {
      assert.equal(isTnds({ ...item(XML, 'text/plain'), target }), true);
    }
    for (const target of ['./V', './Inbox/V', './V/Inbox']) {
      assert.equal(isTnds({ ...item(XML, 'text/plain'), target }), false);
    }
    const forms = [
      `\n${XML}`,
      Buffer.from(XML),
      encodeTnds(XML),
      base64(XML),
      base64(encodeTnds(XML)),
    ];
    for (const data of forms) assert.equal(isTnds(item(data, 'text/plain')), true);
    for (const data of ['', 'A', 'AAA', 'text', new Uint8Array(0), Buffer.from('text')]) {
      assert.equal(isTnds(item(data, 'text/plain')), false);
    }
    assert.equal(isTnds(item(null)), false);
  });
});
