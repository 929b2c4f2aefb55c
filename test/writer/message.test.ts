import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as v from 'valibot';
import {
  processBootstrap,
  processDocuments,
  processProvisioning,
} from '../../lib/bootstrap/index.js';
import { type Mo, type MoNode, napIdentity, proxyIdentity, Store } from '../../lib/tree/index.js';
import { decodeEmbedded, decodeWbxml, type Element, toXml } from '../../lib/wbxml/index.js';
import {
  type Description,
  descriptionFor,
  type TndsForm,
  type WbxmlForm,
  writeBootstrap,
  writeProvisioning,
} from '../../lib/writer/index.js';
import { CARD } from '../bootstrap/messages.js';
import { descriptions } from './descriptions.js';

const form: fc.Arbitrary<WbxmlForm> = fc.record({
  version: fc.constantFrom('1.1' as const, '1.2' as const, '1.3' as const),
  stringTable: fc.boolean(),
});

/** Leaves by path: a value as text or hexadecimal digits, of a reference the identity. */
const leaves = (nodes: readonly MoNode[]): Record<string, string> =>
  Object.fromEntries(
    nodes
      .filter(({ format }) => format !== 'node')
      .map(({ path, value, ref }) => [path, ref?.identity ?? shown(value)]),
  );

const shown = (value: string | Uint8Array | null): string =>
  value instanceof Uint8Array ? `x${Buffer.from(value).toString('hex')}` : String(value);

/** The leaves that the account must have, of which `several` connections are told apart. */
function accountLeaves({ accounts, proxies }: Description, at: number): Record<string, string> {
  const { serverId, name, addresses, credentials, connections } = accounts[at]!;
  const identity = (id: string): string =>
    proxies.some((proxy) => proxy.id === id) ? proxyIdentity(CARD, id) : napIdentity(CARD, id);
  const expected: Record<string, string> = { AppID: 'w7', ServerID: serverId };
  if (name !== null) expected['Name'] = name;
  addresses.forEach(({ addr, type, port }, at) => {
    expected[`AppAddr/${at + 1}/Addr`] = addr;
    expected[`AppAddr/${at + 1}/AddrType`] = type;
    if (port !== null) expected[`AppAddr/${at + 1}/Port/1/PortNbr`] = String(port);
  });
  credentials.forEach(({ level, type, name, secret, data }, at) => {
    const path = `AppAuth/${at + 1}`;
    expected[`${path}/AAuthLevel`] = level;
    expected[`${path}/AAuthType`] = type;
    if (name !== null) expected[`${path}/AAuthName`] = name;
    if (secret !== null) expected[`${path}/AAuthSecret`] = secret;
    if (data !== null) expected[`${path}/AAuthData`] = shown(data);
  });
  if (connections.length === 1) expected['PrefConRef'] = identity(connections[0]!);
  connections.forEach((id, at) => {
    if (connections.length > 1) expected[`ToConRef/${at + 1}/ConRef`] = identity(id);
  });
  return expected;
}

/** The objects are those of the description, whichever profile brought them. */
function check(description: Description, mos: readonly Mo[], profile: 'dm' | 'cp'): void {
  const { accounts, accessPoints, proxies } = description;
  const of = (parent: string): Mo[] => mos.filter((mo) => mo.parent === parent);
  const ids = (list: readonly Mo[], leaf: string): (string | undefined)[] =>
    list.map(({ nodes }) => leaves(nodes)[leaf]);

  of('./DMAcc').forEach(({ nodes }, at) => {
    const expected = accountLeaves(description, at);
    const { credentials, connections } = accounts[at]!;
    const client = credentials.find(({ level }) => level === 'CLCRED');
    if (profile === 'dm' && client !== undefined) expected['AAuthPref'] = client.type;
    // The DM profile can name the preferred one of several.
    if (profile === 'dm' && connections.length > 1) {
      expected['PrefConRef'] = expected['ToConRef/1/ConRef']!;
    }
    assert.deepEqual(leaves(nodes), expected);
    assert.equal(nodes[0]?.acl, accounts[at]!.acl);
  });
  assert.equal(of('./DMAcc').length, accounts.length);
  assert.deepEqual(
    ids(of('./NAP'), 'NapId'),
    accessPoints.map(({ id }) => id),
  );
  assert.deepEqual(
    ids(of('./Proxy'), 'ProxyId'),
    proxies.map(({ id }) => id),
  );
  for (const mo of [...of('./NAP'), ...of('./Proxy')])
    assert.equal(mo.nodes[0]?.acl, accessPoints[0]?.acl ?? proxies[0]?.acl);
  of('./Proxy').forEach(({ nodes }, at) => {
    proxies[at]!.accessPoints.forEach((id, to) => {
      assert.equal(leaves(nodes)[`ConRefs/${to + 1}/ConRef`], napIdentity(CARD, id));
    });
  });
}

