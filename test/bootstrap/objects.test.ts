import assert from 'node:assert/strict';
import {
  account,
  add,
  CARD,
  codes,
  command,
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
  uriOf,
  uris,
} from './messages.js';

const OP = './DMAcc/Op';

const placed = (...nodes: string[]): Record<string, string> =>
  Object.fromEntries(
    runWithAccount(inbox(...nodes))
      .report.placements.filter(({ uri }) => uri !== OP)
      .map(({ uri, identity }) => [uri, identity]),
  );

const nap = (id: string): string => `nap:smartcard:${CARD.id}:${id}`;
const proxy = (id: string): string => `proxy:smartcard:${CARD.id}:${id}`;
/** No id can be this, encoded as they are. */
const nameless = (name: string): string => `/${name}`;

describe('the place of an object', () => {
  const cases: [string, string, Record<string, string>][] = [
    ['an access point', node('A', NAP, leaf('NapId', 'a')), { './NAP/A': nap('a') }],
    ['an access point without an id', node('A', NAP), { './NAP/A': nap(nameless('A')) }],
    [
      'an access point of one bearer',
      node('A', 'urn:oma:mo:oma-connmo-3gppps:1.0', leaf('NAPID', 'a')),
      { './NAP/A': nap('a') },
    ],
    ['a proxy', node('A', PROXY, leaf('ProxyId', 'a')), { './Proxy/A': proxy('a') }],
    ['a proxy without an id', node('A', PROXY), { './Proxy/A': proxy(nameless('A')) }],
    [
      'an old connectivity object with NapId',
      node('A', 'org.openmobilealliance/1.0/ConnMO', leaf('NapId', 'a')),
      { './NAP/A': nap('a') },
    ],
    [
      'an old connectivity object with ProxyId',
      node('A', 'org.openmobilealliance/1.0/ConnMO', leaf('ProxyId', 'a')),
      { './Proxy/A': proxy('a') },
    ],
    [
      'an old connectivity object with neither',
      node('Internet', 'org.openmobilealliance/1.0/ConnMO'),
      { './NAP/Internet': nap(nameless('Internet')) },
    ],
    [
      'an account by its old name',
      account('B', 'b', 'x').replace(
        'urn:oma:mo:oma-dm-dmacc:1.0',
        'org.openmobilealliance/1.0/w7',
      ),
      { './DMAcc/B': 'dmacc:b' },
    ],
    [
      'an account of DM 1.3',
      account('B', 'b', 'x').replace('dmacc:1.0', 'dmacc:1.1'),
      { './DMAcc/B': 'dmacc:b' },
    ],
    [
      'an account without a type below DMAcc',
      node('DMAcc', null, account('B', 'b', 'x').replace(/<Type>.*?<\/Type>/, '')),
      { './DMAcc/B': 'dmacc:b' },
    ],
    [
      'an object inside a node that is none',
      node('X', null, node('A', NAP)),
      { './NAP/A': nap(nameless('A')) },
    ],
    [
      'another object',
      node('Fumo', 'urn:oma:mo:oma-fumo:1.0', leaf('a', '1')),
      { './Fumo': 'mo:urn%3Aoma%3Amo%3Aoma-fumo%3A1.0:Fumo' },
    ],
    [
      'another object by a reserved name',
      node('NAP', 'urn:oma:mo:oma-fumo:1.0'),
      { './NAP-2': 'mo:urn%3Aoma%3Amo%3Aoma-fumo%3A1.0:NAP' },
    ],
    [
      'an object without a name',
      node('', NAP),
      { './NAP/oma-connmo-nap': nap(nameless('oma-connmo-nap')) },
    ],
  ];
  for (const [what, nodes, expected] of cases) {
    it(`is its own for ${what}`, () => {
      assert.deepEqual(placed(nodes), expected);
    });
  }

  it('is its own wherever a command puts it', () => {
    const bootstrap = runWithAccount(
      command('Add', './SyncML', { format: 'node' }),
      command('Add', './SyncML/Con', { data: tnds(node('A', NAP, leaf('NapId', 'a'))) }),
      add('./SyncML/Other', '1'),
      add('./NAP/B/NapId', 'b'),
      command('Add', './Inbox/C', { format: 'node', type: PROXY }),
      add('./Inbox/C/ProxyId', 'c'),
    );
    assert.deepEqual(codes(bootstrap), [200, 200, 200, 200, 200, 200]);
    assert.deepEqual(
      bootstrap.report.placements.map(({ from, uri, kind }) => [from, uri, kind]),
      [
        ['./NAP/B', './NAP/B', 'nap'],
        ['./SyncML', './SyncML', 'other'],
        ['./SyncML/Con/A', './NAP/A', 'nap'],
        ['./Inbox/C', './Proxy/C', 'proxy'],
        ['./Inbox/Op', './DMAcc/Op', 'dmacc'],
      ],
    );
    assert.deepEqual(paths(mo(bootstrap, './SyncML')), ['', 'Con', 'Other']);
  });

  it('is where the command put it for anything else', () => {
    const bootstrap = runWithAccount(
      command('Add', './V/Box', { format: 'node' }),
      add('./V/Box/A', '1'),
      add('./Single', '1'),
      command('Add', './W', { data: tnds(node('Fumo', 'urn:oma:mo:oma-fumo:1.0')) }),
    );
    assert.deepEqual(
      bootstrap.mos.map(({ parent, name, identity }) => [parent, name, identity]),
      [
        ['./V', 'Box', 'mo::V%2FBox'],
        ['.', 'Single', 'mo::Single'],
        ['./W', 'Fumo', 'mo:urn%3Aoma%3Amo%3Aoma-fumo%3A1.0:W%2FFumo'],
        ['./DMAcc', 'Op', 'dmacc:com.example.dm'],
      ],
    );
  });

  it('of leaves that are added one by one is the topmost parent that has one', () => {
    const cases: [string[], Record<string, string[]>][] = [
      [['./Vendor/Cfg/Host', './Vendor/Cfg/Port'], { './Vendor/Cfg': ['', 'Host', 'Port'] }],
      [['./V/a', './V/b/c'], { './V': ['', 'a', 'b', 'b/c'] }],
      [['./V/b/c', './V/a'], { './V': ['', 'b', 'b/c', 'a'] }],
      [['./V/b/c', './V/d/e'], { './V/b': ['', 'c'], './V/d': ['', 'e'] }],
      [['./a', './b'], { './a': [''], './b': [''] }],
    ];
    for (const [leaves, expected] of cases) {
      const { mos, report } = runWithAccount(...leaves.map((uri) => add(uri, '1')));
      const found = mos.filter(({ identity }) => identity.startsWith('mo:'));
      assert.deepEqual(
        Object.fromEntries(found.map((object) => [uriOf(object), paths(object)])),
        expected,
      );
      assert.deepEqual(report.ignored, []);
      for (const object of found) {
        assert.equal(object.identity, `mo::${encodeURIComponent(uriOf(object).slice(2))}`);
      }
    }
  });

  it('of leaves beside an account, access point or proxy does not reach into those', () => {
    const bootstrap = runWithAccount(
      add('./V/a', '1'),
      command('Add', './V/Con', { data: tnds(node('A', NAP, leaf('NapId', 'a'))) }),
      command('Add', './V', { data: tnds(account('B', 'b', 'x'), account('None', 'c', '')) }),
    );
    assert.deepEqual(paths(mo(bootstrap, './V')), ['', 'a', 'Con']);
    assert.deepEqual(uris(bootstrap), ['./V', './NAP/A', './DMAcc/B', './DMAcc/Op']);
    assert.equal(bootstrap.report.ignored.length, 1);
  });

  const ignored: [string, string][] = [
    ['without an identifier', node('X', null, leaf('a', '1'))],
    ['that is a leaf', leaf('X', '1')],
    ['of a later kind of account', account('B', 'b', 'x').replace('dmacc:1.0', 'dmacc:2.0')],
    ['about the device', node('DevInfo', 'urn:oma:mo:oma-dm-devinfo:1.1')],
    ['that is an account without a server', node('B', 'urn:oma:mo:oma-dm-dmacc:1.0')],
    ['that is an account without an address', account('B', 'b', '')],
    ['that is an account of a server no ACL could name', account('B', 'b c', 'x')],
  ];
  for (const [what, nodes] of ignored) {
    it(`is none for something in the Inbox ${what}, as the report says`, () => {
      const { mos, report } = runWithAccount(inbox(nodes));
      assert.equal(mos.length, 1);
      assert.equal(report.ignored.length, 1);
    });
  }
});

