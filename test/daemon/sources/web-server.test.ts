import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { parseConfig } from '../../../daemon/config/load.js';
import { reload } from '../../../daemon/reload.js';
import { webServers } from '../../../daemon/sources/web-server.js';
import type { BootstrapCard } from '../../../lib/virtual-card/bootstrap-image.js';
import type { VirtualCard } from '../../../lib/virtual-card/card.js';
import { BootstrapServer, type Handler, message, status } from '../../support/bootstrap-server.js';
import { Authority, type Issued } from '../../support/certificates.js';
import { skipBecause } from '../../support/skip.js';
import { Bench, type BenchOptions, FIRST, SECOND } from '../bench.js';
import { GUARDED, ICCID, newCard, OTHER_ICCID, sample, watchPins } from '../wallet.js';

const PORT = 4116;
const HERE = { host: '127.0.0.1', port: PORT };
const HERE_6 = { host: '::1', port: PORT };
const NAMES = 'IP:127.0.0.1,IP:::1';

/** Why the port is not to be had; null where it is. */
async function taken(at: typeof HERE): Promise<string | null> {
  const probe: Server = createServer();
  try {
    probe.listen(at.port, at.host);
    await once(probe, 'listening');
    return null;
  } catch (error) {
    return `${at.host} ${at.port}: ${(error as Error).message}`;
  } finally {
    await new Promise((done) => probe.close(done));
  }
}

