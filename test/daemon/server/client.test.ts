import assert from 'node:assert/strict';
import { CLIENT } from '../../../daemon/server/client.js';
import type { ShownNode } from '../../../daemon/shown.js';
import { StoreError } from '../../../lib/tree/index.js';
import { account, by, factory, layer, valueAt } from '../../tree/support.js';
import { FIRST } from '../bench.js';
import { newCard, watchPins } from '../wallet.js';
import { type Answered, type AskOptions, ask, Follower, jsonOf } from './ask.js';
import { asked, assertDescribed } from './described.js';
import { Office } from './office.js';

interface InFull {
  readonly id: string;
  readonly nodes: readonly ShownNode[];
  readonly connections: readonly { readonly uri: string; readonly nodes: readonly ShownNode[] }[];
}

/** An account of the server `srv`, which may do anything to it. */
const OWN = './DMAcc/srv';
const NONCE = './DMAcc/srv/AppAuth/1/AAuthData';

describe('the client socket', () => {
  watchPins();
  let office: Office;
  beforeEach(async () => {
    office = await Office.open({ cards: { [FIRST]: newCard() } });
    office.bench.store.apply(layer(factory('box'), account('srv')));
    office.bench.store.write(`${OWN}/Ext/leaf`, { value: '' }, by('srv'));
  });
  afterEach(() => office.close());

  async function client(
    what: string,
    options: AskOptions & { readonly route?: string } = {},
  ): Promise<Answered> {
    const answered = await ask(office.client, what, options);
    const [method, url = ''] = what.split(' ');
    assertDescribed('client.json', options.route ?? `${method} ${url.split('?')[0]}`, answered);
    return answered;
  }
  const accountAt = (id: string): Promise<Answered> =>
    client(`GET /v1/accounts/${id}`, { route: 'GET /v1/accounts/{id}' });
  const put = (uri: string, who: string, body: unknown): Promise<Answered> =>
    client(`PUT /v1/tree?uri=${encodeURIComponent(uri)}&${who}`, { body });
  const remove = (uri: string, who: string): Promise<Answered> =>
    client(`DELETE /v1/tree?uri=${encodeURIComponent(uri)}&${who}`);

  /** HTTP status, code, status of DM. */
  function refusal(answered: Answered): [number, string, number | undefined] {
    const { error } = jsonOf<{ error: { code: string; status?: number } }>(answered);
    return [answered.status, error.code, error.status];
  }

  it('gives an account with its credentials and its connectivity', async () => {
    const one = jsonOf<InFull>(await accountAt('a1'));
    const shown = (name: string) => one.nodes.find(({ uri }) => uri.endsWith(`/${name}`))?.value;
    assert.equal(shown('AAuthSecret'), 'one-client-secret');
    assert.equal(Buffer.from(shown('AAuthData')!, 'base64').toString(), 'one-client-nonce');
    const [nap] = one.connections;
    assert.equal(nap?.uri, './NAP/Internet');
    assert.ok(nap.nodes.some(({ value }) => value === 'one-nap-secret'));
    const all = jsonOf<{ accounts: InFull[] }>(await client('GET /v1/accounts'));
    assert.deepEqual(all.accounts[0], one);
    assert.deepEqual(
      all.accounts.map(({ id }) => id),
      ['a1', 'a2'],
    );
    assert.deepEqual(refusal(await accountAt('a9')), [404, 'not-found', undefined]);
  });

  it('knows nothing of what is for operators', async () => {
    for (const path of ['status', 'readers', 'origins', 'metrics', 'tree']) {
      const { status } = await ask(office.client, `GET /v1/${path}`);
      assert.equal(status, path === 'tree' ? 405 : 404, path);
    }
  });

  describe('writes to the tree', () => {
    it('in the name of a server, in its layer, and tells of it', async () => {
      const follower = await Follower.of(office.client);
      const written = await put(`${OWN}/Name`, 'server=srv', { value: 'Ours' });
      assert.deepEqual(jsonOf(written), { status: 200, dangling: [] });
      const { store } = office.bench;
      assert.equal(store.tree(`${OWN}/Name`)[0]?.writtenBy, 'srv');
      const told = await follower.next('account-changed');
      assert.match(JSON.stringify(told?.data), /"name":"Ours"/);
      follower.leave();

      const removed = await remove(`${OWN}/Name`, 'server=srv');
      assert.deepEqual(jsonOf(removed), { status: 200, dangling: [] });
      assert.deepEqual(store.tree(`${OWN}/Name`), []);
      store.purge([factory('box')]);
      store.apply(layer(factory('box'), account('srv')));
      assert.equal(store.tree(`${OWN}/Name`)[0]?.writtenBy, null);
    });

    it('as the upkeep of a nonce, in base64, and nothing else', async () => {
      const { store } = office.bench;
      assert.equal(store.tree(NONCE)[0]?.format, 'bin');
      await put(NONCE, 'client=1', { value: Buffer.from('fresh').toString('base64') });
      assert.deepEqual(valueAt(store, NONCE), Uint8Array.from(Buffer.from('fresh')));
      for (const [uri, body] of [
        [`${OWN}/Name`, { value: 'x' }],
        [NONCE, { acl: 'Get=*' }],
      ] as const) {
        assert.deepEqual(refusal(await put(uri, 'client=1', body)), [403, 'denied', 425]);
      }
      assert.deepEqual(refusal(await remove(NONCE, 'client=1')), [403, 'denied', 425]);
    });

    it('adds what must not be there, and replaces what must', async () => {
      const uri = `${OWN}/Ext/x`;
      const own = 'server=srv&command';
      const add = (): Promise<Answered> => put(uri, `${own}=Add`, { value: '1' });
      const replace = (): Promise<Answered> => put(uri, `${own}=Replace`, { value: '2' });
      assert.deepEqual(refusal(await replace()), [404, 'not-found', 404]);
      assert.equal((await add()).status, 200);
      assert.deepEqual(refusal(await add()), [409, 'exists', 418]);
      assert.equal((await replace()).status, 200);
      assert.equal(valueAt(office.bench.store, uri), '2');
    });

    for (const [what, method, uri, who, body, expected] of [
      [
        'a server without a right',
        'PUT',
        './DMAcc/OperatorX/Name',
        'server=srv',
        { value: 'x' },
        [403, 'denied', 425],
      ],
      [
        'a server without an account',
        'PUT',
        './Own',
        'server=none',
        { value: 'x' },
        [403, 'denied', 425],
      ],
      [
        'what nobody may replace',
        'PUT',
        `${OWN}/ServerID`,
        'server=srv',
        { value: 'x' },
        [403, 'access-type', 405],
      ],
      [
        'what nobody may delete',
        'DELETE',
        `${OWN}/ServerID`,
        'server=srv',
        null,
        [403, 'access-type', 405],
      ],
      [
        'what is not there',
        'DELETE',
        `${OWN}/AAuthPref`,
        'server=srv',
        null,
        [404, 'not-found', 404],
      ],
      [
        'a node below a leaf',
        'PUT',
        `${OWN}/Ext/leaf/x`,
        'server=srv',
        { value: 'x' },
        [409, 'parent-is-leaf', 405],
      ],
      ['no URI', 'PUT', 'DMAcc', 'server=srv', { value: 'x' }, [400, 'bad-uri', 400]],
      ['no ACL', 'PUT', OWN, 'server=srv', { acl: 'Get' }, [400, 'bad-acl', 400]],
      [
        'another format',
        'PUT',
        `${OWN}/Name`,
        'server=srv',
        { format: 'int' },
        [400, 'format', 415],
      ],
      ['no base64', 'PUT', NONCE, 'client=1', { value: 'x' }, [400, 'format', 415]],
      [
        'a value that is too long',
        'PUT',
        `${OWN}/Name`,
        'server=srv',
        { value: 'x'.repeat(300_000) },
        [413, 'bound', 413],
      ],
      ['nobody', 'PUT', `${OWN}/Name`, 'x=1', { value: 'x' }, [400, 'bad-request', undefined]],
      [
        'two at once',
        'PUT',
        `${OWN}/Name`,
        'server=srv&client=1',
        { value: 'x' },
        [400, 'bad-request', undefined],
      ],
      [
        'neither of them',
        'DELETE',
        `${OWN}/Name`,
        'client=0',
        null,
        [400, 'bad-request', undefined],
      ],
      [
        'an unknown property',
        'PUT',
        `${OWN}/Name`,
        'server=srv',
        { size: 1 },
        [400, 'bad-request', undefined],
      ],
    ] as const) {
      it(`refuses ${what} with ${expected.join(' ')}`, async () => {
        const before = office.bench.store.tree();
        const answered = await (method === 'PUT' ? put(uri, who, body) : remove(uri, who));
        assert.deepEqual(refusal(answered), expected, answered.text);
        assert.deepEqual(office.bench.store.tree(), before);
      });
    }

    it('says so where the state cannot be written', async () => {
      office.bench.store.write = () => {
        throw new StoreError('unwritable', 'the disk is full');
      };
      const answered = await put(`${OWN}/Name`, 'server=srv', { value: 'x' });
      assert.deepEqual(refusal(answered), [507, 'unwritable', 510]);
    });
  });

  after('each of its routes was asked', () => {
    for (const { method, path, answer } of CLIENT) {
      if (answer.kind === 'events') continue;
      assert.ok(asked['client.json'].has(`${method} ${path} 200`), `${method} ${path}`);
    }
  });
});
