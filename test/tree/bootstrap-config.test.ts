import assert from 'node:assert/strict';
import { ROWS } from '../../lib/tree/ddf/descriptions.js';
import {
  accessTypesOf,
  BOOTSTRAP_CONFIG,
  type Mo,
  type MoNode,
  type NodeChange,
  type NodeFormat,
  type ReaderOptions,
  Store,
  TreeError,
} from '../../lib/tree/index.js';
import {
  account,
  by,
  card,
  factory,
  interior,
  layer,
  leaf,
  plain,
  uris,
  valueAt,
} from './support.js';

const ROOT = BOOTSTRAP_CONFIG.uri;
const URL = 'https://boot.example.com/dm';
/** The owner lets every server manage the object. */
const RIGHTS: Required<ReaderOptions> = { initialRights: [{ subtree: ROOT, access: 63 }] };

/** The object as a message brings it. */
const brought = (...nodes: MoNode[]): Mo => ({
  identity: BOOTSTRAP_CONFIG.identity,
  parent: '.',
  name: BOOTSTRAP_CONFIG.name,
  nodes: [{ ...interior('', BOOTSTRAP_CONFIG.moId), acl: 'Get=*' }, ...nodes],
});

const server = (name: string, url: string): MoNode[] => [
  interior(`BootSrvInfo/${name}`),
  leaf(`BootSrvInfo/${name}/URL`, url),
];

const right = (name: string, subtree: string, access: number): MoNode[] => [
  interior('InitialARInfo'),
  interior(`InitialARInfo/${name}`),
  leaf(`InitialARInfo/${name}/SubtreeURI`, subtree),
  leaf(`InitialARInfo/${name}/AccessCode`, `${access}`, { format: 'int' }),
];

const aclAt = (store: Store, uri: string): string | null => store.tree(uri)[0]?.acl ?? null;

