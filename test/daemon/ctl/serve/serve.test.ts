import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Authority, type Issued } from '../../../support/certificates.js';
import { Bench } from '../../bench.js';
import { Program, run } from '../../program.js';
import { sample } from '../../wallet.js';

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

describe('dmbootctl serve', () => {
  let authority: Authority;
  let issued: Issued;
  let root: string;
  let folder: string;
  let server: Program;
  let url: string;

  before(() => {
    authority = new Authority();
    issued = authority.issue();
    root = mkdtempSync(join(tmpdir(), 'dmbootd-serve-'));
    folder = join(root, 'messages');
    mkdirSync(join(folder, 'fleet'), { recursive: true });
    writeFileSync(join(folder, 'one'), sample('one-account'));
    writeFileSync(join(folder, 'fleet', 'cp'), sample('provisioning/account'));
    writeFileSync(join(folder, 'text.xml'), '<wap-provisioningdoc/>');
    writeFileSync(join(folder, 'none'), 'no message');
    writeFileSync(join(folder, '.hidden'), 'x');
    writeFileSync(join(folder, 'long'), new Uint8Array(1_048_577));
    writeFileSync(join(root, 'outside'), 'x');
    symlinkSync('../outside', join(folder, 'link'));
    symlinkSync('one', join(folder, 'alias'));
  });
  after(() => {
    authority.remove();
    rmSync(root, { recursive: true });
  });

  async function start(...args: readonly string[]): Promise<void> {
    const { certFile, keyFile } = issued;
    const pem = ['--cert', certFile, '--key', keyFile];
    server = new Program('dmbootctl', ['serve', folder, ...pem, '--port', '0', ...args]);
    const listening = /https:\/\/127\.0\.0\.1:\d+\//;
    await (args.includes('--json') ? server.printed(listening) : server.logged(listening));
    url = listening.exec(server.stdout + server.stderr)![0];
  }
  afterEach(() => server?.end('SIGTERM'));

  async function get(
    path: string,
    options: { method?: string; headers?: Record<string, string>; client?: Issued } = {},
  ): Promise<Answer> {
    const { client, ...rest } = options;
    const { port } = new URL(url);
    const shown = client && { cert: client.cert, key: client.key };
    const ca = authority.cert;
    const asking = request({ host: '127.0.0.1', port, path, ca, agent: false, ...shown, ...rest });
    asking.end();
    const [response] = (await once(asking, 'response')) as [IncomingMessage];
    const parts: Buffer[] = [];
    for await (const part of response as AsyncIterable<Buffer>) parts.push(part);
    return {
      status: response.statusCode,
      headers: response.headers,
      body: Buffer.concat(parts),
    };
  }

  it('answers with the messages of a folder by their paths, each of its type', async () => {
    await start();
    const one = await get('/one?client=7');
    assert.equal(one.status, 200);
    assert.deepEqual(one.body, sample('one-account'));
    const types = ['/one', '/alias', '/fleet/cp', '/text.xml', '/none'].map(
      async (path) => (await get(path)).headers['content-type'],
    );
    assert.deepEqual(await Promise.all(types), [
      'application/vnd.syncml.dm+wbxml',
      'application/vnd.syncml.dm+wbxml',
      'application/vnd.wap.connectivity-wbxml',
      'text/vnd.wap.connectivity-xml',
      'application/vnd.syncml.dm+wbxml',
    ]);
    const head = await get('/one', { method: 'HEAD' });
    assert.equal(head.headers['content-length'], String(sample('one-account').length));
    assert.equal(head.body.length, 0);
  });

  it('answers 404 to everything else, and lets nobody out of the folder', async () => {
    await start();
    const paths = [
      ...['/', '/two', '/fleet', '/fleet/', '/.hidden', '/link', '/long', '/one/', '//one'],
      ...['/../outside', '/%2e%2e/outside', '/fleet/..%2f..%2foutside', '/%00', '/%ff', '/..\\x'],
    ];
    for (const path of paths) assert.equal((await get(path)).status, 404, path);
    assert.equal((await get('/one', { method: 'POST' })).status, 405);
  });

  it('answers 304 to who has the message already', async () => {
    await start();
    const { etag } = (await get('/one')).headers;
    for (const tags of [etag!, `W/${etag}`, `"x", ${etag}`, '*']) {
      const again = await get('/one', { headers: { 'If-None-Match': tags } });
      assert.deepEqual([again.status, again.body.length], [304, 0], tags);
    }
    assert.equal((await get('/one', { headers: { 'If-None-Match': '"x"' } })).status, 200);
  });

  it('logs each answer as a line', async () => {
    await start();
    await get('/one');
    await get('/two%1b?token=x');
    await server.printed(/404/);
    const [first, second] = server.stdout.trimEnd().split('\n');
    assert.match(first!, /^127\.0\.0\.1 \[[-0-9T:.Z]+\] "GET \/one" 200 \d+$/);
    assert.match(second!, /^127\.0\.0\.1 \[[-0-9T:.Z]+\] "GET \/two%1b" 404 0$/);
  });

  it('logs as JSON, and ends with 0 when it is told to', async () => {
    await start('--json');
    await get('/one');
    await server.printed(/GET/);
    assert.equal(await server.end('SIGINT'), 0);
    const [listening, access] = server.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(listening, { listening: url });
    assert.deepEqual(Object.keys(access), ['at', 'client', 'method', 'path', 'status', 'length']);
    assert.deepEqual([access.path, access.status], ['/one', 200]);
  });

  it('answers clients with a certificate only, where that is asked for', async () => {
    await start('--client-ca', authority.certFile);
    await assert.rejects(get('/one'), { code: /SSL|ECONNRESET/ });
    assert.equal((await get('/one', { client: authority.issue() })).status, 200);
    assert.match(server.stderr, /no TLS comes about/);
  });

  it('serves the whole way of a client: to an account, on to another, and with it gone', async () => {
    await start();
    const path = join(folder, 'client-7');
    writeFileSync(path, sample('one-account'));
    const server = `url = "${url}client-7"\nca = "${authority.certFile}"\n`;
    const bench = new Bench({ config: `[[https.server]]\n${server}` });
    await bench.sources.start();
    const checked = (): (string | null)[] =>
      bench.happened.flatMap((one) => (one.event === 'source-checked' ? [one.source.outcome] : []));
    assert.equal(bench.accounts[0]?.serverId, 'com.example.dm');
    writeFileSync(path, sample('other-server'));
    bench.sources.check();
    await bench.until(() => checked().length === 2);
    assert.equal(bench.accounts[0]?.serverId, 'net.example.manage');
    rmSync(path);
    bench.sources.check();
    await bench.until(() => checked().length === 3);
    assert.deepEqual(checked(), ['applied', 'applied', 'no-bootstrap']);
    await bench.stop();
  });

  it('says what is wrong with what it was given', async () => {
    const { certFile, keyFile } = issued;
    const serve = async (...args: readonly string[]): Promise<unknown> =>
      (await run('dmbootctl', ['serve', ...args])).status;
    const pem = ['--cert', certFile, '--key', keyFile];
    assert.equal(await serve(join(root, 'absent'), ...pem), 66);
    assert.equal(await serve(certFile, ...pem), 66);
    assert.equal(await serve(folder, '--cert', certFile, '--key', join(root, 'absent')), 66);
    assert.equal(await serve(folder, '--cert', join(folder, 'none'), '--key', keyFile), 65);
    assert.equal(await serve(folder, ...pem, '--port', '70000'), 64);
    assert.equal(await serve(folder, ...pem, '--address', '192.0.2.1'), 69);
    assert.equal(await serve(folder, '--cert', certFile), 64);
  });
});
