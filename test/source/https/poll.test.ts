import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import sinon from 'sinon';
import {
  type Announced,
  type Desk,
  HttpsSource,
  type Next,
  type SourceOutcome,
  type WithoutMessage,
} from '../../../lib/source/index.js';
import type { Origin } from '../../../lib/tree/index.js';
import { BootstrapServer, message, status } from '../../support/bootstrap-server.js';
import { Authority } from '../../support/certificates.js';

const HOUR = 3_600_000;

/** A desk that notes what is handed in, and does nothing with it. */
class Notes implements Desk {
  readonly seen: { readonly outcome: string; readonly next: Next }[] = [];
  readonly left: string[] = [];
  readonly faults: unknown[] = [];
  /** What becomes of a message. */
  answer: SourceOutcome = 'applied';
  inForce = true;
  readonly before: Origin[] = [];
  #wake: (() => void)[] = [];

  enter(): void {}
  offer(_: unknown, next?: Parameters<Desk['offer']>[1]): SourceOutcome {
    this.#note(this.answer, next?.(this.answer, null) ?? null);
    return this.answer;
  }
  objection(): null {
    return null;
  }
  found(_: Origin, outcome: WithoutMessage, __: string | null, next: Next = null): void {
    this.#note(outcome, next);
  }
  forget(): void {}
  leave({ id }: Origin): void {
    this.left.push(id);
  }
  isInForce(): boolean {
    return this.inForce;
  }
  known(): readonly Origin[] {
    return this.before;
  }
  warn(): void {}
  fault(error: unknown): void {
    this.faults.push(error);
  }

