import assert from 'node:assert/strict';
import type { Bootstrap } from '../../lib/bootstrap/index.js';
import {
  account,
  add,
  command,
  DMACC,
  inbox,
  leaf,
  mo,
  node,
  run,
  runWithAccount,
  SOURCE,
  tnds,
} from './messages.js';

const OP = './DMAcc/Op';

type Value = string | Uint8Array | null;

/** The nodes of the account: format, and value where it has one, by path. */
const nodesOf = (bootstrap: Bootstrap): Record<string, string | [string, Value]> =>
  Object.fromEntries(
    mo(bootstrap, OP).nodes.map(({ path, format, value }) => [
      path,
      format === 'node' ? format : [format, value],
    ]),
  );

const octets = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));

const appId = leaf('AppID', 'w7');
const serverId = leaf('ServerID', 'a');
const addr = leaf('Addr', SOURCE);
const addrType = leaf('AddrType', 'URI');
const port = node('Port', null, node('1', null, leaf('PortNbr', '443')));
const appAddr = node('AppAddr', null, node('1', null, addr, addrType, port));
const client = [
  leaf('AAuthLevel', 'CLCRED'),
  leaf('AAuthType', 'DIGEST'),
  leaf('AAuthName', 'name'),
  leaf('AAuthSecret', 'word'),
  leaf('AAuthData', 'bm9uY2U=', 'bin'),
];
const appAuth = node('AppAuth', null, node('1', null, ...client));

/** Of DM 1.2, as it should be. */
const STANDARD = node('Op', DMACC, appId, serverId, appAddr, appAuth);

const SHAPE = {
  '': 'node',
  AppID: ['chr', 'w7'],
  ServerID: ['chr', 'a'],
  AppAddr: 'node',
  'AppAddr/1': 'node',
  'AppAddr/1/Addr': ['chr', SOURCE],
  'AppAddr/1/AddrType': ['chr', 'URI'],
  'AppAddr/1/Port': 'node',
  'AppAddr/1/Port/1': 'node',
  'AppAddr/1/Port/1/PortNbr': ['chr', '443'],
  AppAuth: 'node',
  'AppAuth/1': 'node',
  'AppAuth/1/AAuthLevel': ['chr', 'CLCRED'],
  'AppAuth/1/AAuthType': ['chr', 'DIGEST'],
  'AppAuth/1/AAuthName': ['chr', 'name'],
  'AppAuth/1/AAuthSecret': ['chr', 'word'],
  'AppAuth/1/AAuthData': ['bin', octets('nonce')],
};

