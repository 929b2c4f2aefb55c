import assert from 'node:assert/strict';
import { type Command, type Item, readMessage } from '../../lib/syncml/index.js';
import { readXml } from '../../lib/wbxml/index.js';

const HEADER =
  '<SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1</SessionID><MsgID>2</MsgID>' +
  '<Target><LocURI>device</LocURI></Target><Source><LocURI> https://dm.example.com/ </LocURI></Source></SyncHdr>';

const read = (body: string) =>
  readMessage(readXml(`<SyncML>${HEADER}<SyncBody>${body}</SyncBody></SyncML>`));

function itemOf(body: string): Item {
  const [first] = read(body).commands;
  assert.ok(first && 'items' in first && first.items[0]);
  return first.items[0];
}

const names = (commands: readonly Command[]): unknown[] =>
  commands.map((command) =>
    'commands' in command ? [command.name, names(command.commands)] : command.name,
  );

describe('a DM message', () => {
  it('has a header', () => {
    assert.deepEqual(read('').header, {
      verDtd: '1.2',
      verProto: 'DM/1.2',
      sessionId: '1',
      msgId: '2',
      target: 'device',
      source: 'https://dm.example.com/',
    });
  });

  it('has commands, in order and inside one another; others by name', () => {
    const { commands } = read(
      '<Alert><CmdID>1</CmdID></Alert><Atomic><CmdID>2</CmdID><Meta/><Add/><Sequence><Replace/></Sequence></Atomic><Delete/><Copy/><Map/><Final/>',
    );
    assert.deepEqual(names(commands), [
      'Alert',
      ['Atomic', ['Add', ['Sequence', ['Replace']]]],
      'Delete',
      'Copy',
      'Map',
    ]);
    assert.deepEqual(
      commands.map(({ kind, cmdId }) => [kind, cmdId]),
      [
        ['other', '1'],
        ['atomic', '2'],
        ['delete', ''],
        ['copy', ''],
        ['other', ''],
      ],
    );
  });

  it('has no names of commands that are not of SyncML', () => {
    const [command] = read('<hunter2><CmdID>1</CmdID></hunter2>').commands;
    assert.deepEqual(command, { kind: 'other', name: 'unknown', cmdId: '1' });
  });

  const data: [string, string, Item['data']][] = [
    ['none', '', null],
    ['empty', '<Data/>', ''],
    ['text, nothing trimmed', '<Data> x </Data>', ' x '],
  ];
  for (const [what, markup, expected] of data) {
    it(`may have Data that is ${what}`, () => {
      assert.deepEqual(itemOf(`<Add><Item>${markup}</Item></Add>`).data, expected);
    });
  }

  it('keeps Data with elements in it as it is', () => {
    const { data: kept } = itemOf('<Add><Item><Data><MgmtTree/></Data></Item></Add>');
    assert.ok(kept !== null && typeof kept === 'object' && 'name' in kept);
    assert.equal(kept.name, 'Data');
  });

  it('joins the pieces of Data', () => {
    const root = readXml(`<SyncML>${HEADER}<SyncBody/></SyncML>`);
    const leaf = (name: string, ...children: (string | Uint8Array | typeof root)[]) => ({
      name,
      attributes: [],
      children,
      offset: 0,
    });
    const [, body] = root.children;
    assert.ok(typeof body === 'object' && 'name' in body);
    const add = leaf('Add', leaf('Item', leaf('Data', 'a', Uint8Array.of(0xff), 'b')));
    const message = readMessage({
      ...root,
      children: [root.children[0]!, { ...body, children: [add] }],
    });
    const [command] = message.commands;
    assert.ok(command && 'items' in command);
    assert.deepEqual(
      Uint8Array.from(command.items[0]?.data as Uint8Array),
      Uint8Array.of(97, 255, 98),
    );
  });

  const metas: [string, string, string, [string | null, string | null]][] = [
    ['neither', '', '', [null, null]],
    ['the command', '<Meta><Format>bin</Format><Type>a/b</Type></Meta>', '', ['bin', 'a/b']],
    ['the item', '', '<Meta><Format>bin</Format><Type>a/b</Type></Meta>', ['bin', 'a/b']],
    [
      'both, where the item wins',
      '<Meta><Format>bin</Format><Type>a/b</Type></Meta>',
      '<Meta><Type> c/d </Type></Meta>',
      ['bin', 'c/d'],
    ],
    ['a MetInf', '<Meta><MetInf><Format>b64</Format></MetInf></Meta>', '', ['b64', null]],
  ];
  for (const [where, outer, inner, expected] of metas) {
    it(`takes Format and Type from ${where}`, () => {
      const { format, type } = itemOf(`<Add>${outer}<Item>${inner}</Item></Add>`);
      assert.deepEqual([format, type], expected);
    });
  }

  it('takes Size from the item, else from the command, if it is a number', () => {
    const size = (outer: string, inner: string): number | null =>
      itemOf(`<Add><Meta>${outer}</Meta><Item><Meta>${inner}</Meta></Item></Add>`).size;
    assert.equal(size('<Size>1</Size>', ''), 1);
    assert.equal(size('<Size>1</Size>', '<Size> 20 </Size>'), 20);
    assert.equal(size('', '<Size>0x1</Size>'), null);
    assert.equal(size('', ''), null);
  });

  it('has a source where a Copy names one', () => {
    const { target, source } = itemOf(
      '<Copy><Item><Source><LocURI>./a</LocURI></Source><Target><LocURI>./b</LocURI></Target></Item></Copy>',
    );
    assert.deepEqual([target, source], ['./b', './a']);
  });
});
