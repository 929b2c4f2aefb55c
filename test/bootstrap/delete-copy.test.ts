import assert from 'node:assert/strict';
import {
  account,
  add,
  codes,
  command,
  copy,
  group,
  inbox,
  leaf,
  mo,
  NAP,
  node,
  paths,
  run,
  runWithAccount,
  SOURCE,
  tnds,
  uris,
  valueAt,
} from './messages.js';

const OP = './DMAcc/Op';

const remove = (target: string): string => command('Delete', target);
const addTnds = (target: string, ...nodes: string[]): string =>
  command('Add', target, { data: tnds(...nodes), format: 'xml' });

/** An account that came in single nodes. */
const plain = (name: string, serverId: string): string[] => [
  add(`./DMAcc/${name}/ServerID`, serverId),
  add(`./DMAcc/${name}/AppAddr/1/Addr`, SOURCE),
];

interface Refused {
  readonly what: string;
  readonly commands: string[];
  readonly code: number;
}

/** The last command gets the code, and all is as if it were not there. */
function itRefuses({ what, commands, code }: Refused): void {
  it(`of ${what} gets ${code} and has no effect`, () => {
    const bootstrap = runWithAccount(...commands);
    assert.equal(codes(bootstrap).at(-1), code);
    assert.deepEqual(bootstrap.mos, runWithAccount(...commands.slice(0, -1)).mos);
  });
}

describe('Delete', () => {
  it('takes a leaf, and a subtree', () => {
    const bootstrap = runWithAccount(
      addTnds('./V', node('A', null, leaf('x', '1')), node('B', null, leaf('y', '2'))),
      remove('./V/A/x'),
      remove('./V/B'),
    );
    assert.deepEqual(codes(bootstrap), [200, 200, 200]);
    assert.deepEqual(uris(bootstrap), ['./V/A', OP]);
    assert.deepEqual(paths(mo(bootstrap, './V/A')), ['']);
  });

  it('takes an object as if it had not come', () => {
    const bootstrap = runWithAccount(...plain('X', 'x'), remove('./DMAcc/X'), ...plain('X', 'x2'));
    assert.deepEqual(bootstrap.servers, ['x2', 'com.example.dm']);
  });

  it('of the only account leaves no bootstrap', () => {
    assert.throws(() => run([...plain('X', 'x'), remove('./DMAcc/X')]), /no valid DMAcc/);
  });

  it('is undone with its Atomic, to the order of the nodes', () => {
    const commands = [add('./V/a', '1'), add('./V/b', '2'), add('./V/c', '3')];
    const bootstrap = runWithAccount(
      ...commands,
      group('Atomic', remove('./V/a'), remove('./V/b'), add('./V/c', '4')),
    );
    assert.deepEqual(codes(bootstrap).slice(3), [507, 216, 216, 418]);
    assert.deepEqual(bootstrap.mos, runWithAccount(...commands).mos);
  });

  const refused: Refused[] = [
    { what: 'what is not there', commands: [remove('./V')], code: 404 },
    { what: 'the root', commands: [remove('.')], code: 405 },
    { what: 'a permanent node', commands: [remove('./DMAcc')], code: 405 },
    { what: 'what describes the device', commands: [remove('./DevInfo/DevId')], code: 405 },
    { what: 'the Inbox', commands: [remove('./Inbox')], code: 405 },
    { what: 'what lies in the Inbox', commands: [remove('./Inbox/Op')], code: 405 },
    { what: 'a property', commands: [add('./V', '1'), remove('./V?prop=ACL')], code: 406 },
    { what: 'what lies below a leaf', commands: [add('./V', '1'), remove('./V/W')], code: 404 },
  ];
  refused.forEach(itRefuses);
});

describe('Copy', () => {
  it('makes a leaf with format, type and value of another', () => {
    const bootstrap = runWithAccount(
      command('Add', './V/A', { data: 'AQID', format: 'bin', type: 'a/b' }),
      copy('./V/A', './V/B/C'),
    );
    assert.deepEqual(codes(bootstrap), [200, 200]);
    const { nodes } = mo(bootstrap, './V');
    assert.deepEqual({ ...nodes.find(({ path }) => path === 'B/C'), path: 'A' }, nodes[1]);
  });

  it('goes over a leaf that is there', () => {
    const bootstrap = runWithAccount(add('./V/A', '1'), add('./V/B', '2'), copy('./V/A', './V/B'));
    assert.deepEqual(codes(bootstrap), [200, 200, 200]);
    assert.equal(valueAt(mo(bootstrap, './V'), 'B'), '1');
  });

  it('makes a subtree of its own', () => {
    const bootstrap = runWithAccount(
      addTnds('./V', node('A', null, node('x', null, leaf('y', '1')))),
      copy('./V/A', './V/A/x/z'),
      command('Replace', './V/A/x/z/x/y', { data: '2' }),
    );
    assert.deepEqual(codes(bootstrap), [200, 200, 200]);
    const object = mo(bootstrap, './V/A');
    assert.equal(valueAt(object, 'x/y'), '1');
    assert.equal(valueAt(object, 'x/z/x/y'), '2');
  });

  it('is undone with its Atomic', () => {
    const bootstrap = runWithAccount(
      add('./V/A', '1'),
      group('Atomic', copy('./V/A', './V/B'), remove('./V/C')),
    );
    assert.deepEqual(codes(bootstrap), [200, 507, 216, 404]);
    assert.deepEqual(paths(mo(bootstrap, './V')), ['', 'A']);
  });

  const deep = node('1', null, ...[node('2', null, leaf('3', 'x'))]);
  const refused: Refused[] = [
    { what: 'what is not there', commands: [copy('./V', './W')], code: 404 },
    {
      what: 'a leaf over a subtree',
      commands: [add('./V/A', '1'), add('./W', '2'), copy('./W', './V')],
      code: 418,
    },
    {
      what: 'a subtree over a leaf',
      commands: [add('./V/A', '1'), add('./W', '2'), copy('./V', './W')],
      code: 418,
    },
    { what: 'the root', commands: [copy('.', './V')], code: 405 },
    { what: 'a permanent node', commands: [copy('./DMAcc', './V')], code: 405 },
    { what: 'what lies in the Inbox', commands: [copy('./Inbox/Op', './V')], code: 405 },
    { what: 'what describes the device', commands: [copy('./DevInfo/DevId', './V')], code: 405 },
    {
      what: 'anything into the Inbox',
      commands: [add('./V', '1'), copy('./V', './Inbox/V')],
      code: 405,
    },
    { what: 'no source', commands: [command('Copy', './V')], code: 400 },
    { what: 'a property', commands: [add('./V', '1'), copy('./V?prop=Name', './W')], code: 406 },
    {
      what: 'an account',
      commands: [...plain('X', 'x'), copy('./DMAcc/X', './DMAcc/Y')],
      code: 418,
    },
    {
      what: 'more levels than a tree has',
      commands: [addTnds(`./V${'/v'.repeat(31)}`, deep), copy(`./V`, `./W${'/w'.repeat(30)}`)],
      code: 414,
    },
  ];
  refused.forEach(itRefuses);

  it('of a large value many times is a bound of the message', () => {
    const large = add('./V/0', 'x'.repeat(60_000));
    const copies = (count: number): string[] =>
      Array.from({ length: count }, (_, at) => copy('./V/0', `./V/${at + 1}`));
    assert.equal(codes(runWithAccount(large, ...copies(30))).at(-1), 200);
    assert.throws(() => runWithAccount(large, ...copies(40)), {
      code: 'malformed',
      message: /2097152 bytes in all nodes, found more with the item at byte \d+$/,
    });
  });
});