describe('an account', () => {
  it('of the standard stays as it is, without a warning', () => {
    const bootstrap = run([inbox(STANDARD)]);
    assert.deepEqual(nodesOf(bootstrap), SHAPE);
    assert.deepEqual(bootstrap.report.warnings, []);
    assert.deepEqual(bootstrap.report.ignored, []);
  });

  it('may say nothing of what the standard has a value for', () => {
    const quiet = STANDARD.replace('<Value>URI</Value>', '<Value/>');
    const bootstrap = run([inbox(quiet)]);
    assert.deepEqual(nodesOf(bootstrap), SHAPE);
    assert.deepEqual(bootstrap.report.warnings, []);
  });

  it('may have white space around its values, but not lose that of names and secrets', () => {
    const wide = STANDARD.replaceAll(/<Value>(.*?)<\/Value>/g, '<Value> $1 </Value>');
    assert.deepEqual(nodesOf(run([inbox(wide)])), {
      ...SHAPE,
      'AppAuth/1/AAuthName': ['chr', ' name '],
      'AppAuth/1/AAuthSecret': ['chr', ' word '],
    });
  });

  it('keeps the properties of its nodes', () => {
    const own = STANDARD.replace(
      '<Format><chr/>',
      '<ACL>Get=a</ACL><Title>t</Title><Format><chr/>',
    );
    const [, first] = mo(run([inbox(own)]), OP).nodes;
    assert.deepEqual([first?.path, first?.acl, first?.title], ['AppID', 'Get=a', 't']);
  });

  const shaped: [string, string, number][] = [
    ['no AppID', STANDARD.replace(appId, ''), 1],
    ['an empty AppID', STANDARD.replace('>w7<', '><'), 1],
    [
      'the name of the object as AppID',
      STANDARD.replace('>w7<', '>org.openmobilealliance/1.0/w7<'),
      1,
    ],
    ['no AddrType', STANDARD.replace(addrType, ''), 1],
    [
      'PortNbr directly in Port',
      STANDARD.replace(port, node('Port', null, leaf('PortNbr', '443'))),
      1,
    ],
    [
      'PortNbr as a number',
      STANDARD.replace(leaf('PortNbr', '443'), leaf('PortNbr', '443', 'int')),
      1,
    ],
    [
      'leaves directly in AppAddr',
      STANDARD.replace(appAddr, node('AppAddr', null, addr, addrType, port)),
      1,
    ],
    [
      'credentials directly in AppAuth',
      STANDARD.replace(appAuth, node('AppAuth', null, ...client)),
      1,
    ],
    ['credentials beside AppAuth', STANDARD.replace(appAuth, node('1', null, ...client)), 1],
    [
      'credentials beside an empty AppAuth, which looks like a leaf',
      STANDARD.replace(
        appAuth,
        `<Node><NodeName>AppAuth</NodeName></Node>${node('1', null, ...client)}`,
      ),
      1,
    ],
    ['AAuthData as base64 text', STANDARD.replace('<bin/>', '<chr/>'), 1],
    ['AAuthData as base64', STANDARD.replace('<bin/>', '<b64/>'), 1],
    ['AAuthData as text', STANDARD.replace('<bin/>', '<chr/>').replace('bm9uY2U=', 'nonce'), 1],
    ['a word of DM 1.1', STANDARD.replace('>DIGEST<', '>syncml:auth-md5<'), 1],
    [
      'octets for text',
      STANDARD.replace(leaf('AAuthName', 'name'), leaf('AAuthName', 'bmFtZQ==', 'bin')),
      1,
    ],
  ];
  for (const [what, xml, warnings] of shaped) {
    it(`with ${what} gets the shape of the standard, with a warning`, () => {
      const bootstrap = run([inbox(xml)]);
      const nodes = nodesOf(bootstrap);
      assert.deepEqual(nodes, SHAPE);
      assert.equal(bootstrap.report.warnings.length, warnings);
      assert.deepEqual(bootstrap.report.ignored, []);
    });
  }

  it('with several groups of one name has one of all of them', () => {
    const other = node('AppAddr', null, node('1', null, leaf('Addr', 'x'), addrType));
    const bare = node('AppAddr', null, leaf('Addr', 'y'), addrType);
    const ports = node('Port', null, leaf('PortNbr', '80'));
    const xml = STANDARD.replace(appAddr, appAddr.replace(port, port + ports) + other + bare);
    const bootstrap = run([inbox(xml)]);
    assert.deepEqual(nodesOf(bootstrap), {
      ...SHAPE,
      'AppAddr/1/Port/2': 'node',
      'AppAddr/1/Port/2/PortNbr': ['chr', '80'],
      'AppAddr/2': 'node',
      'AppAddr/2/Addr': ['chr', 'x'],
      'AppAddr/2/AddrType': ['chr', 'URI'],
      'AppAddr/3': 'node',
      'AppAddr/3/Addr': ['chr', 'y'],
      'AppAddr/3/AddrType': ['chr', 'URI'],
    });
    assert.equal(run([inbox(xml)], { source: 'y' }).servers.length, 1);
  });

  /** What the message says instead, and what becomes of one node: none without a format. */
  const warned: [string, [string, string], string, [string, Value] | undefined][] = [
    ['another application', ['>w7<', '>w5<'], 'AppID', ['chr', 'w5']],
    ['an odd AddrType', ['>URI<', '>URL<'], 'AppAddr/1/AddrType', ['chr', 'URL']],
    ['a port that is none', ['>443<', '>65536<'], 'AppAddr/1/Port/1/PortNbr', ['chr', '65536']],
    ['an odd level', ['CLCRED', 'clcred'], 'AppAuth/1/AAuthLevel', ['chr', 'clcred']],
    ['an odd type', ['>DIGEST<', '>MD5<'], 'AppAuth/1/AAuthType', ['chr', 'MD5']],
    [
      'an odd preference',
      [appAuth, appAuth + leaf('AAuthPref', 'ANY')],
      'AAuthPref',
      ['chr', 'ANY'],
    ],
    ['no level', [client[0]!, ''], 'AppAuth/1/AAuthLevel', undefined],
    ['no type', [client[1]!, ''], 'AppAuth/1/AAuthType', undefined],
    ['a type that HTTP has not', ['CLCRED', 'HTTP'], 'AppAuth/1/AAuthLevel', ['chr', 'HTTP']],
    ['a type that OBEX has not', ['CLCRED', 'OBEX'], 'AppAuth/1/AAuthLevel', ['chr', 'OBEX']],
    [
      'base64 where text belongs',
      [leaf('AAuthName', 'name'), leaf('AAuthName', 'bmFtZQ==', 'b64')],
      'AppAuth/1/AAuthName',
      ['b64', 'bmFtZQ=='],
    ],
  ];
  for (const [what, [standard, instead], path, value] of warned) {
    it(`with ${what} is taken as it is, with a warning`, () => {
      const bootstrap = run([inbox(STANDARD.replace(standard, instead))]);
      const { [path]: _, ...others } = SHAPE as Record<string, unknown>;
      const expected = value === undefined ? others : { ...others, [path]: value };
      assert.deepEqual(nodesOf(bootstrap), expected);
      assert.equal(bootstrap.report.warnings.length, 1);
      assert.ok(bootstrap.report.warnings[0]!.startsWith('./Inbox/Op/'));
    });
  }

  it('has none of what is no node of an account, and the report says so', () => {
    const more = [
      leaf('Vendor', '1'),
      node('Ext', null, leaf('x', '1')),
      node('ToConRef', null, leaf('1', 'x')),
    ];
    const xml = STANDARD.replace(appAuth, appAuth + more.join(''));
    const bootstrap = run([inbox(xml.replace(addr, addr + leaf('Weight', '1')))]);
    assert.deepEqual(nodesOf(bootstrap), { ...SHAPE, ToConRef: 'node' });
    assert.deepEqual(bootstrap.report.ignored, [
      './Inbox/Op/Ext: what is in Ext is left out',
      './Inbox/Op/AppAddr/1/Weight: it is no node of an account, and is left out',
      './Inbox/Op/Vendor: it is no node of an account, and is left out',
      './Inbox/Op/ToConRef/1: it is no node of an account, and is left out',
    ]);
  });

  it('is none for the server that stands for nobody', () => {
    const { servers, report } = runWithAccount(inbox(account('B', '(nobody)', 'x')));
    assert.deepEqual(servers, ['com.example.dm']);
    assert.match(report.ignored[0]!, /its ServerID is reserved/);
  });

  it('has the identifier of the standard, whatever old name it came by', () => {
    const old = STANDARD.replace(DMACC, 'org.openmobilealliance/1.0/w7');
    assert.equal(mo(run([inbox(old)]), OP).nodes[0]?.type, DMACC);
    const later = STANDARD.replace(DMACC, 'urn:oma:mo:oma-dm-dmacc:1.1');
    assert.equal(mo(run([inbox(later)]), OP).nodes[0]?.type, 'urn:oma:mo:oma-dm-dmacc:1.1');
  });
});

