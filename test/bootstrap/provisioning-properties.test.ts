import assert from 'node:assert/strict';
import fc from 'fast-check';
import { processDocuments, processProvisioning } from '../../lib/bootstrap/index.js';
import { checkPlacement, type LayerInput, type Origin, Store } from '../../lib/tree/index.js';
import { ch, doc, parm } from '../provisioning/documents.js';
import { CARD } from './messages.js';

const OTHER: Origin = { kind: 'smartcard', id: '8949000000000000002' };

/** Few of them, so that they meet. */
const id = fc.constantFrom('a', 'b', 'c', ' a', '', 'x/y', '(nobody)', 'é+');
const text = fc.oneof(
  id,
  fc.constantFrom('10.0.0.1', '::1', 'APPSRV', 'CLIENT', 'BASIC,DIGEST', '60', 'w7', 'https://x/'),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
);

const NAMES = [
  'NAME',
  'ADDR',
  'ADDRTYPE',
  'PORTNBR',
  'SERVICE',
  'BEARER',
  'DNS-ADDR',
  'LINGER',
  'INTERNET',
  'PXADDR',
  'AAUTHLEVEL',
  'AAUTHTYPE',
  'AAUTHNAME',
  'AAUTHSECRET',
  'AAUTHDATA',
  'AUTHTYPE',
  'AUTHSECRET',
  'AUTH-ENTITY',
  'URI',
  'TO-NAPID',
  'TO-PROXY',
  'X-OWN',
];
const INNER = [
  'APPADDR',
  'APPAUTH',
  'PORT',
  'RESOURCE',
  'NAPAUTHINFO',
  'PXAUTHINFO',
  'PXPHYSICAL',
  'VALIDITY',
];

const escaped = (value: string): string =>
  value.replace(/[<>&"\p{Cc}\uFFFE\uFFFF]/gu, (character) =>
    character < ' ' || character > '~' ? '?' : `&#${character.codePointAt(0)};`,
  );

const anyParm = fc
  .tuple(fc.constantFrom(...NAMES), fc.option(text, { nil: undefined, freq: 6 }))
  .map(([name, value]) => parm(name, value === undefined ? value : escaped(value)));

const { content } = fc.letrec<{ content: string; inner: string }>((tie) => ({
  content: fc
    .array(fc.oneof({ depthSize: 'small', maxDepth: 4 }, anyParm, anyParm, tie('inner')), {
      maxLength: 7,
    })
    .map((parts) => parts.join('')),
  inner: fc.tuple(fc.constantFrom(...INNER), tie('content')).map(([type, all]) => ch(type, all)),
}));

const object = (type: string, name: string): fc.Arbitrary<string> =>
  fc.tuple(id, content).map(([value, all]) => ch(type, parm(name, escaped(value)), all));

const characteristic = fc.oneof(
  fc
    .tuple(fc.constantFrom('w7', 'w7', 'w4', 'w2'), object('APPLICATION', 'PROVIDER-ID'))
    .map(([appId, xml]) =>
      xml.replace('>', `>${parm('APPID', appId)}${parm('ADDR', 'http://a/')}`),
    ),
  object('NAPDEF', 'NAPID'),
  object('PXLOGICAL', 'PROXY-ID'),
  content.map((all) => ch('BOOTSTRAP', all)),
);

const cp = fc.array(characteristic, { maxLength: 6 }).map((all) => Buffer.from(doc(...all)));
const documents = fc.array(cp, { minLength: 1, maxLength: 3 });

const layerOf = (all: readonly Uint8Array[], origin: Origin): LayerInput =>
  processDocuments(
    all.map((bytes) => ({ kind: 'cp', oid: null, label: null, bytes })),
    origin,
    { lenient: false },
  );

describe('any provisioning documents', () => {
  it('come to the same twice, to what the tree can take, where its DDF has it', () => {
    let objects = 0;
    fc.assert(
      fc.property(cp, (bytes) => {
        const { servers, mos, report } = processProvisioning(bytes, CARD);
        assert.deepEqual(processProvisioning(bytes, CARD), { servers, mos, report });
        assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
        assert.equal(report.placements.length, mos.length);
        mos.forEach(checkPlacement);
        objects += mos.length;
      }),
      { seed: 54, numRuns: 300 },
    );
    assert.ok(objects > 300, `${objects}`);
  });

  it('leave no trace once they are purged, and change nothing when they come again', () => {
    let accounts = 0;
    const store = Store.scratch();
    fc.assert(
      fc.property(documents, documents, (first, second) => {
        const empty = store.tree();
        store.apply(layerOf(first, OTHER));
        const before = store.tree();

        const layer = layerOf(second, CARD);
        const { result, dangling } = store.apply(layer);
        assert.deepEqual([result, dangling], ['applied', []]);
        const after = store.tree();
        accounts += store.accounts().length;
        assert.equal(store.apply(layer).result, 'unchanged');
        assert.deepEqual(store.tree(), after);

        store.purge([CARD]);
        assert.deepEqual(store.tree(), before);
        store.purge([OTHER]);
        assert.deepEqual(store.tree(), empty);
      }),
      { seed: 55, numRuns: 80 },
    );
    store.close();
    assert.ok(accounts > 50, `${accounts}`);
  });

  it('are managed by the servers of their accounts, and by nobody else (5.4.4)', () => {
    fc.assert(
      fc.property(cp, (bytes) => {
        const store = Store.scratch();
        const { servers, mos } = processProvisioning(bytes, CARD);
        store.apply(layerOf([bytes], CARD));
        store.apply(layerOf([Buffer.from(doc(OUTSIDER))], OTHER));
        const uris = mos.flatMap(({ parent, name, nodes }) =>
          nodes.map(({ path }) => ({
            uri: [parent, name, path].filter(Boolean).join('/'),
            parent,
          })),
        );
        for (const { uri, parent } of uris) {
          const [owner] = parent === './DMAcc' ? [store.tree(uri)[0]] : [];
          const own = servers.filter((server) => owner === undefined || isOf(store, uri, server));
          for (const command of ['Get', 'Replace', 'Delete'] as const) {
            for (const server of own)
              assert.ok(store.can(server, command, uri), `${server} ${uri}`);
            assert.equal(store.can('outsider', command, uri), false);
          }
          for (const server of servers) assert.equal(store.can(server, 'Add', `${uri}/x`), false);
        }
        store.close();
      }),
      { seed: 56, numRuns: 60 },
    );
  });
});

const OUTSIDER = ch(
  'APPLICATION',
  parm('APPID', 'w7'),
  parm('PROVIDER-ID', 'outsider'),
  parm('ADDR', 'http://o/'),
);

/** Whether the account that a node is part of is this server's. */
const isOf = (store: Store, uri: string, server: string): boolean =>
  store.accounts().some((found) => found.serverId === server && uri.startsWith(found.uri));
