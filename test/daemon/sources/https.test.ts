import assert from 'node:assert/strict';
import sinon from 'sinon';
import { Store, StoreError } from '../../../lib/tree/index.js';
import { BootstrapServer, message, status } from '../../support/bootstrap-server.js';
import { Authority } from '../../support/certificates.js';
import { Bench, FIRST } from '../bench.js';
import { newCard, sample } from '../wallet.js';

describe('a Bootstrap Server', () => {
  let authority: Authority;
  let server: BootstrapServer;
  let bench: Bench;

  before(async () => {
    authority = new Authority();
    server = await BootstrapServer.listen(authority.issue(), status(404));
  });
  after(async () => {
    await server.close();
    authority.remove();
  });
  afterEach(async () => {
    await bench.stop();
    assert.deepEqual(bench.bugs, []);
  });

  const config = (): string =>
    `[[https.server]]\nurl = "${server.url()}"\nca = "${authority.certFile}"\n`;

  async function start(toml = config(), store = Store.scratch()): Promise<Bench> {
    bench = new Bench({ config: toml, store });
    await bench.sources.start();
    return bench;
  }

  /** Has it asked again, and waits for what comes of it. */
  async function again(): Promise<string | null | undefined> {
    const asked = server.requests.length;
    const before = bench.lines.length;
    bench.sources.check();
    while (server.requests.length === asked || bench.lines.length === before) {
      await new Promise((go) => setImmediate(go));
    }
    return bench.sources.reports[0]?.outcome;
  }
  const outcome = (): string | null | undefined => bench.sources.reports[0]?.outcome;
  const confirmed = (): boolean[] => bench.accounts.map((account) => account.confirmed);
  const purged = (): string[] =>
    bench.happened.flatMap((one) =>
      one.event === 'purged' ? one.origins.map(({ kind, id }) => `${kind}:${id}`) : [],
    );

  it('brings an account, ends in the same tree as a card, and takes it back for good', async () => {
    server.handler = message(sample('one-account'), { ETag: '"1"' });
    await start();
    assert.equal(outcome(), 'applied');
    const card = await Bench.start({ cards: { [FIRST]: newCard() } });
    const of = ({ store }: Bench): unknown =>
      store.tree().map(({ uri, value }) => ({ uri, value }));
    assert.deepEqual(of(bench), of(card));
    await card.stop();
    server.handler = status(304);
    assert.equal(await again(), 'unchanged');
    server.handler = message(sample('same-server'));
    assert.equal(await again(), 'applied');
    assert.deepEqual(bench.accounts[0]?.addresses, ['https://dm2.example.com/oma']);
    server.handler = status(410);
    assert.equal(await again(), 'withdrawn');
    assert.deepEqual(bench.accounts, []);
    assert.deepEqual(purged(), [`https:${server.url()}`]);
  });

  it('brings a Client Provisioning document, too', async () => {
    const headers = { 'Content-Type': 'application/vnd.wap.connectivity-wbxml' };
    server.handler = message(sample('provisioning/account'), headers);
    await start();
    assert.equal(outcome(), 'applied');
    assert.deepEqual(
      bench.store.layers().map(({ documents }) => documents[0]?.kind),
      ['cp'],
    );
  });

  it('that fails costs nothing of what it brought, and one line of the log each time', async () => {
    server.handler = message(sample('one-account'));
    await start();
    const tree = bench.store.tree();
    const failures = [
      ['unavailable', status(500)],
      ['unavailable', status(302, { Location: 'http://localhost/' })],
      ['unavailable', message(sample('one-account'), { 'Content-Type': 'text/html' })],
      ['malformed', message(sample('one-account').slice(0, -9))],
      ['rejected', message(sample('provisioning/account'))],
      ['rejected', message(sample('no-account'))],
      ['no-bootstrap', status(404)],
    ] as const;
    for (const [expected, handler] of failures) {
      server.handler = handler;
      const lines = bench.lines.length;
      assert.equal(await again(), expected);
      assert.equal(bench.lines.length, lines + 1);
      assert.match(bench.lines.at(-1)!, new RegExp(`^(warn|info) ${expected}: ...`));
      assert.deepEqual(confirmed(), [false]);
      assert.deepEqual(bench.store.tree(), tree);
    }
    assert.deepEqual(purged(), []);
    server.handler = message(sample('one-account'));
    assert.equal(await again(), 'unchanged');
    assert.deepEqual(confirmed(), [true]);
  });

  it('that has no message still is no event, and a line at debug', async () => {
    const answers = [
      [404, 'info no-bootstrap: the server has no message'],
      [404, 'debug no-bootstrap: the server has no message'],
      [500, 'warn unavailable: the server answers 500: it has trouble of its own'],
      [500, 'warn unavailable: the server answers 500: it has trouble of its own'],
      [404, 'info no-bootstrap: the server has no message'],
      [410, 'info withdrawn: the server says that it is gone for good'],
      [410, 'debug withdrawn: the server says that it is gone for good'],
    ] as const;
    bench = new Bench({ config: config() });
    for (const [at, [code, line]] of answers.entries()) {
      server.handler = status(code);
      await (at === 0 ? bench.sources.start() : again());
      assert.equal(bench.lines.at(-1), line);
    }
    assert.equal(bench.happened.length, answers.length - 2);
  });

  it('shows when it is asked again where the state could not be written: soon', async () => {
    server.handler = message(sample('one-account'));
    const store = Store.scratch();
    const full = sinon.stub(store, 'apply').throws(new StoreError('unwritable', 'no room'));
    await start(config(), store);
    assert.equal(outcome(), 'store-error');
    assert.ok(bench.sources.reports[0]!.next! <= 5);
    assert.match(bench.lines.join('\n'), /^warn store-error: no room$/m);
    assert.deepEqual(bench.accounts, []);
    full.restore();
    assert.equal(await again(), 'applied');
    assert.ok(bench.sources.reports[0]!.next! > 3_600);
  });

  it('is asked again after a restart, and until then nobody can say', async () => {
    server.handler = message(sample('one-account'));
    const { store } = await start();
    await bench.stop();
    server.handler = status(503);
    await start(config(), store);
    assert.deepEqual(confirmed(), [false]);
    server.handler = message(sample('one-account'));
    assert.equal(await again(), 'unchanged');
    assert.deepEqual(confirmed(), [true]);
  });

  it('that is no longer configured loses what it brought, at the start and while the daemon runs', async () => {
    server.handler = message(sample('one-account'));
    const { store } = await start();
    await bench.stop();
    await start('', store);
    assert.deepEqual(purged(), [`https:${server.url()}`]);
    assert.deepEqual(bench.sources.reports, []);
    const { parseConfig } = await import('../../../daemon/config/load.js');
    bench.sources.reconfigure(parseConfig(config(), 'x'));
    await bench.until(() => bench.accounts.length === 1);
    bench.sources.reconfigure(parseConfig('', 'x'));
    await bench.until(() => bench.accounts.length === 0);
  });

  it('does not bring back what was purged by hand until its message is another', async () => {
    server.handler = message(sample('one-account'), { ETag: '"1"' });
    await start();
    const origin = { kind: 'https', id: server.url() } as const;
    const { store } = bench;
    assert.ok(bench.supervisor.discard(origin));
    bench.sources.discarded(origin);
    await bench.stop();
    await start(config(), store);
    assert.equal(outcome(), 'disabled');
    assert.equal(await again(), 'applied');
  });

  it('is not asked while none is configured', async () => {
    server.requests.splice(0);
    await start('');
    assert.deepEqual(server.requests, []);
    assert.deepEqual(bench.happened, []);
  });
});