  /** Resolves when there are so many. */
  async of(count: number): Promise<void> {
    while (this.seen.length < count) await new Promise<void>((wake) => this.#wake.push(wake));
  }

  get latest(): { readonly outcome: string; readonly next: Next } {
    return this.seen.at(-1)!;
  }

  #note(outcome: string, next: Next): void {
    this.seen.push({ outcome, next });
    for (const wake of this.#wake.splice(0)) wake();
  }
}

describe('a Bootstrap Server that is asked again and again', () => {
  let authority: Authority;
  let server: BootstrapServer;
  let clock: sinon.SinonFakeTimers;
  let notes: Notes;
  let source: HttpsSource;
  let isOnline: boolean;

  before(async () => {
    authority = new Authority();
    server = await BootstrapServer.listen(authority.issue(), status(404));
  });
  after(async () => {
    await server.close();
    authority.remove();
  });
  beforeEach(() => {
    notes = new Notes();
    isOnline = true;
    const toFake = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const;
    clock = sinon.useFakeTimers({ toFake: [...toFake] });
  });
  afterEach(async () => {
    await source.stop();
    clock.restore();
    assert.deepEqual(notes.faults, []);
  });

  async function start({
    chance = 0,
    ca = authority.certFile,
    announced = [] as readonly Announced[],
  } = {}) {
    const anchors = { file: ca };
    source = new HttpsSource({
      servers: announced.length > 0 ? [] : [{ url: server.url(), anchors, pins: [] }],
      cardAnchors: () => [],
      client: null,
      announced: () => announced,
      stands: () => false,
      interval: 24 * HOUR,
      timeLimit: 5_000,
      isOnline: () => isOnline,
      random: () => chance,
    });
    await source.start(notes);
  }

  /** Lets the time pass until the next request, and waits for what comes of it. */
  async function pass(): Promise<void> {
    const count = notes.seen.length;
    const { next } = notes.latest;
    assert.ok(next !== null);
    clock.tick(next - 1);
    assert.equal(notes.seen.length, count);
    clock.tick(1);
    await notes.of(count + 1);
  }

  it('is asked at leisure after an answer, a little sooner by chance', async () => {
    server.handler = message(Uint8Array.of(1));
    await start({ chance: 0.5 });
    assert.deepEqual(notes.seen, [{ outcome: 'applied', next: 24 * HOUR * 0.95 }]);
    server.handler = status(404);
    await pass();
    assert.deepEqual(notes.latest, { outcome: 'no-bootstrap', next: 24 * HOUR * 0.95 });
    server.handler = status(410);
    await pass();
    assert.equal(notes.latest.outcome, 'withdrawn');
  });

  it('is asked less and less often while it fails, and at leisure again when it answers', async () => {
    server.handler = status(500);
    await start();
    for (let at = 0; at < 12; at += 1) await pass();
    const waits = notes.seen.map(({ next }) => (next ?? 0) / 1000);
    assert.deepEqual(waits, [
      ...[2.5, 5, 10, 20, 40, 80, 160, 320, 640, 1280],
      ...[1800, 1800, 1800],
    ]);
    server.handler = message(Uint8Array.of(1));
    await pass();
    server.handler = status(500);
    await pass();
    assert.deepEqual(notes.latest, { outcome: 'unavailable', next: 2_500 });
  });

  it('is left alone for as long as it asks for, and no longer than a day', async () => {
    server.handler = status(503, { 'Retry-After': '600' });
    await start();
    assert.equal(notes.latest.next, 600_000);
    server.handler = status(503, { 'Retry-After': '1' });
    await pass();
    assert.equal(notes.latest.next, 5_000);
    server.handler = status(429, { 'Retry-After': '999999999' });
    await pass();
    assert.equal(notes.latest.next, 24 * HOUR);
  });

  it('is asked at the next of its URLs where one gives no answer, and left alone for the longest time that one asks for', async () => {
    server.handler = ({ url }, response) => {
      const headers = { 'Retry-After': url === '/one' ? '7200' : '60' };
      status(url === '/three' ? 404 : 503, headers)({} as IncomingMessage, response);
    };
    server.requests.splice(0);
    const [one, two, three] = ['/one', '/two', '/three'].map((path) => server.url(path));
    const place = {
      ...{ url: one!, fallbacks: [two!], pins: [], anchors: { file: authority.certFile } },
      origin: { kind: 'https', id: 'several' },
    } as const;
    await start({ announced: [place] });
    assert.deepEqual(notes.seen, [{ outcome: 'unavailable', next: 2 * HOUR }]);
    await source.stop();
    await start({ announced: [{ ...place, fallbacks: [two!, three!, two!] }] });
    assert.equal(notes.latest.outcome, 'no-bootstrap');
    assert.deepEqual(
      server.requests.map(({ url }) => url),
      ['/one', '/two', '/one', '/two', '/three'],
    );
  });

  it('is asked at URLs that are new to it, and not before its time for another order, or where it wants to be left alone', async () => {
    server.requests.splice(0);
    const [one, two, three] = ['/one', '/two', '/three'].map((path) => server.url(path));
    const place = (url: string, ...fallbacks: readonly string[]): Announced => ({
      ...{ url, fallbacks, pins: [], anchors: { file: authority.certFile } },
      origin: { kind: 'https', id: 'several' },
    });
    const announced = [place(one!, two!)];
    const becomes = (now: Announced): void => {
      announced.splice(0, 1, now);
      source.follow();
    };
    server.handler = status(500);
    await start({ announced });
    becomes(place(two!, one!));
    await pass();
    assert.deepEqual(
      notes.seen.map(({ next }) => next),
      [2_500, 5_000],
    );
    server.handler = status(503, { 'Retry-After': '600' });
    becomes(place(three!));
    await notes.of(3);
    assert.equal(notes.latest.next, 600_000);
    becomes(place(one!));
    server.handler = status(404);
    await pass();
    assert.deepEqual(notes.left, []);
    assert.deepEqual(
      server.requests.map(({ url }) => url),
      ['/one', '/two', '/two', '/one', '/three', '/one'],
    );
  });

  it('is asked by the tag of what is in force, and of nothing else', async () => {
    const tags = () => server.requests.map(({ headers }) => headers['if-none-match']);
    server.requests.splice(0);
    server.handler = message(Uint8Array.of(1), { ETag: '"1"' });
    await start();
    server.handler = status(304);
    await pass();
    assert.equal(notes.latest.outcome, 'unchanged');
    server.handler = status(500);
    await pass();
    notes.inForce = false;
    await pass();
    notes.inForce = true;
    notes.answer = 'malformed';
    server.handler = message(Uint8Array.of(2), { ETag: '"2"' });
    await pass();
    await pass();
    assert.deepEqual(tags(), [undefined, '"1"', '"1"', undefined, '"1"', undefined]);
  });

  it('is asked again soon where the state could not be written', async () => {
    server.handler = message(Uint8Array.of(1));
    notes.answer = 'store-error';
    await start();
    assert.deepEqual(notes.latest, { outcome: 'store-error', next: 2_500 });
    notes.answer = 'applied';
    await pass();
    assert.deepEqual(notes.latest, { outcome: 'applied', next: 24 * HOUR });
  });

  it('is asked again soon where what came is malformed, and nothing says that it is whole', async () => {
    server.handler = message(Uint8Array.of(1));
    notes.answer = 'malformed';
    await start();
    assert.deepEqual(notes.latest, { outcome: 'malformed', next: 24 * HOUR });
    // Cut: Node.js says nothing of a missing close_notify.
    server.handler = ({ socket }) => {
      const type = 'Content-Type: application/vnd.syncml.dm+wbxml';
      socket.write(`HTTP/1.1 200 OK\r\n${type}\r\n\r\n1`, () => socket.destroy());
    };
    await pass();
    assert.deepEqual(notes.latest, { outcome: 'malformed', next: 2_500 });
    await pass();
    assert.deepEqual(notes.latest, { outcome: 'malformed', next: 5_000 });
  });

  it('is asked as soon as the network comes, and when that is asked for', async () => {
    isOnline = false;
    server.handler = status(500);
    await start({ chance: 0.99 });
    isOnline = true;
    server.handler = status(404);
    clock.tick(5_000);
    await notes.of(2);
    source.check();
    await notes.of(3);
  });

  it('is not asked where the certificates to trust cannot be read', async () => {
    server.requests.splice(0);
    await start({ ca: '/nowhere/ca.pem' });
    assert.equal(notes.latest.outcome, 'unavailable');
    assert.deepEqual(server.requests, []);
  });

  it('is left when it is no longer configured', async () => {
    server.handler = status(404);
    notes.before.push({ kind: 'https', id: 'https://elsewhere.example/' });
    notes.before.push({ kind: 'https', id: server.url() });
    await start();
    assert.deepEqual(notes.left, ['https://elsewhere.example/']);
  });

  it('is not waited for at the end', async () => {
    server.requests.splice(0);
    server.handler = () => undefined;
    const starting = start();
    while (server.requests.length === 0) await new Promise((go) => setImmediate(go));
    await source.stop();
    await starting;
    assert.deepEqual(notes.seen, []);
  });
});
