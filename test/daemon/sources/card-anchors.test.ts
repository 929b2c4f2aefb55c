import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { concat, fromHex, toHex } from '../../../lib/bytes.js';
import { odf } from '../../../lib/virtual-card/bootstrap-files.js';
import type { VirtualCard } from '../../../lib/virtual-card/card.js';
import type { CardImage, FileImage } from '../../../lib/virtual-card/image.js';
import { tlv } from '../../../lib/virtual-card/tlv.js';
import { BootstrapServer, message, status } from '../../support/bootstrap-server.js';
import { Authority } from '../../support/certificates.js';
import { Bench, FIRST } from '../bench.js';
import { newCard, sample, watchPins } from '../wallet.js';

const path = (fid: string): Uint8Array => tlv(0x30, tlv(0x04, fromHex(fid)));

/** EF CDF with one certificate that stands in a file of its own. */
const CDF = tlv(
  0x30,
  tlv(0x30, tlv(0x0c, new TextEncoder().encode('CA'))),
  tlv(0x30, tlv(0x04, fromHex('01')), tlv(0x01, fromHex('FF'))),
  tlv(0xa1, tlv(0x30, path('4403'))),
);

const file = (fid: string, content: Uint8Array): FileImage => ({
  kind: 'transparent',
  fid,
  sfi: 'none',
  content: toHex(content),
  rule: { reference: '2F0601' },
});

/** With files more in the PKCS#15 application. */
const withFiles =
  (...files: FileImage[]) =>
  (image: CardImage): CardImage => ({
    ...image,
    mf: {
      ...image.mf,
      files: image.mf.files.map((one) =>
        one.kind === 'df' && one.fid === '7F50' ? { ...one, files: [...one.files, ...files] } : one,
      ),
    },
  });

describe('a server that is believed by the certificates on a card', () => {
  watchPins();

  let authority: Authority;
  let server: BootstrapServer;
  let bench: Bench;
  before(async () => {
    authority = new Authority();
    server = await BootstrapServer.listen(authority.issue(), message(sample('other-server')));
  });
  after(async () => {
    await server.close();
    authority.remove();
  });
  beforeEach(() => {
    server.handler = message(sample('other-server'));
    server.requests.splice(0);
  });
  afterEach(async () => {
    await bench.stop();
    assert.deepEqual(bench.bugs, []);
  });

  /** Its message is `one-account`, and in its ODF stands a CDF, of trusted certificates or of others. */
  function card(
    certificate: Uint8Array,
    { trusted = true, mode = '3g' as '2g' | '3g' } = {},
  ): VirtualCard {
    const raw = {
      odf: concat(odf('4401', ['6420'], false), tlv(trusted ? 0xa5 : 0xa4, path('4402'))),
    };
    return newCard({ mode, raw }, withFiles(file('4402', CDF), file('4403', certificate)));
  }
  const der = (): Uint8Array => new Uint8Array(new X509Certificate(authority.cert).raw);

  const configured = (): string => `[[https.server]]\nurl = "${server.url()}"\nanchors = "card"\n`;
  async function start(config = configured()): Promise<void> {
    bench = new Bench({ config });
    await bench.sources.start();
    bench.supervisor.start();
    await bench.settled();
  }
  const checked = (): string[] =>
    bench.happened.flatMap((one) =>
      one.event === 'source-checked' ? [`${one.source.outcome}: ${one.source.detail}`] : [],
    );

  for (const mode of ['2g', '3g'] as const) {
    it(`is asked when such a ${mode} card comes, and by nothing of it when it has gone`, async () => {
      await start();
      assert.deepEqual(checked(), ['unavailable: no card with certificates to trust is in']);
      await bench.insert(FIRST, card(der(), { mode }));
      await bench.until(() => checked().length === 2);
      assert.equal(checked()[1], 'applied: null');
      assert.deepEqual(
        bench.accounts.map(({ origin }) => origin.kind),
        ['smartcard', 'https'],
      );
      await bench.remove(FIRST);
      bench.sources.check();
      await bench.until(() => checked().length === 3);
      assert.equal(checked()[2], checked()[0]);
      assert.deepEqual(
        bench.accounts.map(({ origin, confirmed }) => `${origin.kind} ${confirmed}`),
        ['https false'],
      );
      assert.equal(server.requests.length, 1);
    });
  }

  it('is not believed by another authority, by a certificate that is not trusted, or by none', async () => {
    await start();
    const other = new Authority();
    const otherDer = new Uint8Array(new X509Certificate(other.cert).raw);
    other.remove();
    const cards = [
      [card(otherDer), /vouches for the server/],
      [card(der(), { trusted: false }), /no card with certificates/],
      [card(fromHex('3003020101')), /no card with certificates/],
      [newCard(), /no card with certificates/],
    ] as const;
    for (const [one, expected] of cards) {
      const before = checked().length;
      await bench.insert(FIRST, one);
      await bench.until(() => checked().length === before + 1);
      assert.match(checked().at(-1)!, expected);
      assert.equal(bench.outcome, 'applied');
      await bench.remove(FIRST);
    }
    assert.deepEqual(server.requests, []);
  });

  it('is not believed any more when the card goes in the midst of it', async () => {
    await start();
    server.handler = (request, response) => {
      bench.provider.remove(FIRST);
      message(sample('other-server'))(request, response);
    };
    await bench.insert(FIRST, card(der()));
    await bench.until(() => checked().length === 2);
    assert.equal(checked()[1], 'unavailable: the card that vouched for the server has gone');
    assert.deepEqual(bench.accounts, []);
  });

  it('costs a card nothing where no server asks for its certificates', async () => {
    server.handler = status(404);
    await start('');
    await bench.insert(FIRST, card(der()));
    await bench.remove(FIRST);
    await bench.insert(FIRST, newCard());
    const [first, second] = bench.reports.flatMap(({ cards }) => cards);
    assert.equal(first?.apdus, second?.apdus);
  });
});
