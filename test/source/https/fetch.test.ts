import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createPlainServer, type Server as PlainServer } from 'node:net';
import {
  FetchError,
  type FetchOptions,
  fetchMessage,
  type Trust,
} from '../../../lib/source/index.js';
import { BootstrapServer, type Handler, message, status } from '../../support/bootstrap-server.js';
import { Authority, type Issued } from '../../support/certificates.js';

const BYTES = Uint8Array.of(3, 1, 0x6a, 0);

describe('a message by HTTPS GET', () => {
  let authority: Authority;
  let issued: Issued;
  let server: BootstrapServer;
  let trust: Trust;

  before(async () => {
    authority = new Authority();
    issued = authority.issue();
    server = await BootstrapServer.listen(issued, status(404));
    trust = { ca: [authority.cert], pins: [], client: null };
  });
  after(async () => {
    await server.close();
    authority.remove();
  });
  beforeEach(() => server.requests.splice(0));

  const fetch = (options: Partial<FetchOptions> & { readonly url?: string } = {}) => {
    const { url = server.url(), ...rest } = options;
    const { signal } = new AbortController();
    return fetchMessage(url, { trust, timeLimit: 5_000, tag: null, signal, ...rest });
  };

  /** The code and the text of the error that it ends in. */
  async function failure(
    handler: Handler,
    options: Parameters<typeof fetch>[0] = {},
  ): Promise<string> {
    server.handler = handler;
    try {
      const fetched = await fetch(options);
      assert.fail(`fetched: ${fetched.kind}`);
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      return `${error.code}: ${error.message}`;
    }
  }

  it('is asked for by the types of both profiles, and taken byte for byte', async () => {
    server.handler = message(BYTES, { ETag: '"1"' });
    const fetched = await fetch();
    assert.deepEqual(fetched, {
      kind: 'message',
      isWhole: true,
      document: 'dm',
      bytes: Buffer.from(BYTES),
      tag: { url: server.url(), etag: '"1"' },
    });
    const [request] = server.requests;
    assert.equal(request?.method, 'GET');
    assert.deepEqual(request?.headers.accept?.split(', '), [
      'application/vnd.syncml.dm+wbxml',
      'application/vnd.syncml.dm+xml;q=0.5',
      'application/vnd.wap.connectivity-wbxml',
      'text/vnd.wap.connectivity-xml;q=0.5',
    ]);
  });

  it('is of the kind that its type says', async () => {
    for (const [type, kind] of [
      ['application/vnd.syncml.dm+xml; charset=utf-8', 'dm'],
      ['Application/Vnd.Wap.Connectivity-WBXML', 'cp'],
      ['text/vnd.wap.connectivity-xml', 'cp'],
    ] as const) {
      server.handler = message(BYTES, { 'Content-Type': type });
      const fetched = await fetch();
      assert.equal(fetched.kind === 'message' && fetched.document, kind);
    }
  });

  it('is asked for only if it is another one, by the tag that its server gave it', async () => {
    const tag = { url: server.url(), etag: 'W/"2"' };
    server.handler = status(304);
    assert.deepEqual(await fetch({ tag }), { kind: 'unchanged' });
    assert.equal(server.requests[0]?.headers['if-none-match'], 'W/"2"');
    const elsewhere = { ...tag, url: 'https://elsewhere.example/' };
    assert.match(await failure(status(304), { tag: elsewhere }), /^answer: .*304/);
    assert.equal(server.requests[1]?.headers['if-none-match'], undefined);
  });

  it('is not there, or is gone', async () => {
    for (const [code, gone] of [
      [404, false],
      [204, false],
      [410, true],
    ] as const) {
      server.handler = status(code);
      assert.deepEqual(await fetch(), { kind: 'none', gone });
    }
  });

  it('is not taken of another type, compressed, too long or cut off', async () => {
    assert.match(
      await failure(message(BYTES, { 'Content-Type': 'text/html' })),
      /^answer: expected a Content-Type of DM or CP, came another one$/,
    );
    assert.match(await failure(message(BYTES, { 'Content-Encoding': 'gzip' })), /compressed/);
    const long = new Uint8Array(1_048_577);
    assert.match(
      await failure(message(long, { 'Content-Length': '1048577' })),
      /^answer: .*at most/,
    );
    assert.match(
      await failure((_, response) => {
        message(new Uint8Array(0))(_, Object.assign(response, { end: () => response }));
        response.write(long);
      }),
      /^answer: expected at most 1048576 bytes/,
    );
    const cut: Handler = (_, response) => {
      response.writeHead(200, {
        'Content-Type': 'application/vnd.syncml.dm+wbxml',
        'Content-Length': '1000',
      });
      response.write(BYTES, () => response.destroy());
    };
    assert.match(
      await failure(cut),
      /^transport: the answer did not arrive whole: it ends after 4 of 1000 bytes$/,
    );
    const chunks: Handler = (_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/vnd.syncml.dm+wbxml' });
      response.write(BYTES, () => response.destroy());
    };
    assert.match(
      await failure(chunks),
      /^transport: the answer did not arrive whole: it ends after 4 bytes$/,
    );
  });

  it('is not waited for longer than it may take, wherever the server stops', async () => {
    const options = { timeLimit: 300 };
    assert.match(
      await failure(() => undefined, options),
      /^transport: no whole answer within 0.3 s/,
    );
    const drips: Handler = (_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/vnd.syncml.dm+wbxml' });
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    };
    assert.match(await failure(drips, options), /^transport: no whole answer within 0.3 s/);
  });

  it('is not waited for at a server that takes a connection and says nothing', async () => {
    const held: unknown[] = [];
    const silent: PlainServer = createPlainServer((socket) =>
      held.push(socket.on('error', () => 0)),
    );
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    const url = `https://localhost:${port}/`;
    assert.match(
      await failure(status(404), { url, timeLimit: 300 }),
      /^transport: no whole answer/,
    );
    silent.close();
  });

  it('is not to be had where nobody listens, by a name that nobody has, or without TLS', async () => {
    const plain = createPlainServer((socket) => socket.resume().end('HTTP/1.1 200 OK\r\n\r\n'));
    plain.listen(0, '127.0.0.1');
    await once(plain, 'listening');
    const { port } = plain.address() as { port: number };
    assert.match(
      await failure(status(404), { url: `https://localhost:${port}/` }),
      /^transport: ./,
    );
    plain.close();
    await once(plain, 'close');
    assert.match(
      await failure(status(404), { url: `https://127.0.0.1:${port}/` }),
      /^transport: nobody listens there: .*ECONNREFUSED/,
    );
    assert.match(
      await failure(status(404), { url: 'https://nobody.invalid/' }),
      /^transport: DNS (knows no such host|does not answer): .*(ENOTFOUND|EAI_AGAIN)/,
    );
  });

  it('ends at once when nobody wants it any more', async () => {
    const over = new AbortController();
    server.handler = () => over.abort();
    await assert.rejects(fetch({ signal: over.signal }), { name: 'AbortError' });
  });

  describe('behind a redirect', () => {
    const to = (location: string): Handler => status(302, { Location: location });

    it('is found, and known by the URL where it is', async () => {
      server.handler = (request, response) =>
        (request.url === '/message' ? to('/other?a=b#c') : message(BYTES, { ETag: '"3"' }))(
          request,
          response,
        );
      const fetched = await fetch();
      assert.deepEqual(fetched.kind === 'message' && fetched.tag, {
        url: server.url('/other?a=b'),
        etag: '"3"',
      });
    });

    it('is not to be had for reasons of the host that was asked, which is named', async () => {
      const late = await BootstrapServer.listen(issued, () => undefined);
      const cut = await BootstrapServer.listen(issued, (_, response) => response.destroy());
      const behind = (port: number): string =>
        `transport: behind a redirect to localhost:${port}: `;
      const slow = await failure(to(late.url()), { timeLimit: 500 });
      assert.ok(slow.startsWith(`${behind(late.port)}no whole answer within 0.5 s: `), slow);
      const off = await failure(to(cut.url()));
      assert.ok(off.startsWith(`${behind(cut.port)}the server broke off: `), off);
      await Promise.all([late.close(), cut.close()]);
    });

    it('is never looked for over HTTP, nor in a loop, nor nowhere, nor with a user', async () => {
      assert.match(await failure(to('http://localhost/')), /^answer: .*leads to http:/);
      server.requests.splice(0);
      assert.match(await failure(to('/message')), /^answer: more than 5 redirects/);
      assert.equal(server.requests.length, 6);
      assert.match(await failure(to('https://')), /^answer: a redirect leads nowhere/);
      assert.match(await failure(status(302)), /^answer: a redirect leads nowhere/);
      assert.match(await failure(to('https://me:you@localhost/')), /names a user/);
    });
  });

  it('is not to be had from a server that has trouble, which may say for how long', async () => {
    for (const code of [400, 401, 403, 429, 500, 502, 503]) {
      assert.match(
        await failure(status(code)),
        new RegExp(`^answer: the server answers ${code}: it `),
      );
    }
    server.handler = status(503, { 'Retry-After': '120' });
    await assert.rejects(fetch(), {
      message:
        'the server answers 503: it has trouble of its own, and asks to be left alone for 120 s',
      retryAfter: 120_000,
    });
  });

  describe('from a server', () => {
    async function from(certificate: Issued, given: Partial<Trust>, host = 'localhost') {
      const other = await BootstrapServer.listen(certificate, message(BYTES));
      try {
        const url = other.url('/', host);
        return await failure(status(404), { url, trust: { ...trust, ...given } }).catch((error) => {
          if (error.code === 'ERR_ASSERTION') return 'fetched';
          throw error;
        });
      } finally {
        await other.close();
      }
    }

    it('that is who it should be is taken: by its name, by its address, by its key', async () => {
      assert.equal(await from(issued, {}), 'fetched');
      assert.equal(await from(issued, {}, '127.0.0.1'), 'fetched');
      const pins = [issued.pin.slice('sha256//'.length)];
      assert.equal(await from(issued, { pins }), 'fetched');
      assert.equal(await from(issued, { pins: ['x', ...pins], ca: null }), 'fetched');
    });

    it('is not taken whose certificate has expired, is of another name, or of nobody trusted', async () => {
      assert.match(
        await from(authority.issue({ days: -1 }), {}),
        /^trust: .*expired, or this machine's clock is wrong: .*\(CERT_HAS_EXPIRED\)$/,
      );
      assert.match(
        await from(authority.issue({ names: 'DNS:elsewhere.example' }), {}),
        /^trust: .*of another name: .*\(ERR_TLS_CERT_ALTNAME_INVALID\)$/,
      );
      const stranger = new Authority();
      assert.match(await from(stranger.issue(), {}), /^trust: nobody who is trusted vouches/);
      assert.match(await from(issued, { ca: null }), /^trust: nobody who is trusted vouches/);
      stranger.remove();
    });

    it('is not taken whose key is none of the pinned ones', async () => {
      for (const ca of [[authority.cert], null]) {
        assert.match(await from(issued, { pins: ['A'.repeat(43)], ca }), /^trust: .*none of those/);
      }
    });

    it('without a clock is taken by its key alone, whatever its certificate says', async () => {
      const expired = authority.issue({ days: -1, names: 'DNS:elsewhere.example' });
      const pins = [expired.pin.slice('sha256//'.length)];
      assert.equal(await from(expired, { pins, ca: null }), 'fetched');
      assert.match(await from(expired, { pins }), /^trust: /);
    });

    it('that speaks TLS 1.1 only is not taken', async () => {
      const old = await BootstrapServer.listen(issued, message(BYTES), {
        minVersion: 'TLSv1.1',
        maxVersion: 'TLSv1.1',
        ciphers: 'DEFAULT@SECLEVEL=0',
      });
      assert.match(
        await failure(status(404), { url: old.url() }),
        /^transport: the server speaks no TLS 1\.2 or later: /,
      );
      await old.close();
    });

    it('that asks for a certificate gets that of this machine, and no other server does', async () => {
      const own = authority.issue({ names: 'DNS:client.example' });
      const client = { certificate: own.cert, key: own.key };
      const asks = { requestCert: true, rejectUnauthorized: false, ca: authority.cert };
      const seen: boolean[] = [];
      const notes: Handler = (request, response) => {
        seen.push((request.socket as import('node:tls').TLSSocket).authorized);
        message(BYTES)(request, response);
      };
      const [first, second] = await Promise.all([
        BootstrapServer.listen(issued, notes, asks),
        BootstrapServer.listen(issued, notes, asks),
      ]);
      await fetch({ url: first.url(), trust: { ...trust, client } });
      first.handler = status(307, { Location: second.url() });
      await fetch({ url: first.url(), trust: { ...trust, client } });
      assert.deepEqual(seen, [true, false]);
      await Promise.all([first.close(), second.close()]);
    });

    for (const [maxVersion, said] of [
      [
        'TLSv1.3',
        /^transport: the server wants a client certificate: .* alert certificate required$/,
      ],
      ['TLSv1.2', /^transport: the server takes nothing .* alert handshake failure$/],
    ] as const) {
      it(`that asks in vain for a certificate over ${maxVersion} is known for it, on one line`, async () => {
        const asks = {
          requestCert: true,
          rejectUnauthorized: true,
          ca: authority.cert,
          maxVersion,
        };
        const strict = await BootstrapServer.listen(issued, message(BYTES), asks);
        assert.match(await failure(status(404), { url: strict.url() }), said);
        const stranger = new Authority();
        const { cert: certificate, key } = stranger.issue();
        const client = { certificate, key };
        assert.match(
          await failure(status(404), { url: strict.url(), trust: { ...trust, client } }),
          /^transport: the server broke off: it has trouble, or wants another client certificate: /,
        );
        stranger.remove();
        await strict.close();
      });
    }

    it('is not asked with a certificate or a key that is of no use, and it is said which', async () => {
      const { cert: certificate, key } = authority.issue();
      const other = authority.issue().key;
      for (const [client, said] of [
        [
          { certificate: 'none', key },
          /^trust: the certificate in the credential https_cert cannot/,
        ],
        [
          { certificate, key: 'none' },
          /^trust: the key in the credential https_key cannot be used/,
        ],
        [
          { certificate, key: other },
          /^trust: the key in https_key is not that of the certificate in https_cert, and cannot/,
        ],
      ] as const) {
        assert.match(await failure(status(404), { trust: { ...trust, client } }), said);
      }
    });
  });
});
