import assert from 'node:assert/strict';
import { fromHex } from '../../lib/bytes.js';
import { type Item, MessageError, readTnds, type Tnds, tndsOf } from '../../lib/syncml/index.js';
import { eachDamaged, INPUTS } from '../support/damage.js';
import { encodeTnds, encodeTndsWithTable } from './encode.js';

/** All properties, octets, nodes inside one another, and what is untidy. */
const XML =
  '<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD><Man>m</Man><Node><NodeName>Op</NodeName><Path>A/B</Path><RTProperties>' +
  '<ACL>Get=*&amp;Replace=a</ACL><Format><node/></Format><Name>Op</Name><Title>t</Title><TStamp>20260101T000000Z</TStamp>' +
  '<Type><DDFName>urn:oma:mo:x:1.0</DDFName></Type><VerNo>7</VerNo></RTProperties><Node><NodeName>é</NodeName><RTProperties>' +
  '<Format><bin/></Format><Size>3</Size><Type><MIME>a/b</MIME></Type></RTProperties><Value>AQID</Value></Node><Node><NodeName>n</NodeName>' +
  '<Node><NodeName>t</NodeName><Value>\n text \n</Value></Node></Node></Node></MgmtTree>';

const WBXML_TOKENS = fromHex('00 01 02 03 43 60 64 66 6C 6F 5C 75 76 25 09 35 40 80 83 C3 FF');
const XML_TOKENS = Buffer.from('<>/&;="! \nNV\u0000\u00ff', 'latin1');

const FORMS: Record<string, { seeds: Uint8Array[]; tokens: Uint8Array; inputs: number }> = {
  WBXML: {
    seeds: [encodeTnds(XML), encodeTnds(XML, 'untidy'), encodeTndsWithTable(XML)],
    tokens: WBXML_TOKENS,
    inputs: INPUTS.tnds.WBXML,
  },
  XML: { seeds: [Buffer.from(XML)], tokens: XML_TOKENS, inputs: INPUTS.tnds.XML },
};

const item = (data: Uint8Array): Item => ({
  target: './Inbox',
  source: '',
  format: null,
  type: null,
  size: null,
  data,
  offset: 0,
});

function attempt(data: Uint8Array): Tnds | MessageError {
  try {
    return readTnds(tndsOf(item(data)));
  } catch (error) {
    assert.ok(error instanceof MessageError, String(error));
    assert.equal(error.code, 'malformed');
    assert.ok(error.offset !== null && error.offset >= 0 && error.offset <= data.length + 1);
    return error;
  }
}

describe('a damaged TNDS', function () {
  this.timeout(60_000);

  for (const [form, { seeds, tokens, inputs }] of Object.entries(FORMS)) {
    it(`in ${form} gives nodes, or is malformed at some byte`, () => {
      for (const seed of seeds) assert.ok(!(attempt(seed) instanceof MessageError));
      let read = 0;
      eachDamaged({ seeds, tokens, inputs, start: 20_080_617 }, (bytes) => {
        if (!(attempt(bytes) instanceof MessageError)) read += 1;
      });
      assert.ok(read > inputs / 50, `only ${read} inputs were read`);
    });
  }
});
