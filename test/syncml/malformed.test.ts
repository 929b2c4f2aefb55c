import assert from 'node:assert/strict';
import { fromHex } from '../../lib/bytes.js';
import { type Item, MessageError, readMessage, readTnds, tndsOf } from '../../lib/syncml/index.js';
import { readXml } from '../../lib/wbxml/index.js';
import { element, encodeTnds } from './encode.js';

const refusal =
  (code: MessageError['code'], offset?: number) =>
  (error: unknown): true => {
    assert.ok(error instanceof MessageError, String(error));
    assert.equal(error.code, code);
    if (offset !== undefined) assert.equal(error.offset, offset);
    return true;
  };

describe('a serialised object that is refused', () => {
  const item = (data: Item['data']): Item => ({
    target: './Inbox',
    source: '',
    format: null,
    type: null,
    size: null,
    data,
    offset: 33,
  });
  const whole = encodeTnds('<MgmtTree/>');

  const cases: [string, Item['data'], number?][] = [
    ['no Data', null, 33],
    ['empty text', ''],
    ['text that is neither XML nor base64', 'a tree'],
    ['XML of something else', '<a/>', 33],
    ['elements of something else', element('Data', element('a')), 33],
    ['no octets', new Uint8Array(0)],
    ['octets that are neither WBXML nor text', fromHex('FF 00'), 0],
    ['WBXML that ends early', whole.subarray(0, -1)],
    ['octets after the end of WBXML', Buffer.concat([whole, Buffer.of(0)]), whole.length],
    ['a tag that has no meaning', fromHex('03 01 6A 00 3F'), 4],
    ['a tag of another page', fromHex('03 01 6A 00 00 01 60 01'), 6],
    ['a charset that is none', fromHex('03 01 7F 00 20'), 2],
    ['an OPAQUE that runs out of it', fromHex('03 01 6A 00 60 64 76 C3 05 41 01 01 01'), 13],
    ['base64 of WBXML that ends early', Buffer.from(whole.subarray(0, -1)).toString('base64')],
    ['base64 of no tree', 'AAECAw=='],
    ['a stand-alone description that is no tree', fromHex('03 01 6A 00 24'), 33],
    ['XML that ends early', '<MgmtTree><Node>'],
    ['an entity of its own', '<MgmtTree>&b;</MgmtTree>', 13],
    ['bytes that are no text of their encoding', Buffer.from('3C4D3E80', 'hex'), 3],
  ];
  for (const [what, data, offset] of cases) {
    it(`because of ${what}`, () => {
      assert.throws(() => tndsOf(item(data)), refusal('malformed', offset));
    });
  }

  const nested = (levels: number): string =>
    `${'<Node>'.repeat(levels)}${'</Node>'.repeat(levels)}`;
  const trees: [string, string, number?][] = [
    ['a value and nodes in one node', '<Node><Value>x</Value><Node/></Node>', 10],
    ['the same further down', '<Node><Node><Node/><Value>x</Value></Node></Node>', 16],
    ['too many levels', nested(33)],
    ['too many nodes', '<Node/>'.repeat(4097), 10 + 7 * 4096],
  ];
  for (const [what, xml, offset] of trees) {
    it(`because of ${what}`, () => {
      const tree = readXml(`<MgmtTree>${xml}</MgmtTree>`);
      assert.throws(() => readTnds(tree), refusal('malformed', offset));
    });
  }

  it('because of octets in a text value that are not UTF-8', () => {
    const tree = element('MgmtTree', element('Node', element('Value', fromHex('C3'))));
    assert.throws(() => readTnds(tree), refusal('malformed'));
  });

  it('but not with as many levels and nodes as may be', () => {
    assert.equal(readTnds(readXml(`<MgmtTree>${nested(32)}</MgmtTree>`)).nodes.length, 1);
    const many = readXml(`<MgmtTree>${'<Node/>'.repeat(4096)}</MgmtTree>`);
    assert.equal(readTnds(many).nodes.length, 4096);
  });
});

describe('a DM message that is refused', () => {
  const header = {
    VerDTD: '<VerDTD>1.2</VerDTD>',
    VerProto: '<VerProto>DM/1.2</VerProto>',
    SessionID: '<SessionID>1</SessionID>',
    MsgID: '<MsgID>1</MsgID>',
    Target: '<Target><LocURI>d</LocURI></Target>',
    Source: '<Source><LocURI>s</LocURI></Source>',
  };
  const message = (parts: Record<string, string>, body = '<SyncBody/>'): string =>
    `<SyncML><SyncHdr>${Object.values(parts).join('')}</SyncHdr>${body}</SyncML>`;
  const read = (xml: string) => readMessage(readXml(xml));

  for (const name of Object.keys(header)) {
    it(`because SyncHdr has no ${name}`, () => {
      assert.throws(() => read(message({ ...header, [name]: '' })), refusal('rejected'));
    });
  }
  for (const name of ['VerDTD', 'VerProto', 'SessionID', 'MsgID']) {
    it(`because ${name} is empty`, () => {
      assert.throws(() => read(message({ ...header, [name]: `<${name}/>` })), refusal('rejected'));
    });
  }

  const cases: [string, string, MessageError['code']][] = [
    ['its root is another', '<a/>', 'rejected'],
    ['it has no SyncHdr', '<SyncML><SyncBody/></SyncML>', 'rejected'],
    ['it has no SyncBody', message(header, ''), 'rejected'],
    ['Source has no LocURI', message({ ...header, Source: '<Source/>' }), 'rejected'],
    [
      'LocURI of Source is empty',
      message({ ...header, Source: '<Source><LocURI/></Source>' }),
      'rejected',
    ],
    [
      'an item is to be continued',
      message(header, '<SyncBody><Atomic><Add><Item><MoreData/></Item></Add></Atomic></SyncBody>'),
      'rejected',
    ],
    [
      'an item of a command without effect is to be continued',
      message(header, '<SyncBody><Results><Item/><Item><MoreData/></Item></Results></SyncBody>'),
      'rejected',
    ],
    [
      'it has too many commands',
      message(header, `<SyncBody>${'<Get/>'.repeat(513)}</SyncBody>`),
      'malformed',
    ],
    [
      'it has too many items',
      message(header, `<SyncBody><Add>${'<Item/>'.repeat(513)}</Add></SyncBody>`),
      'malformed',
    ],
    [
      'its commands are too deep',
      message(header, `<SyncBody>${'<Sequence>'.repeat(10)}${'</Sequence>'.repeat(10)}</SyncBody>`),
      'malformed',
    ],
  ];
  for (const [what, xml, code] of cases) {
    it(`because ${what}`, () => {
      assert.throws(() => read(xml), refusal(code));
    });
  }

  it('but not because of what Target says', () => {
    const parts = { ...header, Target: '<Target><LocURI/></Target>' };
    assert.equal(read(message(parts)).header.target, '');
  });
});