describe('the name of an object', () => {
  it('is kept where another TNDS has the same one, if the place is another', () => {
    const bootstrap = runWithAccount(inbox(node('Op', NAP)), inbox(node('Op', PROXY)));
    assert.deepEqual(uris(bootstrap), ['./DMAcc/Op', './NAP/Op', './Proxy/Op']);
    assert.deepEqual(bootstrap.report.warnings, []);
  });

  it('gets a number where its place has that name', () => {
    const bootstrap = runWithAccount(inbox(account('Op', 'b', 'x')));
    assert.deepEqual(
      bootstrap.mos.map(({ name, identity }) => [name, identity]),
      [
        ['Op', 'dmacc:com.example.dm'],
        ['Op-2', 'dmacc:b'],
      ],
    );
    assert.equal(bootstrap.report.warnings.length, 1);
  });

  it('gets a number where an object of that name would stand above another one', () => {
    const bootstrap = runWithAccount(
      add('./Fumo/X', '1'),
      inbox(node('Fumo', 'urn:oma:mo:oma-fumo:1.0')),
    );
    assert.deepEqual(uris(bootstrap), ['./Fumo', './DMAcc/Op', './Fumo-2']);
    const deeper = runWithAccount(
      add('./Fumo/X/Y', '1'),
      inbox(node('Fumo', 'urn:oma:mo:oma-fumo:1.0')),
    );
    assert.deepEqual(uris(deeper), ['./Fumo/X', './DMAcc/Op', './Fumo-2']);
  });

  it('gets a number where it is twice in one TNDS', () => {
    const bootstrap = runWithAccount(
      inbox(node('A', NAP, leaf('NapId', 'a')), node('A', NAP, leaf('NapId', 'b'))),
    );
    assert.deepEqual(uris(bootstrap), ['./DMAcc/Op', './NAP/A', './NAP/A-2']);
  });

  it('is made fit for a URI, at any depth', () => {
    const bootstrap = runWithAccount(
      inbox(node('a/b', NAP, node('..', null, leaf('c?d', '1')), node('e', null), node('e', null))),
    );
    assert.deepEqual(
      mo(bootstrap, './NAP/a_b').nodes.map(({ path }) => path),
      ['', '1', '1/c_d', 'e', 'e-2'],
    );
    assert.equal(bootstrap.report.warnings.length, 4);
  });
});

