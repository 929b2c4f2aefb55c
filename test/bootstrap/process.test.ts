import assert from 'node:assert/strict';
import { MessageError, processBootstrap } from '../../lib/bootstrap/index.js';
import { fromHex } from '../../lib/bytes.js';
import { encodeMessage, withByte } from '../syncml/encode.js';
import {
  account,
  add,
  CARD,
  command,
  type HeaderParts,
  inbox,
  leaf,
  message,
  NAP,
  node,
  run,
  runWithAccount,
  SOURCE,
} from './messages.js';

const OP = account('Op', 'com.example.dm', SOURCE);

function refused(action: () => unknown, code: MessageError['code'], words = /./): void {
  assert.throws(action, (error) => {
    assert.ok(error instanceof MessageError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, words);
    return true;
  });
}

describe('a bootstrap message', () => {
  it('gives its servers, its source and a report', () => {
    const { servers, source, report } = run([inbox(OP), command('Get', './V')]);
    assert.deepEqual(servers, ['com.example.dm']);
    assert.equal(source, SOURCE);
    assert.deepEqual(
      { ...report, commands: report.commands.map(({ cmdId, ...rest }) => rest) },
      {
        profile: 'dm',
        version: '1.2',
        verProto: 'DM/1.2',
        source: SOURCE,
        commands: [
          { name: 'Add', target: './Inbox', code: 200, note: null },
          { name: 'Get', target: null, code: null, note: 'it has no meaning in a bootstrap' },
        ],
        placements: [
          {
            from: './Inbox/Op',
            uri: './DMAcc/Op',
            identity: 'dmacc:com.example.dm',
            kind: 'dmacc',
          },
        ],
        ignored: [],
        warnings: [],
      },
    );
  });

  it('has a report that is plain JSON', () => {
    const { report } = runWithAccount(add('./V\u009b2J', '1'), add('./B/\u202e', '2'));
    assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
    assert.doesNotMatch(JSON.stringify(report), /\u009b|\u202e/);
  });

  it('has a report of commands without text that is not what it should be', () => {
    const odd = command('Get', './V').replace(/<CmdID>.*?</, '<CmdID>hunter2<');
    const { report } = runWithAccount(odd, add('hunter2', '1'), add('./V/hunter/../2', '1'));
    assert.deepEqual(
      report.commands.slice(1).map(({ cmdId, target }) => [cmdId.replace(/\d+/, '#'), target]),
      [
        ['', null],
        ['#', '(7 characters)'],
        ['#', '(15 characters)'],
      ],
    );
  });

  it('has a report of bounded length', () => {
    const { report } = runWithAccount(inbox(...Array<string>(300).fill(leaf('x', '1'))));
    assert.equal(report.ignored.length, 201);
    assert.equal(report.warnings.length, 201);
  });

  it('may be of DM 1.1, 1.2 or 1.3 in the DTD of 1.1 or 1.2, and name any address of an account as its source', () => {
    const two = account('Op', 'a', 'x', node('More', null)).replace(
      '<Node><NodeName>1<',
      `${node('0', null, leaf('Addr', SOURCE))}<Node><NodeName>1<`,
    );
    for (const verProto of ['DM/1.1', 'DM/1.2', 'DM/1.3']) {
      for (const verDtd of ['1.1', '1.2']) {
        assert.deepEqual(run([inbox(two)], { verDtd, verProto }).servers, ['a']);
        assert.deepEqual(run([inbox(two)], { verDtd, verProto, source: 'x' }).servers, ['a']);
      }
    }
  });

  it('may be followed by padding', () => {
    const bytes = encodeMessage(message([inbox(OP)]));
    const padded = Buffer.concat([bytes, Buffer.alloc(300, 0xff)]);
    assert.deepEqual(processBootstrap(padded, CARD), processBootstrap(bytes, CARD));
  });

  it('may bring a TNDS to ./Inbox with a type that says something else', () => {
    for (const type of ['text/plain', 'application/xml']) {
      const xml = inbox(OP).replace('application/vnd.syncml.dmtnds+xml', type);
      assert.deepEqual(run([xml]).servers, ['com.example.dm']);
      const escaped = xml.replace(/<MgmtTree>.*<\/MgmtTree>/, (tree) =>
        tree.replaceAll('<', '&lt;'),
      );
      assert.deepEqual(run([escaped]).servers, ['com.example.dm']);
    }
  });

  it('of which the account says another AppID is taken with a warning', () => {
    const { servers, report } = run([inbox(OP.replace('w7', 'w8')), command('Get', './V')]);
    assert.deepEqual(servers, ['com.example.dm']);
    assert.equal(report.warnings.length, 1);
  });
});

