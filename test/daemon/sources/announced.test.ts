import assert from 'node:assert/strict';
import type { Happening } from '../../../daemon/events/happening.js';
import { Store } from '../../../lib/tree/index.js';
import { BootstrapServer, message, status } from '../../support/bootstrap-server.js';
import { Authority } from '../../support/certificates.js';
import { account, by, card, factory, interior, layer, leaf } from '../../tree/support.js';
import { Bench, FIRST, SECOND } from '../bench.js';
import { ICCID, newCard, OTHER_ICCID, sample } from '../wallet.js';

const RIGHTS = { initialRights: [{ subtree: './BootstrapConfig', access: 63 }] };

describe('a server that is announced', () => {
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
  beforeEach(() => {
    server.handler = message(sample('one-account'));
  });
  afterEach(async () => {
    await bench.stop();
    assert.deepEqual(bench.bugs, []);
  });

  const config = (more = ''): string =>
    `[https]\nannounced = true\nannounced_ca = "${authority.certFile}"\n${more}`;

  async function start(options: ConstructorParameters<typeof Bench>[0] = {}): Promise<Bench> {
    bench = new Bench({ config: config(), ...options });
    await bench.sources.start();
    bench.supervisor.start();
    await bench.settled();
    return bench;
  }
  const checked = (one: Happening): string[] =>
    one.event === 'source-checked' ? [`${one.source.origin.kind} ${one.source.outcome}`] : [];
  const looks = (): string[] => bench.happened.flatMap(checked);
  const origins = (): string[] => bench.accounts.map(({ origin }) => `${origin.kind} ${origin.id}`);
  const urlCard = (more = {}) => newCard({ url: server.url(), ...more });

  describe('by a card', () => {
    it('brings the account of the card, which goes with it', async () => {
      await start({ cards: { [FIRST]: urlCard() } });
      assert.equal(bench.outcome, 'no-bootstrap: url');
      await bench.until(() => bench.accounts.length === 1);
      assert.deepEqual(origins(), [`smartcard ${ICCID}`]);
      assert.deepEqual(looks(), ['smartcard applied']);
      assert.equal(bench.supervisor.readers[0]?.card?.url, server.url());
      await bench.remove(FIRST);
      assert.deepEqual(bench.accounts, []);
      assert.deepEqual(bench.purged, [ICCID]);
      assert.deepEqual(bench.sources.reports, []);
    });

    it('keeps what it brought when the card is visited again, and over a restart without the server', async () => {
      await start({ cards: { [FIRST]: urlCard() } });
      await bench.until(() => bench.accounts.length === 1);
      bench.supervisor.rescan();
      await bench.settled();
      assert.deepEqual(origins(), [`smartcard ${ICCID}`]);
      assert.equal(bench.accounts[0]?.confirmed, true);
      await bench.stop();
      server.handler = status(500);
      await start({ cards: { [FIRST]: urlCard() }, store: bench.store });
      await bench.until(() => looks().length > 0);
      assert.deepEqual(looks(), ['smartcard unavailable']);
      const host = new URL(server.url()).host;
      assert.deepEqual(
        bench.lines.filter((line) => line.startsWith('warn ')),
        [`warn unavailable: ${host}: the server answers 500: it has trouble of its own`],
      );
      assert.deepEqual(origins(), [`smartcard ${ICCID}`]);
      assert.equal(bench.accounts[0]?.confirmed, false);
      assert.deepEqual(bench.purged, []);
    });

    it('loses what it brought when another card is in its reader after a restart', async () => {
      await start({ cards: { [FIRST]: urlCard() } });
      await bench.until(() => bench.accounts.length === 1);
      await bench.stop();
      const cards = { [FIRST]: newCard({ iccid: OTHER_ICCID, absent: 'record' }) };
      await start({ cards, store: bench.store });
      assert.deepEqual(bench.accounts, []);
    });

    it('is not asked where a rule forbids the card, where nothing says so, or where the card has a message', async () => {
      const cases = [
        [config('[smartcard]\ndeny = ["iccid:8988"]\n'), urlCard()],
        [config('[smartcard]\ndeny = ["imsi:00101"]\n'), urlCard()],
        ['', urlCard()],
        [config(), newCard({ url: 'http://boot.example.com/' })],
        [config(), newCard()],
      ] as const;
      for (const [toml, inserted] of cases) {
        const asked = server.requests.length;
        await start({ config: toml, cards: { [FIRST]: inserted } });
        await bench.supervisor.turn();
        assert.deepEqual(bench.sources.reports, [], toml);
        assert.equal(server.requests.length, asked);
        await bench.stop();
      }
    });

    it('is asked for each of two cards', async () => {
      const other = urlCard({ iccid: OTHER_ICCID });
      await start({ cards: { [FIRST]: urlCard(), [SECOND]: other } });
      await bench.until(() => bench.store.layers().length === 2);
      await bench.remove(FIRST);
      assert.deepEqual(origins(), [`smartcard ${OTHER_ICCID}`]);
    });
  });

  describe('by the tree', () => {
    const URI = './BootstrapConfig/BootSrvInfo';
    // A card whose reader is not back yet: what it brought is not in doubt before `removal_grace`.
    async function open(): Promise<Store> {
      const store = Store.scratch(RIGHTS);
      store.apply(layer(card('box'), account('srv')));
      await start({ store });
      return store;
    }
    const name = (store: Store, at: string, url: string): void => {
      store.write(`${URI}/${at}/URL`, { value: url }, by('srv'));
      bench.sources.follow();
    };

    it('is asked from then on, and what it brought goes when it is named no more', async () => {
      const store = await open();
      name(store, '1', server.url());
      await bench.until(() => bench.accounts.length === 2);
      assert.deepEqual(looks(), ['https applied']);
      assert.equal(origins().at(-1), `https ${server.url()}`);
      store.write(URI, 'delete', by('srv'));
      bench.sources.follow();
      await bench.until(() => bench.accounts.length === 1);
    });

    it('is one server, whatever the fragment of its URL', async () => {
      const store = await open();
      for (const [at, fragment] of ['', '#', '#a', '#b'].entries()) {
        name(store, String(at), `${server.url()}${fragment}`);
      }
      await bench.until(() => bench.accounts.length === 2);
      assert.deepEqual(
        bench.sources.reports.map(({ origin }) => origin.id),
        [server.url()],
      );
    });

    it('is asked as one of several, in their order', async () => {
      const store = await open();
      name(store, '2', server.url('/two'));
      name(store, '1', server.url('/one'));
      await bench.until(() => looks().length === 2);
      const reports = bench.sources.reports.map(({ origin }) => origin.id);
      assert.deepEqual(reports, [server.url('/one'), server.url('/two')]);
    });

    it('stays one as long as its own message says who is one', async () => {
      const store = Store.scratch(RIGHTS);
      const object = {
        identity: 'bootstrapcfg:',
        parent: '.',
        name: 'BootstrapConfig',
        nodes: [
          interior(''),
          interior('BootSrvInfo'),
          interior('BootSrvInfo/1'),
          leaf('BootSrvInfo/1/URL', server.url()),
        ],
      };
      await start({ store });
      store.apply(layer(factory('box'), account('srv'), object));
      bench.sources.follow();
      await bench.until(() => bench.accounts.length === 2);
      const origin = { kind: 'https', id: server.url() } as const;
      const none = { ...object, nodes: [interior('')] };
      store.apply(layer(origin, account('own'), none));
      assert.deepEqual(store.bootstrapConfig().servers, []);
      bench.sources.follow();
      await bench.supervisor.turn();
      assert.ok(store.layer(origin) !== null);
    });
  });
});