describe('a connectivity reference', () => {
  const refs = (commands: string[], uri = OP) =>
    Object.fromEntries(
      mo(run(commands), uri)
        .nodes.filter(({ path, value }) => path.endsWith('Ref') && value !== null)
        .map(({ path, ref }) => [path, ref && `${ref.identity}${ref.rest}`]),
    );
  const op = (...values: [string, string][]): string =>
    account('Op', 'com.example.dm', SOURCE, ...values.map(([name, value]) => leaf(name, value)));
  const pref = (value: string): string => op(['PrefConRef', value]);
  const wan = node('Wan', NAP, leaf('NapId', 'w'));

  it('follows an object of its own TNDS', () => {
    assert.deepEqual(refs([inbox(pref('./Inbox/Wan'), wan)]), { PrefConRef: nap('w') });
  });

  it('leads to no account, though one has the same name in its TNDS', () => {
    const op = node('Op', NAP, leaf('NapId', 'w'));
    assert.deepEqual(refs([inbox(pref('./Inbox/Op'), op)]), { PrefConRef: nap('w') });
  });

  it('may lack the ./ before it, and have a / behind it', () => {
    assert.deepEqual(refs([inbox(pref('Inbox/Wan'), wan)]), { PrefConRef: nap('w') });
    assert.deepEqual(refs([inbox(pref('./Inbox/Wan/'), wan)]), { PrefConRef: nap('w') });
  });

  it('may stand in a list, and in any object', () => {
    const list = node('ToConRef', null, node('1', null, leaf('ConRef', './Inbox/P')));
    const p = node(
      'P',
      PROXY,
      node('ConRefs', null, node('1', null, leaf('ConRef', './Inbox/Wan'))),
    );
    const commands = [inbox(account('Op', 'a', SOURCE, list), p, wan)];
    assert.deepEqual(refs(commands), { 'ToConRef/1/ConRef': proxy(nameless('P')) });
    assert.deepEqual(refs(commands, './Proxy/P'), { 'ConRefs/1/ConRef': nap('w') });
  });

  it('keeps what comes after the object', () => {
    assert.deepEqual(refs([inbox(pref('./Inbox/Wan/IP/x'), wan)]), {
      PrefConRef: `${nap('w')}/IP/x`,
    });
  });

  it('goes by the place in the TNDS, not by the name that the object gets', () => {
    const deep = node('Con', null, node('a/b', NAP, leaf('NapId', 'w')));
    const moved = wan.replace('</NodeName>', '</NodeName><Path>Con</Path>');
    assert.deepEqual(refs([inbox(pref('./Inbox/Con/a/b'), deep)]), { PrefConRef: nap('w') });
    assert.deepEqual(refs([inbox(pref('./Inbox/Con/Wan'), moved)]), { PrefConRef: nap('w') });
  });

  it('means the object of its own TNDS where another has one of the same place', () => {
    const other = inbox(node('Wan', NAP, leaf('NapId', 'other')));
    assert.deepEqual(refs([other, inbox(pref('./Inbox/Wan'), wan)]), { PrefConRef: nap('w') });
    assert.deepEqual(refs([other, inbox(pref('./Inbox/Wan'))]), { PrefConRef: nap('other') });
  });

  it('may be the URI of an object of this message', () => {
    assert.deepEqual(refs([inbox(pref('./NAP/Wan'), wan)]), { PrefConRef: nap('w') });
    const con = command('Add', './Con', { data: tnds(wan) });
    assert.deepEqual(refs([inbox(pref('./Con/Wan')), con]), { PrefConRef: nap('w') });
  });

  it('is left alone where it is something else', () => {
    assert.deepEqual(refs([inbox(pref('x'), wan)]), { PrefConRef: null });
    assert.deepEqual(refs([inbox(pref('./NAP/Wander'), wan)]), { PrefConRef: null });
    const other = node('B', NAP, leaf('NapId', 'b'), leaf('HRef', './Inbox/Wan'));
    assert.deepEqual(refs([inbox(op(), other, wan)], './NAP/B'), { HRef: null });
  });

  it('may be the id of a proxy or an access point of this message, with a warning', () => {
    const lan = node('Lan', PROXY, leaf('ProxyId', 'l'), leaf('ConRef', 'w'));
    const commands = [inbox(pref('l'), lan, wan)];
    assert.deepEqual(refs(commands), { PrefConRef: proxy('l') });
    assert.deepEqual(refs(commands, './Proxy/Lan'), { ConRef: nap('w') });
    assert.equal(run(commands).report.warnings.length, 2);
    const both = node('P', PROXY, leaf('ProxyId', 'w'));
    assert.deepEqual(refs([inbox(pref('w'), wan, both)]), { PrefConRef: proxy('w') });
  });

  it('to nothing in the Inbox is kept, with a warning', () => {
    const { report } = run([inbox(pref('./Inbox/Missing'), wan)]);
    assert.equal(report.warnings.length, 1);
  });
});
