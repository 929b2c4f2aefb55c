import assert from 'node:assert/strict';
import {
  account,
  add,
  codes,
  command,
  group,
  inbox,
  leaf,
  mo,
  NAP,
  node,
  PROXY,
  paths,
  run,
  runWithAccount,
  SOURCE,
  tnds,
  uris,
  valueAt,
} from './messages.js';

const OP = './DMAcc/Op';

const replace = (target: string, data: string): string => command('Replace', target, { data });
const addTnds = (target: string, ...nodes: string[]): string =>
  command('Add', target, { data: tnds(...nodes), format: 'xml' });

describe('Add', () => {
  it('makes a leaf with the value, format and type it comes with', () => {
    const bootstrap = runWithAccount(
      command('Add', './V/Bin', { data: 'AQID', format: 'bin', type: 'a/b' }),
      add('./V/Text', ' x '),
      command('Add', './V/None'),
    );
    assert.deepEqual(codes(bootstrap), [200, 200, 200]);
    const object = mo(bootstrap, './V');
    assert.deepEqual(object.nodes[1], {
      path: 'Bin',
      format: 'bin',
      type: 'a/b',
      value: Uint8Array.of(1, 2, 3),
      acl: null,
      title: null,
      ref: null,
    });
    assert.equal(valueAt(object, 'Text'), ' x ');
    assert.equal(valueAt(object, 'None'), null);
  });

  it('makes an interior node, whose type is an identifier or nothing', () => {
    const bootstrap = runWithAccount(
      command('Add', './A', { format: 'node', type: 'urn:oma:mo:x:1.0' }),
      command('Add', './B', { format: 'node', type: 'text/plain' }),
      add('./B/Leaf', 'v'),
    );
    assert.deepEqual(
      mo(bootstrap, './A').nodes.map(({ format, type }) => [format, type]),
      [['node', 'urn:oma:mo:x:1.0']],
    );
    assert.deepEqual(
      mo(bootstrap, './B').nodes.map(({ path, type, value }) => [path, type, value]),
      [
        ['', null, null],
        ['Leaf', null, 'v'],
      ],
    );
  });

  const failures: [string, string[], number][] = [
    ['what exists', [add('./V/A', '1'), add('./V/A', '2')], 418],
    ['what a command below it made', [add('./V/A', '1'), add('./V', '2')], 418],
    ['below a leaf', [add('./V', '1'), add('./V/A/B', '2')], 405],
    ['a permanent node', [command('Add', './DMAcc', { format: 'node' })], 418],
    ['the root', [command('Add', '.', { format: 'node' })], 405],
    ['to what describes the device', [add('./DevInfo/X', '1')], 405],
    ['without a target', [add('', '1')], 400],
    ['a URI that is none', [add('./a//b', '1')], 400],
    ['a property', [add('./a?prop=ACL', '1')], 406],
    ['a format that is none', [command('Add', './a', { format: 'odd' })], 415],
    ['mark-up that is no TNDS', [add('./a', '<Add/>')], 415],
  ];
  for (const [what, commands, code] of failures) {
    it(`of ${what} gets ${code} and has no effect`, () => {
      const bootstrap = runWithAccount(...commands);
      assert.equal(codes(bootstrap).at(-1), code);
      const before = runWithAccount(...commands.slice(0, -1));
      assert.deepEqual(bootstrap.mos, before.mos);
    });
  }

  it('of several items takes all or none', () => {
    const item = (target: string): string =>
      `<Item><Target><LocURI>${target}</LocURI></Target></Item>`;
    const both = `<Add><CmdID>9</CmdID>${item('./V/A')}${item('./V/B')}</Add>`;
    assert.deepEqual(paths(mo(runWithAccount(both), './V')), ['', 'A', 'B']);
    const failing = runWithAccount(add('./V/B', '1'), both);
    assert.deepEqual(codes(failing), [200, 418]);
    assert.equal(failing.report.commands.at(-1)?.target, './V/B');
    assert.deepEqual(paths(mo(failing, './V')), ['', 'B']);
  });
});