describe('an account of DM 1.1', () => {
  const leaves: [string, string, string][] = [
    ['Addr', SOURCE, 'chr'],
    ['AddrType', '1', 'int'],
    ['PortNbr', '443', 'int'],
    ['ConRef', './NAP/Wan', 'chr'],
    ['ServerId', 'a', 'chr'],
    ['ServerPW', 'server word', 'chr'],
    ['ServerNonce', 'c2VydmVy', 'bin'],
    ['UserName', 'name', 'chr'],
    ['ClientPW', 'client word', 'chr'],
    ['ClientNonce', 'Y2xpZW50', 'bin'],
    ['AuthPref', 'syncml:auth-MAC', 'chr'],
    ['Name', 'Operator', 'chr'],
  ];
  const expected = {
    '': 'node',
    Name: ['chr', 'Operator'],
    ServerID: ['chr', 'a'],
    PrefConRef: ['chr', './NAP/Wan'],
    AAuthPref: ['chr', 'HMAC'],
    AppAddr: 'node',
    'AppAddr/1': 'node',
    'AppAddr/1/Addr': ['chr', SOURCE],
    'AppAddr/1/AddrType': ['chr', 'URI'],
    'AppAddr/1/Port': 'node',
    'AppAddr/1/Port/1': 'node',
    'AppAddr/1/Port/1/PortNbr': ['chr', '443'],
    AppAuth: 'node',
    'AppAuth/Client': 'node',
    'AppAuth/Client/AAuthName': ['chr', 'name'],
    'AppAuth/Client/AAuthSecret': ['chr', 'client word'],
    'AppAuth/Client/AAuthData': ['bin', octets('client')],
    'AppAuth/Client/AAuthLevel': ['chr', 'CLCRED'],
    'AppAuth/Client/AAuthType': ['chr', 'HMAC'],
    'AppAuth/Server': 'node',
    'AppAuth/Server/AAuthSecret': ['chr', 'server word'],
    'AppAuth/Server/AAuthData': ['bin', octets('server')],
    'AppAuth/Server/AAuthLevel': ['chr', 'SRVCRED'],
    'AppAuth/Server/AAuthType': ['chr', 'HMAC'],
    'AppAuth/Server/AAuthName': ['chr', 'a'],
    AppID: ['chr', 'w7'],
  };

  it('comes leaf by leaf, in its own place', () => {
    const bootstrap = run(
      leaves.map(([name, data, format]) =>
        command('Add', `./SyncML/DMAcc/Op/${name}`, { data, format }),
      ),
      { verProto: 'DM/1.1' },
    );
    assert.deepEqual(nodesOf(bootstrap), expected);
    assert.deepEqual(bootstrap.servers, ['a']);
    assert.deepEqual(
      bootstrap.report.placements.map(({ from, uri }) => [from, uri]),
      [['./SyncML/DMAcc/Op', OP]],
    );
    for (const [name] of leaves.filter(([name]) => name !== 'Name')) {
      assert.ok(
        bootstrap.report.warnings.some((line) => line.startsWith(`./SyncML/DMAcc/Op/${name}: `)),
        name,
      );
    }
  });

  it('comes as a TNDS, there or in the Inbox', () => {
    const op = node('Op', null, ...leaves.map(([name, data, format]) => leaf(name, data, format)));
    const there = run([command('Add', './SyncML/DMAcc', { data: tnds(op) })]);
    assert.deepEqual(nodesOf(there), expected);
    const typed = op.replace('</Format>', `</Format><Type><DDFName>${DMACC}</DDFName></Type>`);
    assert.deepEqual(nodesOf(run([inbox(typed)])), expected);
  });

  it('without credentials gets none, and without a preference those that every client knows', () => {
    const few = run([
      add('./SyncML/DMAcc/Op/ServerId', 'a'),
      add('./SyncML/DMAcc/Op/Addr', SOURCE),
    ]);
    assert.deepEqual(
      Object.keys(nodesOf(few)).filter((path) => path.startsWith('AppAuth')),
      [],
    );
    const client = run([
      add('./SyncML/DMAcc/Op/ServerId', 'a'),
      add('./SyncML/DMAcc/Op/Addr', SOURCE),
      add('./SyncML/DMAcc/Op/ClientPW', 'x'),
    ]);
    assert.deepEqual(nodesOf(client)['AppAuth/Client/AAuthType'], ['chr', 'DIGEST']);
    assert.equal(nodesOf(client)['AppAuth/Server'], undefined);
  });

  it('beside one of DM 1.2 in the same node gives way to it', () => {
    const both = STANDARD.replace(appAuth, appAuth + leaf('ServerId', 'b') + leaf('Addr', 'x'));
    const bootstrap = run([inbox(both)]);
    assert.deepEqual(nodesOf(bootstrap), SHAPE);
    assert.deepEqual(bootstrap.servers, ['a']);
    assert.equal(bootstrap.report.ignored.length, 2);
  });
});
