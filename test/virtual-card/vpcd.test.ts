import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { fromHex, toHex } from '../../lib/bytes.js';
import { serveVpcd, VpcdError } from '../../lib/virtual-card/vpcd.js';
import { cardOf } from './play.js';

const READ_ICCID = '00B082000A';
const ICCID = '988812010000400310F09000';

/** The reader's side of the protocol. */
class Reader {
  readonly #socket: Socket;
  readonly #answers: AsyncIterator<Buffer>;
  #held = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#answers = socket[Symbol.asyncIterator]();
  }

  /** Sends a frame whole, or byte by byte. */
  send(hex: string, piecemeal = false): void {
    const body = fromHex(hex);
    const frame = Uint8Array.of(body.length >> 8, body.length & 0xff, ...body);
    if (!piecemeal) this.#socket.write(frame);
    else for (const byte of frame) this.#socket.write(Uint8Array.of(byte));
  }

  /** The next answer in hexadecimal; null when the card is out. */
  async receive(): Promise<string | null> {
    while (this.#held.length < 2 || this.#held.length < 2 + this.#held.readUInt16BE(0)) {
      const next = await this.#answers.next().catch(() => null);
      if (next?.done !== false) return null;
      this.#held = Buffer.concat([this.#held, next.value]);
    }
    const end = 2 + this.#held.readUInt16BE(0);
    const answer = toHex(this.#held.subarray(2, end));
    this.#held = this.#held.subarray(end);
    return answer;
  }

  async ask(hex: string): Promise<string | null> {
    this.send(hex);
    return this.receive();
  }

  hangUp(): void {
    this.#socket.destroy();
  }
}

describe('a card behind the vpcd protocol', () => {
  let server: Server;
  let port: number;

  beforeEach(async () => {
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });

  afterEach(() => {
    server.close();
  });

  async function reader(): Promise<Reader> {
    const [socket] = await once(server, 'connection');
    return new Reader(socket);
  }

  it('is inserted when the reader asks, answers controls and commands, and is removed', async () => {
    const card = cardOf();
    const session = serveVpcd(card, { port });
    const vpcd = await reader();
    vpcd.send('01');
    await session.inserted;
    assert.equal(await vpcd.ask('04'), card.image.atr);
    assert.equal(await vpcd.ask(READ_ICCID), ICCID);
    assert.equal(await vpcd.ask('0070000001'), '019000');
    vpcd.send('02');
    assert.equal(await vpcd.ask('01B082000A'), '6881');
    vpcd.send('00');
    await session.remove();
    assert.equal(await vpcd.receive(), null);
    assert.equal(card.resets, 2);
    assert.equal(card.transmits, 3);
  });

  it('takes frames in any pieces, several at once, and answers in their order', async () => {
    const session = serveVpcd(cardOf({ quirks: { delayMs: 1 } }), { port });
    const vpcd = await reader();
    vpcd.send(READ_ICCID, true);
    vpcd.send('00B0820200');
    vpcd.send('00B0820001');
    assert.equal(await vpcd.receive(), ICCID);
    assert.equal(await vpcd.receive(), '6C08');
    assert.equal(await vpcd.receive(), '989000');
    await session.remove();
  });

  it('is torn out before a command, and after one whose answer nobody sees', async () => {
    for (const [fate, transmits] of [
      ['tear', 1],
      ['tear-after', 2],
    ] as const) {
      const card = cardOf();
      const session = serveVpcd(card, { port, onCommand: (n) => (n === 2 ? fate : 'answer') });
      const vpcd = await reader();
      assert.equal(await vpcd.ask(READ_ICCID), ICCID);
      assert.equal(await vpcd.ask(READ_ICCID), null);
      await session.closed;
      assert.equal(card.transmits, transmits);
    }
  });

  it('is closed when the reader hangs up, also while the card is mute', async () => {
    const session = serveVpcd(cardOf({ quirks: { at: { 1: { mute: true } } } }), { port });
    const vpcd = await reader();
    vpcd.send(READ_ICCID);
    await session.inserted;
    vpcd.hangUp();
    await session.closed;
    await session.remove();
  });

  it('is taken out by its signal, also in the middle of a long command', async () => {
    const aborting = new AbortController();
    const session = serveVpcd(cardOf({ quirks: { delayMs: 60_000 } }), {
      port,
      signal: aborting.signal,
    });
    const vpcd = await reader();
    vpcd.send(READ_ICCID);
    await session.inserted;
    aborting.abort();
    await session.closed;
    assert.equal(await vpcd.receive(), null);
  });

  it('says where no reader listens, and that it was taken out before it was noticed', async () => {
    const early = serveVpcd(cardOf(), { port });
    await reader();
    await early.remove();
    await assert.rejects(early.inserted, (e) => e instanceof VpcdError && e.code === 'closed');
    const aborted = serveVpcd(cardOf(), { port, signal: AbortSignal.abort() });
    await assert.rejects(aborted.inserted, (e) => e instanceof VpcdError && e.code === 'closed');
    server.close();
    await once(server, 'close');
    const late = serveVpcd(cardOf(), { port });
    await assert.rejects(late.inserted, (e) => e instanceof VpcdError && e.code === 'unreachable');
    await late.closed;
  });
});