describe('Replace', () => {
  it('gives a leaf another value and keeps format and type', () => {
    const bootstrap = runWithAccount(
      command('Add', './V/A', { data: 'AQID', format: 'b64', type: 'a/b' }),
      replace('./V/A', 'BAUG'),
    );
    assert.deepEqual(
      mo(bootstrap, './V').nodes.map(({ format, type, value }) => [format, type, value]),
      [
        ['node', null, null],
        ['b64', 'a/b', 'BAUG'],
      ],
    );
  });

  const failures: [string, string[], number][] = [
    ['what is not there', [replace('./V/A', '1')], 404],
    ['an interior node', [add('./V/A', '1'), replace('./V', '2')], 405],
    [
      'a leaf by an interior node',
      [add('./V', '1'), command('Replace', './V', { format: 'node' })],
      405,
    ],
    ['the Inbox', [command('Replace', './Inbox', { data: tnds(node('a', NAP)) })], 405],
    ['a permanent node', [replace('./NAP', '1')], 405],
    ['below what is not there', [replace('./V/A/B/C', '1')], 404],
  ];
  for (const [what, commands, code] of failures) {
    it(`of ${what} gets ${code}`, () => {
      assert.equal(codes(runWithAccount(...commands)).at(-1), code);
    });
  }

  it('by a TNDS puts one subtree in the place of another', () => {
    const bootstrap = runWithAccount(
      addTnds('./V', node('A', null, leaf('old', '1'), leaf('both', '2'))),
      command('Replace', './V', {
        data: tnds(node('A', null, leaf('both', '3'), leaf('new', '4'))),
      }),
    );
    assert.deepEqual(codes(bootstrap), [200, 200]);
    assert.deepEqual(
      mo(bootstrap, './V/A').nodes.map(({ path, value }) => [path, value]),
      [
        ['', null],
        ['both', '3'],
        ['new', '4'],
      ],
    );
  });

  it('by a TNDS needs something to replace', () => {
    const missing = command('Replace', './V', { data: tnds(node('A', null)) });
    assert.deepEqual(codes(runWithAccount(missing)), [404]);
  });
});