describe('the Bootstrap Config MO', () => {
  let store: Store;
  const open = (options = RIGHTS): void => {
    store = Store.scratch(options);
    store.apply(layer(card('1'), account('srv'), plain('V')));
  };
  beforeEach(() => open());
  afterEach(() => store.close());

  const put = (path: string, value: string, format: NodeFormat = 'chr', who = 'srv') =>
    store.write(`${ROOT}/${path}`, { value, format }, by(who));
  const grant = (name: string, subtree: string, access: number, who = 'srv'): void => {
    put(`InitialARInfo/${name}/SubtreeURI`, subtree, 'chr', who);
    put(`InitialARInfo/${name}/AccessCode`, `${access}`, 'int', who);
  };
  const refusal = (path: string, change: NodeChange | 'delete'): string | null => {
    try {
      store.write(`${ROOT}/${path}`, change, by('srv'));
      return null;
    } catch (error) {
      assert.ok(error instanceof TreeError);
      return error.code;
    }
  };

  it('is always there, with its identifier', () => {
    const [root, discovery] = store.tree(ROOT);
    assert.equal(root?.type, 'urn:oma:mo:oma-dm-bootstrapcfg:1.0');
    assert.equal(root?.format, 'node');
    assert.equal(discovery?.uri, `${ROOT}/BootSrvDiscovery`);
    assert.equal(discovery?.format, 'int');
  });

  it('has every node with format, occurrence and the access types of 6.3 at least', () => {
    const asked: readonly (readonly [string, string, string, string])[] = [
      ['', 'One', 'node', 'Get'],
      ['/BootSrvDiscovery', 'One', 'int', 'Get Replace'],
      ['/BootSrvInfo', 'ZeroOrOne', 'node', 'Get'],
      ['/BootSrvInfo/<X>', 'ZeroOrMore', 'node', 'Get'],
      ['/BootSrvInfo/<X>/URL', 'One', 'chr', 'Get Replace'],
      ['/BootSrvInfo/<X>/Ext', 'ZeroOrOne', 'node', 'Get'],
      ['/InitialARInfo', 'ZeroOrOne', 'node', 'Get'],
      ['/InitialARInfo/<X>', 'OneOrMore', 'node', 'Add Delete Get'],
      ['/InitialARInfo/<X>/SubtreeURI', 'One', 'chr', 'Get Replace'],
      ['/InitialARInfo/<X>/AccessCode', 'One', 'int', 'Get Replace'],
      ['/Ext', 'ZeroOrOne', 'node', 'Get'],
    ];
    for (const [path, occurrence, format, access] of asked) {
      const row = ROWS.find(([uri]) => uri === `${ROOT}${path}`);
      assert.deepEqual(row?.slice(1, 3), [occurrence, format], path);
      for (const word of access.split(' ')) {
        assert.ok(
          row?.[3].some((type) => type === word),
          `${word} ${path}`,
        );
      }
    }
    assert.equal(ROWS.filter(([uri]) => uri.startsWith(ROOT)).length, asked.length);
  });

  it('has extensions of vendors at its root and in each server', () => {
    put('Ext/Vendor/Any', 'x');
    put(`BootSrvInfo/1/URL`, URL);
    put(`BootSrvInfo/1/Ext/Vendor`, 'x');
    assert.equal(valueAt(store, `${ROOT}/Ext/Vendor/Any`), 'x');
    assert.equal(valueAt(store, `${ROOT}/BootSrvInfo/1/Ext/Vendor`), 'x');
    assert.deepEqual(accessTypesOf(`${ROOT}/Other`), []);
    assert.equal(refusal('Other', { value: 'x' }), 'access-type');
  });

  it('allows discovery, until a server inhibits it', () => {
    assert.equal(store.bootstrapConfig().discovery, true);
    put('BootSrvDiscovery', '0', 'int');
    assert.equal(store.bootstrapConfig().discovery, false);
    put('BootSrvDiscovery', '1', 'int');
    assert.equal(store.bootstrapConfig().discovery, true);
  });

  it('keeps its value when only a title is written', () => {
    store.write(`${ROOT}/BootSrvDiscovery`, { title: 'x' }, by('srv'));
    assert.equal(valueAt(store, `${ROOT}/BootSrvDiscovery`), '1');
  });

  it('names bootstrap servers, several of them, in the order of their names', () => {
    assert.deepEqual(store.bootstrapConfig().servers, []);
    for (const name of ['10', '2', 'backup', '1']) put(`BootSrvInfo/${name}/URL`, `${URL}/${name}`);
    const named = (names: string[]) => names.map((name) => `${URL}/${name}`);
    assert.deepEqual(store.bootstrapConfig().servers, named(['1', '2', '10', 'backup']));
    store.write(`${ROOT}/BootSrvInfo/2`, 'delete', by('srv'));
    put('BootSrvInfo/1/URL', `${URL}/x`);
    assert.deepEqual(store.bootstrapConfig().servers, named(['x', '10', 'backup']));
  });

  it('takes no value that is none', () => {
    const bad: readonly (readonly [string, string, NodeFormat])[] = [
      ['BootSrvDiscovery', '2', 'int'],
      ['BootSrvDiscovery', '', 'int'],
      ['BootSrvInfo/1/URL', 'http://boot.example.com/', 'chr'],
      ['BootSrvInfo/1/URL', 'https://', 'chr'],
      ['BootSrvInfo/1/URL', 'https://a b/', 'chr'],
      ['InitialARInfo/1/SubtreeURI', 'DMAcc', 'chr'],
      ['InitialARInfo/1/AccessCode', '0', 'int'],
      ['InitialARInfo/1/AccessCode', '64', 'int'],
      ['InitialARInfo/1/AccessCode', '1.5', 'int'],
      ['InitialARInfo/1/AccessCode', '1', 'chr'],
    ];
    for (const [path, value, format] of bad) {
      assert.equal(refusal(path, { value, format }), 'format', `${path} ${value}`);
    }
    assert.equal(refusal('BootSrvDiscovery', 'delete'), 'access-type');
    assert.deepEqual(uris(store, ROOT), [ROOT, `${ROOT}/BootSrvDiscovery`]);
  });

  it('is nobody’s to change unless the owner of the device says so', () => {
    store.close();
    open({ initialRights: [] });
    assert.equal(refusal('BootSrvDiscovery', { value: '0', format: 'int' }), 'denied');
    assert.equal(refusal('BootSrvInfo/1/URL', { value: URL }), 'denied');
    assert.equal(store.can('srv', 'Get', `${ROOT}/BootSrvDiscovery`), true);
  });

  it('gives the servers that are bootstrapped its initial rights, and no others', () => {
    grant('1', './V', 49);
    assert.equal(aclAt(store, './V'), 'Add=*&Delete=*&Get=*&Replace=*');
    grant('1', './DMAcc', 49);
    assert.equal(aclAt(store, './DMAcc'), null);
    store.apply(layer(card('2'), account('two')));
    assert.equal(aclAt(store, './DMAcc'), 'Add=*&Delete=two&Get=*');
    assert.equal(store.can('two', 'Delete', './DMAcc/x'), true);
    assert.equal(store.can('srv', 'Delete', './DMAcc/x'), false);
    store.purge([card('2')]);
    assert.equal(aclAt(store, './DMAcc'), null);
  });

  it('turns each access code into words of an ACL', () => {
    const words: readonly (readonly [number, string])[] = [
      [1, 'Get=two'],
      [2, 'Replace=two'],
      [4, 'Exec=two'],
      [16, 'Add=two'],
      [32, 'Delete=two'],
      [49, 'Add=two&Delete=two&Get=two'],
      [63, 'Add=two&Delete=two&Exec=two&Get=two&Replace=two'],
    ];
    const { nodes, ...mo } = plain('W');
    const none = [{ ...nodes[0]!, acl: 'Get=(nobody)' }, ...nodes.slice(1)];
    store.apply(layer(card('2'), account('two'), { ...mo, nodes: none }));
    for (const [access, acl] of words) {
      grant('1', './W', access);
      assert.equal(aclAt(store, './W'), acl);
    }
  });

  it('grants nothing by Copy alone, nor for a subtree that is not there', () => {
    store.apply(layer(card('2'), account('two')));
    const before = store.tree('.').filter(({ uri }) => !uri.startsWith(ROOT));
    grant('1', './NAP', 8);
    grant('2', './None', 63);
    assert.deepEqual(
      store.tree('.').filter(({ uri }) => !uri.startsWith(ROOT)),
      before,
    );
  });

  it('takes the place of the policy of the device for those whom it gives rights (6.3)', () => {
    store.close();
    open({ initialRights: [...RIGHTS.initialRights, { subtree: './NAP', access: 2 }] });
    store.apply(layer(card('2'), account('two')));
    assert.equal(aclAt(store, './NAP'), 'Add=*&Get=*&Replace=srv+two');
    grant('1', './Proxy', 2);
    assert.equal(aclAt(store, './NAP'), 'Add=*&Get=*&Replace=srv');
    assert.equal(aclAt(store, './Proxy'), 'Add=*&Get=*&Replace=two');
  });

  it('gives no rights to the first server that is bootstrapped (6.1)', () => {
    const only = Store.scratch();
    only.apply(layer(factory('f'), account('first'), brought(...right('1', './NAP', 63))));
    assert.equal(aclAt(only, './NAP'), null);
    only.apply(layer(card('2'), account('second')));
    assert.equal(only.can('second', 'Replace', './NAP'), true);
    assert.equal(only.can('first', 'Replace', './NAP'), false);
    only.write('./DMAcc/first', 'delete', by('first'));
    assert.equal(only.can('second', 'Replace', './NAP'), false);
    only.close();
  });

  it('gives none to a server in whose message it came, whoever else brings that server', () => {
    store.apply(layer(factory('f'), account('own'), brought(...right('1', './NAP', 63))));
    store.apply(layer(card('3'), account('own')));
    assert.equal(store.can('srv', 'Replace', './NAP'), true);
    assert.equal(store.can('own', 'Replace', './NAP'), false);
  });

  describe('that an origin brings', () => {
    const object = brought(
      leaf('BootSrvDiscovery', '0', { format: 'int' }),
      interior('BootSrvInfo'),
      ...server('1', URL),
    );

    it('stands in its own place, and leaves it as it was', () => {
      const before = store.tree();
      const { renamed } = store.apply(layer(card('2'), account('two'), object));
      assert.deepEqual(renamed, []);
      assert.deepEqual(store.bootstrapConfig(), {
        discovery: false,
        servers: [URL],
        initialRights: [],
      });
      store.purge([card('2')]);
      assert.deepEqual(store.tree(), before);
    });

    it('is covered by what servers wrote if its rank is lower, and covers it if not', () => {
      put('BootSrvInfo/9/URL', `${URL}/local`);
      store.apply(layer(factory('f'), account('fab'), object));
      assert.deepEqual(store.bootstrapConfig().servers, [`${URL}/local`]);
      put('BootSrvInfo/8/URL', `${URL}/more`);
      assert.deepEqual(store.bootstrapConfig().servers, [`${URL}/more`, `${URL}/local`]);
      store.apply(layer(card('2'), account('two'), object));
      assert.deepEqual(store.bootstrapConfig().servers, [URL]);
      put('BootSrvInfo/1/URL', `${URL}/new`);
      assert.deepEqual(store.bootstrapConfig().servers, [`${URL}/new`]);
      store.purge([card('2')]);
      assert.deepEqual(store.bootstrapConfig().servers, [`${URL}/more`, `${URL}/local`]);
      store.write(`${ROOT}/BootSrvInfo`, 'delete', by('srv'));
      assert.deepEqual(store.bootstrapConfig().servers, [URL]);
    });

    it('passes over what is not whole or makes no sense', () => {
      store.apply(
        layer(
          card('2'),
          account('two'),
          brought(
            leaf('BootSrvDiscovery', 'yes', { format: 'int' }),
            interior('BootSrvInfo'),
            interior('BootSrvInfo/1'),
            ...server('2', 'ftp://boot'),
            ...server('3', URL),
            ...right('1', 'NAP', 63),
            interior('InitialARInfo/2'),
          ),
        ),
      );
      assert.deepEqual(store.bootstrapConfig(), {
        discovery: true,
        servers: [URL],
        initialRights: [],
      });
    });
  });
});
