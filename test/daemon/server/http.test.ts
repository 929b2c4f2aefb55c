import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { FIRST } from '../bench.js';
import { newCard, watchPins } from '../wallet.js';
import { ask, jsonOf, say } from './ask.js';
import { assertDescribed } from './described.js';
import { Office } from './office.js';

const LIMITS = {
  body: 2_000,
  headers: 4_096,
  connections: 8,
  requestTime: 200,
  unreadTime: 400,
  unread: 100_000,
};
/** More than such a socket holds in the kernel, and more than may wait besides. */
const LONG = 1_000_000;

/** The status and the code of each answer in what came over a connection. */
const answersIn = (octets: string): string[] =>
  [...octets.matchAll(/HTTP\/1\.1 (\d+) .*?\r\n\r\n(?:\{"error":\{"code":"([a-z-]+)")?/gs)].map(
    ([, status, code]) => (code === undefined ? status! : `${status} ${code}`),
  );

describe('the server on a socket', () => {
  watchPins();
  let office: Office;
  beforeEach(async () => {
    office = await Office.open({ limits: LIMITS, cards: { [FIRST]: newCard() } });
  });
  afterEach(async () => {
    assert.equal((await ask(office.control, 'GET /v1/accounts')).status, 200, 'it goes on');
    assert.deepEqual(office.bench.bugs, []);
    await office.close();
  });

  it('answers in JSON that nobody keeps', async () => {
    const { headers } = await ask(office.control, 'GET /v1/accounts');
    assert.equal(headers['content-type'], 'application/json; charset=utf-8');
    assert.equal(headers['cache-control'], 'no-store');
  });

  for (const [what, expected, options] of [
    ['GET /', [404, 'not-found'], {}],
    ['GET /v1', [404, 'not-found'], {}],
    ['GET /v1/accounts/', [404, 'not-found'], {}],
    ['GET /v1/reports/1/2', [404, 'not-found'], {}],
    ['GET //v1/accounts', [404, 'not-found'], {}],
    ['DELETE /v1/accounts', [405, 'wrong-method'], {}],
    ['GET /v1/rescan', [405, 'wrong-method'], {}],
    ['GET /v1/accounts?all=1', [400, 'bad-request'], {}],
    ['GET /v1/tree?uri=.&uri=.', [400, 'bad-request'], {}],
    ['POST /v1/rescan', [400, 'bad-request'], {}],
    ['POST /v1/rescan', [400, 'bad-request'], { body: '{' }],
    ['POST /v1/rescan', [400, 'bad-request'], { body: [] }],
    ['POST /v1/rescan', [400, 'bad-request'], { body: { reader: 7 } }],
    ['POST /v1/rescan', [400, 'bad-request'], { body: { card: 'x' } }],
    ['POST /v1/rescan', [400, 'bad-request'], { body: `${'['.repeat(900)}${']'.repeat(900)}` }],
    ['POST /v1/rescan', [413, 'too-large'], { body: 'x'.repeat(3_000) }],
    [
      'POST /v1/rescan',
      [413, 'too-large'],
      { body: 'x'.repeat(3_000), headers: { 'transfer-encoding': 'chunked' } },
    ],
    ['GET /v1/accounts', [431, 'headers-too-large'], { headers: { x: 'x'.repeat(5_000) } }],
  ] as const) {
    it(`answers ${what} ${JSON.stringify(options).slice(0, 40)} with ${expected.join(' ')}`, async () => {
      const answered = await ask(office.control, what, options);
      const { error } = jsonOf<{ error: { code: string } }>(answered);
      assert.deepEqual([answered.status, error.code], expected);
    });
  }

  it('says which methods there are', async () => {
    const { headers } = await ask(office.control, 'PUT /v1/rescan');
    assert.equal(headers['allow'], 'POST');
  });

  it('names what was expected in a body, and not what came', async () => {
    const body = { identity: { secret: 'one-client-secret' } };
    const answered = await ask(office.control, 'POST /v1/pin/forget', { body });
    assertDescribed('control.json', 'POST /v1/pin/forget', answered);
    assert.match(answered.text, /body\.identity: expected string/);
    assert.doesNotMatch(answered.text, /one-client-secret/);
  });

  for (const [what, octets, expected] of [
    ['no HTTP', 'hello\r\n\r\n', ['400 bad-request']],
    ['another protocol', 'GET / SMTP/1.1\r\n\r\n', ['400 bad-request']],
    ['a request that never ends', 'GET /v1/status HTTP/1.1\r\nhost: x\r\n', ['408 late']],
    [
      'a body that never comes',
      'POST /v1/rescan HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{',
      ['408 late'],
    ],
    [
      'a length that is none',
      'POST /v1/rescan HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n{}',
      ['400 bad-request'],
    ],
    [
      'two requests at once',
      'GET /v1/nothing HTTP/1.1\r\nhost: x\r\n\r\nGET /v1/none HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
      ['404 not-found', '404 not-found'],
    ],
  ] as const) {
    it(`gives up on ${what}, and says why`, async () => {
      assert.deepEqual(answersIn(await say(office.control, octets)), expected);
    });
  }

  it('does not mind who leaves in the midst of a request', async () => {
    for (const octets of [
      '',
      'GET',
      'POST /v1/rescan HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{',
    ]) {
      const socket = connect(office.control);
      await once(socket, 'connect');
      socket.write(octets);
      socket.destroy();
      await once(socket, 'close');
    }
  });

  it('takes no more connections than it may', async () => {
    const sockets = Array.from({ length: LIMITS.connections + 4 }, () => connect(office.control));
    const fates = await Promise.all(sockets.map(fateOf));
    assert.equal(fates.filter((fate) => fate === 'answered').length, LIMITS.connections);
    await Promise.all(sockets.map(ended));
  });

  it('cuts off who does not take an answer, and remembers no more than it may', async () => {
    const deaf = connect(office.control);
    const { store } = office.bench;
    const { accounts } = store;
    store.accounts = () => [{ ...accounts.call(store)[0]!, name: 'x'.repeat(LONG) }];
    deaf.write('GET /v1/accounts HTTP/1.1\r\nhost: x\r\n\r\n');
    await once(deaf, 'readable');
    store.accounts = accounts;
    const refused = await ask(office.control, 'GET /v1/origins');
    assert.deepEqual(answersIn(`HTTP/1.1 ${refused.status} \r\n\r\n${refused.text}`), ['503 busy']);
    let status = refused.status;
    while (status === 503) ({ status } = await ask(office.control, 'GET /v1/origins'));
    let length = 0;
    for await (const part of deaf) length += part.length;
    assert.ok(length < LONG, `${length}`);
  });

  it('stands any octets that come', async () => {
    const requestLike = fc
      .tuple(
        fc.constantFrom('GET', 'POST', 'PUT', 'get', ''),
        fc.constantFrom('/v1/rescan', '/v1/tree?uri=%', '/v1/reports/%00', '*', '/v1/events?x'),
        fc.constantFrom('HTTP/1.1\r\nhost: x', 'HTTP/1.0', 'HTTP/1.1', 'HTTP/2', ''),
        fc.constantFrom(
          'content-length: 2',
          'transfer-encoding: chunked',
          'expect: x',
          'upgrade: x',
        ),
        fc.string({ unit: 'binary' }),
      )
      .map(
        ([method, path, version, ...rest]) =>
          `${method} ${path} ${version}\r\n${rest.join('\r\n\r\n')}`,
      );
    const octets = fc.oneof(requestLike, fc.string({ unit: 'binary' }));
    await fc.assert(
      fc.asyncProperty(fc.array(octets, { minLength: 8, maxLength: 8 }), async (all) => {
        await Promise.all(
          all.map((text) => {
            const socket = connect(office.control);
            socket.on('error', () => undefined).resume();
            socket.end(text);
            return new Promise((resolve) => socket.once('close', resolve));
          }),
        );
      }),
      { numRuns: 10 },
    );
  });
});

const fateOf = (socket: Socket): Promise<'answered' | 'dropped'> =>
  new Promise((resolve) => {
    socket.once('data', () => resolve('answered'));
    socket.once('close', () => resolve('dropped'));
    socket.on('error', () => undefined);
    socket.write('GET /v1/none HTTP/1.1\r\nhost: x\r\n\r\n');
  });

const ended = async (socket: Socket): Promise<void> => {
  if (socket.destroyed) return;
  const end = once(socket, 'close');
  socket.destroy();
  await end;
};