describe('a TNDS for another target than ./Inbox', () => {
  it('goes below the target', () => {
    const bootstrap = runWithAccount(addTnds('./V/W', leaf('A', '1')));
    assert.equal(valueAt(mo(bootstrap, './V/W'), 'A'), '1');
  });

  it('goes below Path there, from the target or from the root', () => {
    const withPath = (path: string): string =>
      leaf('A', '1').replace('</NodeName>', `</NodeName><Path>${path}</Path>`);
    for (const path of ['X/Y', './X/Y', './V/X/Y']) {
      const bootstrap = runWithAccount(addTnds('./V', withPath(path)));
      assert.equal(valueAt(mo(bootstrap, './V/X/Y'), 'A'), '1');
    }
    const refused = ['X//Y', 'x/'.repeat(31).concat('x')].map((path) =>
      addTnds('./V', withPath(path)),
    );
    assert.deepEqual(codes(runWithAccount(...refused)), [400, 414]);
  });

  it('goes below the root, typed objects to their own places', () => {
    const below = (path: string, xml: string): string =>
      xml.replace('</NodeName>', `</NodeName><Path>${path}</Path>`);
    const bootstrap = run([
      addTnds(
        '.',
        below('DMAcc', account('Op', 'a', SOURCE, leaf('PrefConRef', './NAP/Wan'))),
        below('./NAP', node('Wan', NAP, leaf('NapId', 'w'))),
        account('Moved', 'b', 'x'),
        below('Vendor/Cfg', leaf('Host', 'h')),
        node('', NAP, leaf('NapId', 'v')),
        node('', NAP, leaf('NapId', 'u')),
      ),
    ]);
    assert.deepEqual(
      bootstrap.report.commands.map(({ code }) => code),
      [200],
    );
    assert.deepEqual(uris(bootstrap), [
      './DMAcc/Op',
      './NAP/Wan',
      './DMAcc/Moved',
      './Vendor/Cfg',
      './NAP/oma-connmo-nap',
      './NAP/oma-connmo-nap-2',
    ]);
    assert.ok(mo(bootstrap, OP).nodes.some(({ ref }) => ref !== null));
  });

  it('goes nowhere below the root that no command could write to', () => {
    const below = (path: string): string =>
      leaf('X', '1').replace('</NodeName>', `</NodeName><Path>${path}</Path>`);
    const replacing = command('Replace', '.', { data: tnds(node('A', null)) });
    const bootstrap = runWithAccount(
      addTnds('.', node('A', null), below('DevInfo')),
      addTnds('.', node('B', null), node('NAP', null)),
      replacing,
    );
    assert.deepEqual(codes(bootstrap), [405, 418, 405]);
    assert.deepEqual(uris(bootstrap), [OP]);
  });

  it('is the target itself where its node has no name', () => {
    const bootstrap = runWithAccount(addTnds('./V/W', node('', null, leaf('A', '1'))));
    assert.equal(valueAt(mo(bootstrap, './V/W'), 'A'), '1');
  });

  it('is added whole or not at all', () => {
    const bootstrap = runWithAccount(
      addTnds('./V', leaf('A', '1')),
      addTnds('./V', leaf('B', '1'), leaf('A', '2')),
    );
    assert.deepEqual(codes(bootstrap), [200, 418]);
    assert.deepEqual(paths(mo(bootstrap, './V')), ['', 'A']);
  });

  it('with nothing in it, or a leaf twice, is refused', () => {
    assert.deepEqual(
      codes(
        runWithAccount(
          addTnds('./V'),
          addTnds('./V', node('A', null, leaf('x', '1'), leaf('x', '2'))),
        ),
      ),
      [400, 418],
    );
  });

  it('brings ACLs and titles; what is no ACL grants nothing, with a warning', () => {
    const withAcl = (name: string, acl: string): string =>
      leaf(name, '1').replace(
        '<RTProperties>',
        `<RTProperties><ACL>${acl}</ACL><Title>about ${name}</Title>`,
      );
    const bootstrap = runWithAccount(
      addTnds('./V', withAcl('A', 'Get=a+b&amp;Replace=*'), withAcl('B', 'anyone')),
    );
    assert.deepEqual(
      mo(bootstrap, './V').nodes.map(({ acl, title }) => [acl, title]),
      [
        [null, null],
        ['Get=a+b&Replace=*', 'about A'],
        ['Get=(nobody)', 'about B'],
      ],
    );
    assert.equal(bootstrap.report.warnings.length, 1);
  });
});

describe('Atomic', () => {
  it('undoes all of itself when a command fails', () => {
    const bootstrap = runWithAccount(
      add('./V/Before', '1'),
      group(
        'Atomic',
        replace('./V/Before', '2'),
        group('Sequence', add('./V/In', '1')),
        add('./V/Before', '3'),
        add('./V/After', '1'),
        group('Sequence', add('./V/Last', '1')),
      ),
      add('./V/Next', '1'),
    );
    assert.deepEqual(codes(bootstrap), [200, 507, 216, 216, 216, 418, 215, 215, 215, 200]);
    assert.equal(valueAt(mo(bootstrap, './V'), 'Before'), '1');
    assert.deepEqual(paths(mo(bootstrap, './V')), ['', 'Before', 'Next']);
  });

  it('undoes what it put into the Inbox', () => {
    const bootstrap = runWithAccount(group('Atomic', inbox(node('N', NAP)), replace('./V', '1')));
    assert.deepEqual(uris(bootstrap), [OP]);
  });

  it('holds neither Atomic nor Get, at any depth', () => {
    assert.deepEqual(
      codes(runWithAccount(group('Atomic', group('Atomic', add('./V', '1'))))),
      [507, 500],
    );
    assert.deepEqual(
      codes(runWithAccount(group('Atomic', group('Sequence', command('Get', './V'))))),
      [507, 216, 500],
    );
  });

  it('fails with what is not supported, and not with what has no meaning', () => {
    assert.deepEqual(codes(runWithAccount(group('Atomic', command('Exec', './V')))), [200, null]);
    assert.deepEqual(codes(runWithAccount(group('Atomic', command('Map', './V')))), [507, 406]);
  });
});