describe('the Size of an item', () => {
  const sized = (size: number, data: string, format = 'chr'): string =>
    command('Add', './V/A', { data, format }).replace('</Meta>', `<Size>${size}</Size></Meta>`);

  it('is that of its Data in bytes, or of the octets that its base64 stands for', () => {
    const right: [number, string, string?][] = [
      [0, ''],
      [3, 'aé'],
      [4, 'AQID', 'bin'],
      [3, 'AQID', 'bin'],
      [3, 'AQID', 'b64'],
    ];
    for (const [size, data, format] of right) {
      assert.deepEqual(codes(runWithAccount(sized(size, data, format))), [200], data);
    }
  });

  it('makes the command fail where it is another', () => {
    assert.deepEqual(codes(runWithAccount(sized(2, 'aé'))), [424]);
    assert.deepEqual(codes(runWithAccount(sized(1, '').replace('<Data></Data>', ''))), [424]);
    const replaced = sized(9, 'y').replaceAll('Add>', 'Replace>');
    const bootstrap = runWithAccount(add('./V/A', 'x'), replaced);
    assert.deepEqual(codes(bootstrap), [200, 424]);
    assert.equal(valueAt(mo(bootstrap, './V'), 'A'), 'x');
  });

  it('of a TNDS says nothing: encoders change its length', () => {
    const wrong = inbox(node('N', NAP)).replace('</Meta>', '<Size>1</Size></Meta>');
    assert.deepEqual(codes(runWithAccount(wrong)), [200]);
  });
});

describe('an item for Ext', () => {
  const ext = `${OP}/Ext/Vendor/x`;

  it('is passed over, so that the message may succeed', () => {
    const commands = [
      command('Add', ext, { data: '1', format: 'odd' }),
      command('Replace', './Inbox/Op/Ext/Vendor', { data: '1' }),
      remove('./NAP/N/Ext'),
      copy('./V/none', './SyncML/DMAcc/Op/Ext/a'),
    ];
    const bootstrap = runWithAccount(group('Atomic', ...commands));
    assert.deepEqual(codes(bootstrap), [200, 200, 200, 200, 200]);
    assert.deepEqual(uris(bootstrap), [OP]);
    assert.deepEqual(bootstrap.report.ignored, [
      './DMAcc/Op/Ext: what is in Ext is left out',
      './Inbox/Op/Ext: what is in Ext is left out',
      './NAP/N/Ext: what is in Ext is left out',
      './SyncML/DMAcc/Op/Ext: what is in Ext is left out',
    ]);
  });

  it('is nothing to copy from', () => {
    assert.deepEqual(codes(runWithAccount(add(ext, '1'), copy(ext, './V'))), [200, 405]);
  });

  it('is one as any other elsewhere', () => {
    assert.deepEqual(uris(runWithAccount(add('./V/Ext/a', '1'), add('./Ext/x', '1'))), [
      './V/Ext',
      './Ext',
      OP,
    ]);
  });

  it('comes with an object, and is left out of it', () => {
    const ext = node('Ext', null, leaf('Vendor', '1'));
    const bootstrap = run([
      inbox(
        account('Op', 'com.example.dm', SOURCE, ext),
        node('N', NAP, leaf('NapId', 'n'), ext, leaf('Vendor', '1')),
        node('Fumo', 'urn:oma:mo:oma-fumo:1.0', ext),
      ),
    ]);
    assert.equal(paths(mo(bootstrap, OP)).includes('Ext'), false);
    assert.deepEqual(paths(mo(bootstrap, './NAP/N')), ['', 'NapId', 'Vendor']);
    assert.deepEqual(paths(mo(bootstrap, './Fumo')), ['', 'Ext', 'Ext/Vendor']);
    assert.equal(bootstrap.report.ignored.length, 2);
  });
});
