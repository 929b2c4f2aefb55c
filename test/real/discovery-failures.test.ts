import assert from 'node:assert/strict';
import { give } from '../../daemon/discovery/given.js';
import { GIVEN } from '../../daemon/discovery/place.js';
import { Store } from '../../lib/tree/index.js';
import { Bench } from '../daemon/bench.js';
import { linesOf } from '../daemon/sources/failures/lines.js';
import { DM } from '../daemon/sources/pushed.js';
import { BootstrapServer, message } from '../support/bootstrap-server.js';
import { Authority, type Issued } from '../support/certificates.js';
import { Dns } from '../support/dns.js';
import { Network } from '../support/network.js';
import { skipBecause } from '../support/skip.js';
import { by } from '../tree/support.js';
import { AT, DOMAIN, HOST, LIES, named, SERVICE, STRANGER, UNTRUSTED } from './discovery-lies.js';

const RIGHTS = { initialRights: [{ subtree: './BootstrapConfig', access: 63 }] };

describe('what DNS and DHCP say wrongly loses nothing, and is one line of the log:', function () {
  this.timeout(60_000);
  const dns = new Dns();
  let authority: Authority;
  let own: Issued;
  let server: BootstrapServer;
  let stranger: BootstrapServer;
  let bench: Bench;

  before(async function () {
    // It makes an /etc of its own.
    const missing = Network.missing() ?? Dns.missing;
    if (missing !== null) skipBecause(this, missing);
    authority = new Authority();
    own = authority.issue({ names: `DNS:${HOST}` });
    server = await BootstrapServer.listen(own, message(DM));
    const { port } = server;
    const other = new Authority();
    const issued = other.issue({ names: `DNS:${HOST},DNS:boot.${STRANGER}` });
    stranger = await BootstrapServer.listen(issued, message(DM), {}, { host: '127.0.0.2', port });
    other.remove();
  });
  after(async () => {
    await dns.stop();
    await Promise.all([server?.close(), stranger?.close()]);
    authority?.remove();
  });
  afterEach(async () => {
    await bench.stop();
    assert.deepEqual(bench.bugs, []);
  });

  const rightly = async (): Promise<void> => {
    server.show(own);
    server.handler = message(DM);
    give(GIVEN, { source: 'access', domain: DOMAIN, from: null });
    await dns.serve(named(server.port), AT);
  };
  const start = async (store?: Store): Promise<void> => {
    const config = `[discovery]\nenabled = true\nca = "${authority.certFile}"\n`;
    bench = new Bench({ config, ...(store && { store }) });
    await bench.sources.start();
  };

  /** A line as `level text`, with the port by name, and what it is about. */
  function told(line: string): { readonly text: string; readonly origin: string | null } {
    const text = line.replaceAll(`:${server.port}`, ':PORT');
    assert.match(text, / next=\d+s$/);
    return {
      text: text.replace(/( origin=\S+)?( outcome=\S+)? next=\d+s$/, ''),
      origin: / origin=https:(\S+)/.exec(text)?.[1] ?? null,
    };
  }
  /** The only one. */
  function line(): ReturnType<typeof told> {
    const lines = linesOf(bench);
    assert.equal(lines.length, 1, lines.join('\n'));
    return told(lines[0]!);
  }

  for (const lie of LIES) {
    const { what, wrongly, line: said, besides, level = 'warn', stays } = lie;
    it(what, async () => {
      await rightly();
      await wrongly({ dns, server, authority });
      await start();
      const empty = bench.store.tree();
      const outcome = level === 'info' ? 'no-bootstrap' : 'unavailable';
      const first = `${level} ${stays ? `${outcome}: ${said}` : said}`;
      assert.deepEqual(line(), { text: first, origin: SERVICE });
      assert.deepEqual(
        bench.sources.reports.map((report) => [report.origin.id, report.outcome]),
        [[SERVICE, outcome]],
      );
      assert.deepEqual(bench.accounts, []);
      await bench.stop();

      await rightly();
      await start(bench.store);
      assert.match(line().text, /^info applied$/);
      const tree = bench.store.tree();
      assert.notDeepEqual(tree, empty);

      await wrongly({ dns, server, authority });
      const since = bench.lines.length;
      bench.sources.check();
      const kept = stays ? `warn unavailable: ${said}; what came before stays` : `warn ${said}`;
      const running = besides === undefined ? [kept] : [`warn ${said}`, `warn ${besides}`];
      await until(() => linesOf(bench, since).length >= running.length);
      assert.deepEqual(
        linesOf(bench, since).map(told),
        running.map((text) => ({ text, origin: SERVICE })),
      );
      assert.deepEqual(bench.store.tree(), tree);
      await bench.stop();

      await start(bench.store);
      assert.deepEqual(line(), { text: kept, origin: SERVICE });
      assert.deepEqual(bench.store.tree(), tree);
      assert.deepEqual(
        bench.accounts.map(({ confirmed }) => confirmed),
        [false],
      );
      await bench.stop();

      await rightly();
      await start(bench.store);
      assert.match(line().text, /^info unchanged$/);
      assert.deepEqual(
        bench.accounts.map(({ confirmed }) => confirmed),
        [true],
      );
    });
  }

  it('BootSrvDiscovery takes effect at once, and is the same after a restart', async () => {
    const allow = (value: '0' | '1'): void => {
      bench.store.write(
        './BootstrapConfig/BootSrvDiscovery',
        { value, format: 'int' },
        by('com.example.dm'),
      );
      bench.sources.follow();
    };
    const state = () => [
      bench.sources.reports.map(({ outcome, detail, next }) => ({ outcome, detail, next })),
      bench.accounts.map(({ confirmed }) => confirmed),
    ];
    await rightly();
    await start(Store.scratch(RIGHTS));
    const asked = server.requests.length;
    allow('0');
    await until(() => bench.sources.reports[0]?.outcome === 'disabled');
    const detail = 'BootSrvDiscovery is 0: no server is looked for; what came before stays';
    const inhibited = [[{ outcome: 'disabled', detail, next: null }], [false]];
    assert.deepEqual(state(), inhibited);
    await bench.stop();
    await start(bench.store);
    assert.deepEqual(state(), inhibited);
    assert.equal(server.requests.length, asked);
    allow('1');
    await until(() => bench.sources.reports[0]?.outcome === 'unchanged');
    assert.deepEqual(
      bench.accounts.map(({ confirmed }) => confirmed),
      [true],
    );
  });

  it('another domain, whose server is not to be trusted', async () => {
    await rightly();
    await start();
    const tree = bench.store.tree();
    await bench.stop();
    give(GIVEN, { source: 'access', domain: STRANGER, from: null });
    await dns.serve(
      `srv-host=_omadm-bootstrap._tcp.${STRANGER},boot.${STRANGER},${server.port},1,0`,
      `address=/boot.${STRANGER}/127.0.0.2`,
    );
    await start(bench.store);
    const lines = linesOf(bench).map((one) => one.replace(/ outcome=.*/, ''));
    assert.deepEqual(lines, [
      `warn unavailable: this machine is in ${STRANGER} now: what came before stays until something comes from there origin=https:${SERVICE}`,
      `warn unavailable: boot.${STRANGER}:${server.port}: ${UNTRUSTED} origin=https:_omadm-bootstrap._tcp.${STRANGER}`,
    ]);
    assert.deepEqual(bench.store.tree(), tree);
    assert.deepEqual(stranger.requests, []);
  });

  it('another domain, whose server is to be trusted, takes the place of the one before', async () => {
    await rightly();
    await start();
    await bench.stop();
    const domain = 'other.example';
    const id = `_omadm-bootstrap._tcp.${domain}`;
    server.show(authority.issue({ names: `DNS:boot.${domain}` }));
    give(GIVEN, { source: 'access', domain, from: null });
    await dns.serve(
      `srv-host=${id},boot.${domain},${server.port},1,0`,
      `address=/boot.${domain}/127.0.0.1`,
    );
    await start(bench.store);
    await until(() => bench.store.layers().length === 1);
    assert.deepEqual(
      bench.accounts.map(({ origin }) => origin.id),
      [id],
    );
    const lines = linesOf(bench).map((one) => one.replace(/ outcome=.*/, ''));
    assert.deepEqual(lines.slice(1), [
      `info ./NAP/Internet is kept as ./NAP/Internet-2 origin=https:${id}`,
      `info applied origin=https:${id}`,
      `info purged origin=https:${SERVICE}`,
    ]);
  });

  async function until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise((go) => setImmediate(go));
  }
});