describe('Sequence', () => {
  it('goes on after a command that fails', () => {
    const bootstrap = runWithAccount(
      group('Sequence', replace('./V', '1'), add('./V', '2'), group('Atomic', add('./W', '3'))),
    );
    assert.deepEqual(codes(bootstrap), [200, 404, 200, 200, 200]);
    assert.deepEqual(uris(bootstrap), ['./V', './W', OP]);
  });
});

describe('other commands', () => {
  it('are reported and have no effect', () => {
    const bootstrap = runWithAccount(
      ...['Alert', 'Exec', 'Get', 'Results', 'Status', 'Map', 'Put'].map((name) =>
        command(name, OP),
      ),
    );
    assert.deepEqual(
      bootstrap.report.commands.slice(1).map(({ name, code }) => [name, code]),
      [
        ['Alert', null],
        ['Exec', null],
        ['Get', null],
        ['Results', null],
        ['Status', null],
        ['Map', 406],
        ['Put', 406],
      ],
    );
    assert.deepEqual(uris(bootstrap), [OP]);
  });
});

describe('the same object twice', () => {
  const second = account('Again', 'com.example.dm', 'https://elsewhere.example.com/');

  it('in two TNDSs makes the second fail', () => {
    const bootstrap = runWithAccount(inbox(second));
    assert.deepEqual(codes(bootstrap), [418]);
    assert.deepEqual(uris(bootstrap), [OP]);
  });

  it('in one TNDS makes all of it fail', () => {
    const bootstrap = runWithAccount(
      inbox(node('A', NAP, leaf('NapId', 'same')), node('B', NAP, leaf('NAPID', 'same'))),
    );
    assert.deepEqual(codes(bootstrap), [418]);
  });

  it('node by node makes the node fail that says so', () => {
    const bootstrap = runWithAccount(
      add('./DMAcc/Again/AppAddr/1/Addr', 'https://elsewhere.example.com/'),
      add('./DMAcc/Again/ServerID', 'com.example.dm'),
    );
    assert.deepEqual(codes(bootstrap), [200, 418]);
    assert.deepEqual(uris(bootstrap), [OP]);
  });

  it('is none of which one has the name that is the id of the other', () => {
    for (const [place, type, id] of [
      ['NAP', NAP, 'NapId'],
      ['Proxy', PROXY, 'ProxyId'],
    ] as const) {
      const nodeByNode = runWithAccount(
        add(`./${place}/first/${id}`, 'second'),
        add(`./${place}/second/Name`, 'no id but its name'),
      );
      assert.deepEqual(codes(nodeByNode), [200, 200]);
      assert.deepEqual(uris(nodeByNode), [`./${place}/first`, `./${place}/second`, OP]);

      const inOne = runWithAccount(inbox(node('N', type), node('B', type, leaf(id, 'N'))));
      assert.deepEqual(codes(inOne), [200]);
      assert.deepEqual(uris(inOne), [OP, `./${place}/N`, `./${place}/B`]);
    }
  });

  it('is none of which neither has an id, and references of each TNDS go to its own', () => {
    const commands = ['x', 'y'].map((server) =>
      inbox(
        account(server, server, SOURCE, leaf('PrefConRef', './Inbox/N')),
        node('N', NAP, leaf('Addr', server)),
      ),
    );
    const bootstrap = run(commands);
    assert.deepEqual(uris(bootstrap), ['./DMAcc/x', './NAP/N', './DMAcc/y', './NAP/N-2']);
    assert.equal(new Set(bootstrap.mos.map(({ identity }) => identity)).size, 4);
    for (const server of ['x', 'y']) {
      const { nodes } = mo(bootstrap, `./DMAcc/${server}`);
      const reference = nodes.find(({ path }) => path === 'PrefConRef')?.ref;
      const nap = bootstrap.mos.find(({ identity }) => identity === reference?.identity);
      assert.equal(nap && valueAt(nap, 'Addr'), server);
    }
    assert.deepEqual(run(commands), bootstrap);
  });

  it('is no fault of accounts with servers of their own', () => {
    assert.deepEqual(run([inbox(account('A', 'a', SOURCE), account('B', 'b', SOURCE))]).servers, [
      'a',
      'b',
    ]);
  });
});