describe('the web server of a card', () => {
  watchPins();

  let authority: Authority;
  let issued: Issued;
  let bench: Bench | null = null;
  const servers: BootstrapServer[] = [];

  before(async function () {
    for (const at of [HERE, HERE_6]) {
      const why = await taken(at);
      if (why !== null) skipBecause(this, why);
    }
    authority = new Authority();
    issued = authority.issue({ names: NAMES });
  });
  after(() => authority?.remove());
  afterEach(async () => {
    await bench?.stop();
    await Promise.all(servers.splice(0).map((server) => server.close()));
    assert.deepEqual(bench?.bugs ?? [], []);
    bench = null;
  });

  const listen = async (
    handler: Handler = message(sample('one-account')),
    { at = HERE, by = issued }: { readonly at?: typeof HERE; readonly by?: Issued } = {},
  ): Promise<BootstrapServer> => {
    const server = await BootstrapServer.listen(by, handler, {}, at);
    servers.push(server);
    return server;
  };

  const config = (more = '', trust = `ca = "${authority.certFile}"`): string =>
    `[scws]\nreader = "${FIRST}"\n${trust}\n${more}`;
  /** A card that no message is on. */
  const bare = (more: BootstrapCard = {}) => newCard({ absent: 'entry', ...more });

  async function start(options: BenchOptions = {}): Promise<Bench> {
    bench = new Bench({ config: config(), ...options });
    await bench.sources.start();
    bench.supervisor.start();
    await bench.settled();
    return bench;
  }
  const looks = (): string[] =>
    bench!.happened.flatMap((one) =>
      one.event === 'source-checked'
        ? [`${one.source.origin.kind} ${one.source.outcome}: ${one.source.detail}`]
        : [],
    );
  const looked = (count = 1): Promise<void> => bench!.until(() => looks().length === count);
  /** Reads this in the place of that. */
  const read = (before: string, after: string): void => {
    const [last, next] = [before, after].map((toml) => parseConfig(toml, 'dmbootd.toml'));
    const { supervisor, sources, store, log } = bench!;
    reload({ first: last!, last: last! }, () => next!, {
      ...{ supervisor, sources, pins: store.pins, tell: () => undefined },
      log: { ...log, setLevel: () => undefined },
    });
  };
  const origins = (): string[] =>
    bench!.accounts.map(({ origin }) => `${origin.kind} ${origin.id}`);

  describe('is asked where the card holds no message', () => {
    const WITHOUT: Readonly<Record<string, BootstrapCard>> = {
      'no-application': { absent: 'record' },
      'no-bootstrap': { absent: 'entry' },
      empty: { blank: true },
    };
    for (const mode of ['2g', '3g'] as const) {
      for (const [outcome, card] of Object.entries(WITHOUT)) {
        it(`${outcome} in ${mode}: what it brings is the card's, and goes with it`, async () => {
          const server = await listen();
          await start({ cards: { [FIRST]: newCard({ ...card, mode }) } });
          await looked();
          assert.equal(bench!.reports[0]?.cards[0]?.outcome, outcome);
          assert.deepEqual(looks(), ['smartcard applied: null']);
          assert.deepEqual(origins(), [`smartcard ${ICCID}`]);
          const [request] = server.requests;
          assert.equal(request?.url, '/OMA/DM/Bootstrap.xml');
          assert.equal(request?.headers.host, '127.0.0.1:4116');
          await bench!.remove(FIRST);
          assert.deepEqual(bench!.accounts, []);
          assert.deepEqual(bench!.purged, [ICCID]);
          assert.deepEqual(bench!.sources.reports, []);
        });
      }
    }

    it('and by that name at that address alone', async () => {
      await listen(message(sample('one-account')), {
        by: authority.issue({ names: 'DNS:localhost' }),
      });
      const addresses = 'addresses = ["127.0.0.1:4116", "localhost:4116"]';
      await start({ config: config(addresses), cards: { [FIRST]: bare() } });
      await looked();
      assert.deepEqual(looks(), ['smartcard applied: null']);
      assert.equal(servers[0]?.requests.length, 1);
      assert.equal(servers[0]?.requests[0]?.headers.host, 'localhost:4116');
    });

    it('by IPv6 where nobody answers by IPv4', async () => {
      const server = await listen(undefined, { at: HERE_6 });
      await start({ cards: { [FIRST]: bare() } });
      await looked();
      assert.deepEqual(looks(), ['smartcard applied: null']);
      assert.equal(server.requests[0]?.headers.host, '[::1]:4116');
    });

    it('and by IPv4 alone where it answers there', async () => {
      const [first, second] = [await listen(), await listen(undefined, { at: HERE_6 })];
      await start({ cards: { [FIRST]: bare() } });
      await looked();
      assert.deepEqual([first.requests.length, second.requests.length], [1, 0]);
    });

    it('where the card names a URL, and nobody asks that', async () => {
      await listen();
      await start({ cards: { [FIRST]: newCard({ url: 'https://boot.invalid/' }) } });
      await looked();
      assert.deepEqual(looks(), ['smartcard applied: null']);
    });

    it('where the IMSI allows the card', async () => {
      await listen();
      const rule = '[smartcard]\nallow = ["imsi:00101"]\n';
      await start({ config: config() + rule, cards: { [FIRST]: bare() } });
      await looked();
      assert.deepEqual(origins(), [`smartcard ${ICCID}`]);
    });

    it('when the reader is named in a configuration that is read anew, and no longer when it is not', async () => {
      await listen();
      await start({ config: '', cards: { [FIRST]: bare() } });
      read('', config());
      await looked();
      assert.deepEqual(origins(), [`smartcard ${ICCID}`]);
      read(config(), '');
      await bench!.settled();
      assert.deepEqual(bench!.accounts, []);
      while (bench!.sources.reports.length > 0) await bench!.supervisor.turn();
    });
  });

  describe('is not asked', () => {
    const never = async (toml: string, card: VirtualCard, reader = FIRST): Promise<void> => {
      const server = await listen();
      await start({ config: toml, cards: { [reader]: card } });
      await bench!.supervisor.turn();
      assert.deepEqual(bench!.sources.reports, []);
      assert.deepEqual(looks(), []);
      assert.deepEqual(server.requests, []);
    };

    it('where no reader is named', () => never('', bare()));
    it('where its card is in another reader', () => never(config(), bare(), SECOND));
    it('where its card is in another reader, and loses what it held before', async () => {
      bench = await Bench.start({ cards: { [SECOND]: newCard() } });
      assert.equal(bench.accounts.length, 1);
      bench = await bench.restart({ config: config(), cards: { [SECOND]: bare() } });
      assert.deepEqual(bench.accounts, []);
    });
    it('where the card holds a message', async () => {
      await never(config(), newCard());
      assert.equal(bench!.outcome, 'applied');
    });
    it('where the card holds a CP document', async () => {
      const provisioning = [{ document: sample('provisioning/connections') }];
      await never(config(), newCard({ absent: 'entry', provisioning }));
      assert.equal(bench!.outcome, 'applied');
    });
    it('where the message of the card is malformed', async () => {
      await never(config(), newCard({ message: Uint8Array.of(1, 2, 3) }));
      assert.match(bench!.outcome!, /^malformed/);
    });
    it('where the message of the card demands a PIN', async () => {
      await never(config(), newCard(GUARDED));
      assert.equal(bench!.outcome, 'pin-required');
    });
    for (const rule of ['iccid:8988', 'imsi:00101']) {
      it(`where a rule forbids the card: ${rule}`, async () => {
        await never(`${config()}[smartcard]\ndeny = ["${rule}"]\n`, bare());
        assert.equal(bench!.outcome, 'disabled: rule');
      });
    }
    it('where cards are switched off', async () => {
      await never(`${config()}[smartcard]\nenabled = false\n`, bare());
      assert.equal(bench!.outcome, 'disabled: policy');
    });

    it('where the card names a URL that is asked', async () => {
      const own = await listen();
      const named = await BootstrapServer.listen(authority.issue(), message(sample('one-account')));
      servers.push(named);
      const announced = `[https]\nannounced = true\nannounced_ca = "${authority.certFile}"\n`;
      const card = newCard({ url: named.url() });
      await start({ config: config() + announced, cards: { [FIRST]: card } });
      await looked();
      assert.deepEqual([own.requests.length, named.requests.length], [0, 1]);
    });

    it('where another card of the same identity holds a message, until that one goes', async () => {
      const server = await listen(message(sample('other-server')));
      await start({ cards: { [SECOND]: newCard() } });
      await bench!.insert(FIRST, bare());
      await bench!.supervisor.turn();
      assert.deepEqual(bench!.sources.reports, []);
      assert.deepEqual(server.requests, []);
      const [kept] = bench!.accounts;
      await bench!.remove(SECOND);
      await looked();
      assert.notEqual(bench!.accounts[0]?.serverId, kept?.serverId);
      assert.deepEqual(bench!.purged, []);
    });
  });

  describe('is believed by what is configured alone', () => {
    /** What comes of a look at a server with this certificate. */
    async function look(trust: string, by: Issued): Promise<string> {
      const server = await listen(undefined, { by });
      const addresses = 'addresses = ["127.0.0.1:4116"]';
      await start({ config: config(addresses, trust), cards: { [FIRST]: bare() } });
      await looked();
      const [seen] = looks();
      if (!seen!.includes('applied')) {
        assert.deepEqual(bench!.accounts, []);
        assert.deepEqual(server.requests, []);
      }
      return seen!;
    }
    const stranger = (): Issued => {
      const other = new Authority();
      const by = other.issue({ names: NAMES });
      other.remove();
      return by;
    };

    it('and not by another authority: an impostor at the port brings nothing', async () => {
      const ca = `ca = "${authority.certFile}"`;
      assert.match(
        await look(ca, stranger()),
        /^smartcard unavailable: 127\.0\.0\.1:4116: nobody who is trusted/,
      );
    });

    it('a pin alone', async () => {
      const by = stranger();
      assert.match(await look(`pins = ["${by.pin}"]`, by), /^smartcard applied/);
    });

    it('a pin alone, and no other key', async () => {
      assert.match(
        await look(`pins = ["${issued.pin}"]`, stranger()),
        /^smartcard unavailable: 127\.0\.0\.1:4116: the server's key is none/,
      );
    });

    it('both', async () => {
      const both = `ca = "${authority.certFile}"\npins = ["${stranger().pin}"]`;
      assert.match(
        await look(both, issued),
        /^smartcard unavailable: 127\.0\.0\.1:4116: the server's key is none/,
      );
    });

    it('also where an impostor is asked first: then the next address is', async () => {
      const impostor = await listen(message(sample('other-server')), { by: stranger() });
      await listen(undefined, { at: HERE_6 });
      await start({ cards: { [FIRST]: bare() } });
      await looked();
      assert.deepEqual(looks(), ['smartcard applied: null']);
      assert.deepEqual(impostor.requests, []);
    });

    it('and says of each address what came of it', async () => {
      await listen(undefined, { by: stranger() });
      await start({ cards: { [FIRST]: bare() } });
      await looked();
      assert.match(
        looks()[0]!,
        /^smartcard unavailable: 127\.0\.0\.1:4116: nobody who is trusted.*; \[::1\]:4116: nobody listens there: connect ECONNREFUSED/,
      );
    });

    it('and is not shown who this machine is', async () => {
      const seen: unknown[] = [];
      const server = await BootstrapServer.listen(
        issued,
        ({ socket }, response) => {
          seen.push((socket as TLSSocket).getPeerX509Certificate());
          response.writeHead(404).end();
        },
        { requestCert: true, rejectUnauthorized: false },
        HERE,
      );
      servers.push(server);
      const { cert, key } = issued;
      await start({ client: { certificate: cert, key }, cards: { [FIRST]: bare() } });
      await looked();
      assert.deepEqual(seen, [undefined]);
    });
  });

  describe('has the last word on what the card holds', () => {
    it('says that it has no message: what it brought goes, and comes again when it has one', async () => {
      const server = await listen();
      await start({ cards: { [FIRST]: bare() } });
      await looked();
      server.handler = status(404);
      bench!.supervisor.rescan();
      await looked(2);
      assert.deepEqual(looks()[1], 'smartcard withdrawn: the server has no message');
      assert.deepEqual(bench!.accounts, []);
      server.handler = message(sample('one-account'));
      bench!.supervisor.rescan();
      await looked(3);
      assert.deepEqual(origins(), [`smartcard ${ICCID}`]);
    });

    it('keeps what it brought where it fails, over a restart', async () => {
      const server = await listen();
      await start({ cards: { [FIRST]: bare() } });
      await looked();
      await bench!.stop();
      server.handler = status(500);
      await start({ cards: { [FIRST]: bare() }, store: bench!.store });
      await looked();
      assert.match(looks()[0]!, /^smartcard unavailable/);
      assert.deepEqual(
        bench!.accounts.map(({ origin, confirmed }) => `${origin.id} ${confirmed}`),
        [`${ICCID} false`],
      );
    });

    it('loses it to another card in its reader after a restart', async () => {
      const server = await listen();
      await start({ cards: { [FIRST]: bare() } });
      await looked();
      await bench!.stop();
      server.handler = status(500);
      const cards = { [FIRST]: bare({ iccid: OTHER_ICCID }) };
      await start({ cards, store: bench!.store });
      assert.deepEqual(bench!.accounts, []);
      assert.deepEqual(bench!.purged, [ICCID]);
    });

    it('brings nothing where the card goes while it answers', async () => {
      let gone = (): void => undefined;
      const server = await listen((request, response) => {
        bench!.provider.remove(FIRST);
        request.socket.once('close', () => gone());
        message(sample('one-account'))(request, response);
      });
      const broken = new Promise<void>((resolve) => {
        gone = resolve;
      });
      await start({ cards: { [FIRST]: bare() } });
      await broken;
      await bench!.supervisor.turn();
      assert.equal(server.requests.length, 1);
      assert.deepEqual(bench!.accounts, []);
      assert.deepEqual(looks(), []);
    });

    it('brings nothing again that was purged by hand, before the card is looked at again', async () => {
      const server = await listen();
      await start({ cards: { [FIRST]: bare() } });
      await looked();
      const origin = { kind: 'smartcard', id: ICCID } as const;
      assert.ok(bench!.supervisor.discard(origin));
      bench!.sources.discarded(origin);
      assert.deepEqual(bench!.accounts, []);
      assert.equal(server.requests.length, 1);
      bench!.supervisor.rescan();
      await looked(2);
      assert.deepEqual(origins(), [`smartcard ${ICCID}`]);
    });
  });
});

describe('the addresses of a web server of a card', () => {
  const urls = (more: string): string[] =>
    webServers(
      parseConfig(
        `[scws]\nreader = "${FIRST}"\nca = "/etc/dmbootd/card.pem"\n${more}`,
        'dmbootd.toml',
      ).scws,
      { naming: () => [{ identity: ICCID, reader: FIRST, url: null }] },
    ).flatMap(({ url, fallbacks = [] }) => [url, ...fallbacks]);

  it('are those over BIP, by IPv4 and then by IPv6', () => {
    assert.deepEqual(urls(''), [
      'https://127.0.0.1:4116/OMA/DM/Bootstrap.xml',
      'https://[::1]:4116/OMA/DM/Bootstrap.xml',
    ]);
  });

  it('may be localhost over BIP, or the name of the card over TCP/IP', () => {
    assert.deepEqual(urls('addresses = ["localhost:4116", "localuicc:443"]'), [
      'https://localhost:4116/OMA/DM/Bootstrap.xml',
      'https://localuicc/OMA/DM/Bootstrap.xml',
    ]);
  });
});
