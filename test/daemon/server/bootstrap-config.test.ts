import assert from 'node:assert/strict';
import { Store } from '../../../lib/tree/index.js';
import { account, card, factory, layer } from '../../tree/support.js';
import { type Answered, ask, jsonOf } from './ask.js';
import { assertDescribed } from './described.js';
import { Office } from './office.js';

const ROOT = './BootstrapConfig';
const URL = 'https://boot.example.com/dm';

describe('the Bootstrap Config MO over the client socket', () => {
  let office: Office;
  beforeEach(async () => {
    const store = Store.scratch({ initialRights: [{ subtree: ROOT, access: 63 }] });
    office = await Office.open({ store });
    store.apply(layer(factory('box'), account('srv')));
  });
  afterEach(() => office.close());

  async function put(path: string, body: unknown): Promise<Answered> {
    const uri = encodeURIComponent(`${ROOT}/${path}`);
    const answered = await ask(office.client, `PUT /v1/tree?uri=${uri}&server=srv`, { body });
    assertDescribed('client.json', 'PUT /v1/tree', answered);
    return answered;
  }

  it('is changed by a server, and what it says is so at once', async () => {
    const { store } = office.bench;
    assert.equal((await put('BootSrvDiscovery', { value: '0', format: 'int' })).status, 200);
    assert.equal((await put('BootSrvInfo/1/URL', { value: URL })).status, 200);
    assert.equal(store.bootstrapConfig().discovery, false);
    assert.deepEqual(store.bootstrapConfig().servers, [URL]);

    await put('InitialARInfo/1/SubtreeURI', { value: './NAP' });
    await put('InitialARInfo/1/AccessCode', { value: '2', format: 'int' });
    assert.equal(store.can('two', 'Replace', './NAP'), false);
    store.apply(layer(card('2'), account('two')));
    assert.equal(store.can('two', 'Replace', './NAP'), true);
  });

  it('takes no value that is none', async () => {
    const refused = await put('BootSrvInfo/1/URL', { value: 'http://boot.example.com/' });
    assert.equal(refused.status, 400);
    assert.equal(jsonOf<{ error: { status: number } }>(refused).error.status, 415);
    assert.deepEqual(office.bench.store.bootstrapConfig().servers, []);
  });

  it('says that Copy grants nothing', async () => {
    const code = (value: string) => put('InitialARInfo/1/AccessCode', { value, format: 'int' });
    const warnings = () => office.bench.lines.filter((line) => line.includes('Copy'));
    await code('7');
    assert.deepEqual(warnings(), []);
    await code('9');
    assert.deepEqual(warnings(), [
      `warn ${ROOT}/InitialARInfo/1/AccessCode: Copy grants nothing, as no ACL has a word for it`,
    ]);
  });
});