describe('a bootstrap message is rejected', () => {
  const rejected = (commands: string[], header: HeaderParts = {}): void =>
    refused(() => run(commands, header), 'rejected', /^5\.5\.4: /);

  it('when it is XML', () => {
    const xml = message([inbox(OP)]);
    for (const text of [xml, `\n ${xml}`, `\uFEFF${xml}`]) {
      refused(() => processBootstrap(Buffer.from(text), CARD), 'rejected', /5\.5\.4.*XML/);
    }
    const utf16 = Buffer.from(`\uFEFF${xml}`, 'utf16le');
    refused(() => processBootstrap(utf16, CARD), 'rejected', /5\.5\.4.*XML/);
  });

  it('when it is WBXML 1.0', () => {
    const bytes = encodeMessage(message([inbox(OP)]));
    // Version 1.0 has no character set.
    const old = Buffer.concat([bytes.subarray(0, 3), bytes.subarray(4)]);
    refused(() => processBootstrap(withByte(old, 0, 0), CARD), 'rejected', /5\.5\.4.*1\.0/);
  });

  it('when it is of another protocol', () => {
    rejected([inbox(OP)], { verProto: 'SyncML/1.2' });
    rejected([inbox(OP)], { verProto: 'DM/2.0' });
    rejected([inbox(OP)], { verDtd: '1.0' });
  });

  it('when its source is no address of an account in it', () => {
    rejected([inbox(OP)], { source: `${SOURCE}x` });
    rejected([inbox(OP)], { source: SOURCE.toUpperCase() });
  });

  it('with its source in the text only if that is a plain address', () => {
    const cases: [string, RegExp][] = [
      ['https://dm.example.org:443/a?', /LocURI \(29 characters\) is no/],
      ['https://dm.example.org:443/a', /LocURI "https:\/\/dm\.example\.org:443\/a" is no/],
      ['https://user:hunter2@dm.example.org/', /LocURI \(36 characters\) is no/],
      ['hunter2', /LocURI \(7 characters\) is no/],
      ['pass:word', /LocURI \(9 characters\) is no/],
      ['https://dm.example.org/é', /LocURI \(24 characters\) is no/],
    ];
    for (const [source, words] of cases) {
      refused(() => run([inbox(OP)], { source }), 'rejected', words);
    }
  });

  it('with its protocol in the text only if that is one', () => {
    refused(() => run([inbox(OP)], { verProto: 'DM/2.0' }), 'rejected', /VerProto DM\/2\.0 is/);
    refused(
      () => run([inbox(OP)], { verProto: 'DM/1.2hunter2' }),
      'rejected',
      /VerProto \(13 characters\) is/,
    );
    refused(() => run([inbox(OP)], { verDtd: 'hunter2' }), 'rejected', /VerDTD \(7 characters\)/);
  });

  it('when no account results', () => {
    rejected([]);
    rejected([inbox(node('Op', 'urn:oma:mo:oma-dm-dmacc:1.0', leaf('ServerID', 'a')))]);
    rejected([add('./DMAcc/Op/ServerID', 'a'), add('./DMAcc/Op/Name', SOURCE)]);
    rejected([`<Atomic>${inbox(OP)}<Get/></Atomic>`]);
    rejected([command('Replace', './DMAcc/Op', { data: 'x' })]);
  });

  it('with the commands that failed, where those are the reason', () => {
    const nap = node('N', NAP, leaf('NapId', 'n'));
    const twice = inbox(OP, nap, nap.replace('>N<', '>M<'));
    const words = /no valid DMAcc in this message; Add 1 failed with 418 \(.*same object twice/;
    refused(() => run([twice]), 'rejected', words);
  });

  it('when only an account that is left out has the address', () => {
    rejected([inbox(account('A', 'a', 'x'), account('B', 'b=', SOURCE))]);
  });
});

describe('a bootstrap message is malformed', () => {
  const cases: [string, string][] = [
    ['no bytes', ''],
    ['nothing but padding', 'FF FF FF FF'],
    ['the end before the root', '02 A4 01 6A 00'],
    ['an unknown public identifier', '03 7F 6A 00 45 01'],
    ['a tag that has no meaning', '02 A4 01 6A 00 7F 01'],
  ];
  for (const [what, hex] of cases) {
    it(`with ${what}`, () => {
      refused(() => processBootstrap(fromHex(hex), CARD), 'malformed');
    });
  }

  it('when it ends early, at any byte', () => {
    const bytes = encodeMessage(message([inbox(OP)]));
    for (let length = 0; length < bytes.length; length += 1) {
      refused(() => processBootstrap(bytes.subarray(0, length), CARD), 'malformed');
    }
  });

  it('with a TNDS that cannot be read, whatever else is in it', () => {
    const type = 'application/vnd.syncml.dmtnds+xml';
    const broken = command('Add', './V', { data: '&lt;MgmtTree>', type });
    refused(() => run([inbox(OP), broken]), 'malformed', /^TNDS at byte \d+: XML/);
    const inInbox = broken.replace('./V', './Inbox');
    refused(() => run([inbox(OP), inInbox]), 'malformed', /^TNDS at byte \d+ for \.\/Inbox: XML/);
  });

  it('with more objects than the bound allows', () => {
    const nodes = (count: number): string =>
      command('Add', './V', {
        data: `<MgmtTree>${Array.from({ length: count }, (_, at) => node(`${at}`, null)).join('')}</MgmtTree>`,
      });
    assert.equal(run([inbox(OP), nodes(255)]).mos.length, 256);
    refused(() => run([inbox(OP), nodes(256)]), 'malformed');
  });

  it('with a value longer than the bound allows', () => {
    const header = [0x02, 0xa4, 0x01, 0x04];
    // The string table, in ISO-8859-1, holds one long text that takes twice as many bytes in UTF-8; Data refers to it five times.
    const table = [...Buffer.alloc(32_000, 0xe9), 0];
    const body = encodeMessage(
      message([inbox(OP), command('Add', './V', { data: 'REFERENCES' })]),
    ).subarray(5);
    const at = Buffer.from(body).indexOf('REFERENCES') - 1;
    const bytes = Buffer.from([
      ...header,
      0x81,
      0xfa,
      0x01,
      ...table,
      ...body.subarray(0, at),
      ...[1, 2, 3, 4, 5].flatMap(() => [0x83, 0x00]),
      ...body.subarray(at + 'REFERENCES'.length + 2),
    ]);
    refused(() => processBootstrap(bytes, CARD), 'malformed', /262144 bytes/);
  });

  it('with more nodes than the bound allows', () => {
    const tnds = `<MgmtTree><Node>${'<Node><Node/></Node>'.repeat(1370)}</Node></MgmtTree>`;
    const type = 'application/vnd.syncml.dmtnds+xml';
    const commands = [1, 2, 3].map((at) => command('Add', `./V/${at}`, { data: tnds, type }));
    assert.equal(run([inbox(OP), ...commands.slice(1)]).servers.length, 1);
    refused(() => run([inbox(OP), ...commands]), 'malformed', /8192 nodes.*at byte \d+$/);
  });
});
