import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { FIRST } from '../bench.js';
import { newCard, watchPins } from '../wallet.js';
import { ask, Follower, jsonOf } from './ask.js';
import { assertDescribed, assertEvent } from './described.js';
import { Office } from './office.js';

const ROUTE = 'GET /v1/events';
const LIMITS = { followers: 3, heartbeat: 100, unreadTime: 400 };
/** So long that a connection takes only a few of them unread. */
const LONG = 'x'.repeat(50_000);

describe('the stream of events', () => {
  watchPins();
  let office: Office;
  beforeEach(async () => {
    office = await Office.open({ limits: LIMITS, bounds: { events: 20, bytes: 10_000_000 } });
  });
  afterEach(() => office.close());

  const tellReader = (reader: string): void =>
    office.history.tell({ event: 'reader-added', reader });

  for (const socket of ['control', 'client'] as const) {
    it(`tells on ${socket}.sock what happens from now on, in order and without a secret`, async () => {
      const follower = await Follower.of(office[socket]);
      const start = office.history.newest;
      await office.bench.insert(FIRST, newCard());
      await office.bench.remove(FIRST);
      const messages = await follower.take(6);
      assert.deepEqual(
        messages.map(({ event }) => event),
        [
          ...['card-inserted', 'account-added', 'card-visited'],
          ...['card-removed', 'account-removed', 'purged'],
        ],
      );
      for (const [at, { id, event, data }] of messages.entries()) {
        assertEvent(data);
        assert.deepEqual([id, data['id'], data['event']], [start + at + 1, start + at + 1, event]);
      }
      assert.doesNotMatch(JSON.stringify(messages), /one-client-secret|one-nap-secret/);
      follower.leave();
    });
  }

  it('goes on after the event that was seen last', async () => {
    const start = office.history.newest;
    for (const reader of ['A', 'B', 'C']) tellReader(reader);
    const follower = await Follower.of(office.control, start + 1);
    assert.deepEqual(
      (await follower.take(2)).map(({ data }) => data['reader']),
      ['B', 'C'],
    );
    tellReader('D');
    assert.equal((await follower.next())?.data['reader'], 'D');
    follower.leave();
  });

  it('says first what it does not reach any more', async () => {
    for (let at = 0; at < 30; at += 1) tellReader(`${at}`);
    const { newest } = office.history;
    for (const after of [7, newest - 21, newest + 1]) {
      const follower = await Follower.of(office.control, after);
      const gap = await follower.next();
      assertEvent(gap?.data, 'Gap');
      assert.deepEqual(gap, {
        id: newest - 20,
        event: 'gap',
        data: { event: 'gap', after, upTo: newest - 20 },
      });
      assert.equal((await follower.next())?.id, newest - 19);
      follower.leave();
    }
  });

  it('is given as JSON where that is asked for', async () => {
    const start = office.history.newest;
    for (const reader of ['A', 'B', 'C']) tellReader(reader);
    const accept = { accept: 'application/json' };
    const all = await ask(office.control, ROUTE, { headers: accept });
    assertDescribed('control.json', ROUTE, all);
    assert.deepEqual(jsonOf(all), { events: office.history.since(0) });
    const headers = { ...accept, 'last-event-id': String(start + 2) };
    const rest = jsonOf<{ events: { reader: string }[] }>(
      await ask(office.client, ROUTE, { headers }),
    );
    assert.deepEqual(
      rest.events.map(({ reader }) => reader),
      ['C'],
    );
  });

  it('begins after no id that is none', async () => {
    for (const id of ['x', '-1', '1e3', '1'.repeat(20)]) {
      const answered = await ask(office.control, ROUTE, { headers: { 'last-event-id': id } });
      assertDescribed('control.json', ROUTE, answered);
      assert.equal(answered.status, 400, id);
    }
  });

  it('has a bounded number of followers, and room for others when they leave', async () => {
    const followers = [1, 2, 3].map(() => Follower.of(office.control));
    for (const follower of followers) await follower;
    const refused = await ask(office.control, ROUTE);
    assertDescribed('control.json', ROUTE, refused);
    assert.equal(refused.status, 503);
    assert.equal(office.served.counters.followers, 3);
    for (const follower of followers) (await follower).leave();
    while (office.served.counters.followers > 0) await ask(office.control, 'GET /v1/accounts');
    (await Follower.of(office.control)).leave();
  });

  it('gives signs of life', async () => {
    const socket = connect(office.control);
    socket.write('GET /v1/events HTTP/1.1\r\n\r\n');
    await heardUntil(socket, (text) => /(\n:\n\n.*){2}/s.test(text));
  });

  it('is not held up by those who take nothing, and lets them go', async () => {
    const deaf = await Promise.all([1, 2].map(() => deafFollower(office.control)));
    const follower = await Follower.of(office.control);
    const before = process.memoryUsage().arrayBuffers;
    for (let at = 0; at < 200; at += 1) {
      tellReader(`${at} ${LONG}`);
      assert.match(String((await follower.next())?.data['reader']), new RegExp(`^${at} `));
    }
    assert.ok(process.memoryUsage().arrayBuffers - before < 100 * LONG.length);
    while (office.served.counters.followers > 1) {
      tellReader('once more');
      await follower.next();
    }
    follower.leave();
    for (const socket of deaf) socket.destroy();
  });

  it('tells a follower that was slow what it has missed, and goes on', async () => {
    const socket = await deafFollower(office.control);
    const start = office.history.newest;
    for (let at = 0; at < 60; at += 1) {
      tellReader(`${at} ${LONG}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { newest } = office.history;
    const heard = await heardUntil(socket, (text) => text.includes(`id: ${newest}\n`));
    const ids = [...heard.matchAll(/^id: (\d+)\nevent: (.*)$/gm)].map(([, id, event]) => ({
      id: Number(id) - start,
      event,
    }));
    const gap = ids.findIndex(({ event }) => event === 'gap');
    assert.ok(gap > 0, 'it was too slow');
    assert.deepEqual(
      ids.toSpliced(gap, 1).map(({ id }) => id),
      [...range(1, gap), ...range(41, 60)],
    );
  });
});

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);

/** What comes until it is enough. */
async function heardUntil(socket: Socket, isEnough: (text: string) => boolean): Promise<string> {
  let heard = '';
  for await (const octets of socket) {
    heard += octets.toString();
    if (isEnough(heard)) break;
  }
  return heard;
}

/** Somebody who follows and reads nothing. */
async function deafFollower(path: string): Promise<Socket> {
  const socket = connect(path);
  socket.write('GET /v1/events HTTP/1.1\r\n\r\n');
  await once(socket, 'readable');
  return socket;
}