describe('what is written is read back', () => {
  for (const tnds of ['wbxml', 'xml'] as const satisfies TndsForm[]) {
    it(`as a DM message with its objects in ${tnds}: the same, and nothing to say against it`, () => {
      const property = fc.property(descriptions('dm'), form, (raw, form) => {
        const description = v.parse(descriptionFor('dm'), raw);
        const bytes = writeBootstrap(description, tnds, form);
        const { mos, servers, source, report } = processBootstrap(bytes, CARD);
        assert.deepEqual(
          servers,
          description.accounts.map(({ serverId }) => serverId),
        );
        assert.equal(source, description.accounts[0]!.addresses[0]!.addr);
        check(description, mos, 'dm');
        const { commands, ignored, warnings, version } = report;
        assert.deepEqual(
          commands.map(({ code }) => code),
          [200],
        );
        assert.deepEqual(
          { ignored, warnings, version },
          { ignored: [], warnings: [], version: form.version },
        );
      });
      fc.assert(property, { seed: 11, numRuns: 60 });
    });
  }

  it('as a Client Provisioning document: the same, and nothing to say against it', () => {
    const property = fc.property(descriptions('cp'), form, (raw, form) => {
      const description = v.parse(descriptionFor('cp'), raw);
      const bytes = writeProvisioning(description, form);
      const { mos, report } = processProvisioning(bytes, CARD);
      check(description, mos, 'cp');
      const { ignored, warnings, unmapped, version } = report;
      assert.deepEqual(
        { ignored, warnings, unmapped, version },
        { ignored: [], warnings: [], unmapped: [], version: form.version },
      );
    });
    fc.assert(property, { seed: 12, numRuns: 60 });
  });
});

describe('a message that is written', () => {
  const DESCRIPTION = v.parse(descriptionFor('dm'), {
    ...{ server: 'com.example.dm', address: ['https://dm.example.com/oma', '192.0.2.1:443'] },
    credentials: { name: 'device-7', secret: 'tell nobody', data: 'AAEC' },
    access_point: [{ id: 'internet', address: 'apn' }],
  });
  const written = (tnds: TndsForm): Element =>
    decodeWbxml(writeBootstrap(DESCRIPTION, tnds, { version: '1.2' })).root;

  /** The text at a path of element names. */
  function at(root: Element, path: string): string {
    let element: Element | undefined = root;
    for (const name of path.split('/')) {
      element = element?.children.find(
        (child): child is Element =>
          typeof child !== 'string' && !(child instanceof Uint8Array) && child.name === name,
      );
    }
    return String(element?.children[0]);
  }

  it('has all that a message of DM 1.2 has, and comes from an address of its account (5.5.4)', () => {
    const root = written('wbxml');
    for (const [path, expected] of [
      ['SyncHdr/VerDTD', '1.2'],
      ['SyncHdr/VerProto', 'DM/1.2'],
      ['SyncHdr/SessionID', '1'],
      ['SyncHdr/MsgID', '1'],
      ['SyncHdr/Target/LocURI', 'device'],
      ['SyncHdr/Source/LocURI', 'https://dm.example.com/oma'],
      ['SyncBody/Add/CmdID', '1'],
      ['SyncBody/Add/Item/Target/LocURI', './Inbox'],
    ] as const) {
      assert.equal(at(root, path), expected, path);
    }
    assert.match(toXml(root), /<Final\/>\s*<\/SyncBody>/);
  });

  it('carries its objects as the type says (S-004)', () => {
    const form = (tnds: TndsForm): string[] =>
      ['Format', 'Type'].map((name) => at(written(tnds), `SyncBody/Add/Meta/${name}`));
    assert.deepEqual(form('wbxml'), ['bin', 'application/vnd.syncml.dmtnds+wbxml']);
    assert.deepEqual(form('xml'), ['xml', 'application/vnd.syncml.dmtnds+xml']);
    assert.match(
      at(written('xml'), 'SyncBody/Add/Item/Data'),
      /^<MgmtTree xmlns="syncml:dmddf1.2">/,
    );
    assert.match(
      toXml(written('wbxml'), { unfold: (bytes) => decodeEmbedded(bytes)?.root ?? null }),
      /<Data>\s*<MgmtTree xmlns="syncml:dmddf1.2">/,
    );
  });

  it('has the ACLs of its objects in the TNDS (5.5.3), the Format and Type of every node, and references below ./Inbox (5.5.5)', () => {
    const tree = at(written('xml'), 'SyncBody/Add/Item/Data');
    const count = (pattern: RegExp): number => [...tree.matchAll(pattern)].length;
    assert.equal(count(/<ACL>Delete=com\.example\.dm&amp;Get=/g), 2);
    const nodes = count(/<Node>/g);
    assert.ok(nodes > 20);
    assert.equal(
      count(/<RTProperties>(?:<ACL>[^<]+<\/ACL>)?<Format><\w+\/><\/Format><Type>/g),
      nodes,
    );
    assert.match(tree, /<NodeName>PrefConRef<.*?<Value>\.\/Inbox\/internet</);
  });

  it('brings the same accounts by each profile', () => {
    const accounts = (['wbxml', 'xml', 'cp'] as const).map((form) => {
      const bytes =
        form === 'cp'
          ? writeProvisioning(DESCRIPTION, { version: '1.2' })
          : writeBootstrap(DESCRIPTION, form, { version: '1.2' });
      const store = Store.scratch();
      try {
        const kind = form === 'cp' ? ('cp' as const) : ('dm' as const);
        store.apply(
          processDocuments([{ kind, oid: null, label: null, bytes }], CARD, { lenient: false }),
        );
        return store.accounts().map((account) => ({ ...account, uri: '' }));
      } finally {
        store.close();
      }
    });
    assert.equal(accounts[0]!.length, 1);
    assert.deepEqual(accounts[1], accounts[0]);
    assert.deepEqual(accounts[2], accounts[0]);
  });
});
