import { connect, type Socket } from 'node:net';
import { DmbootError, errorText } from '../error.js';

import { type CommandHook, exchange } from './exchange.js';
import type { PlayableCard } from './playable.js';

/** The port of slot 0 in Debian's `/etc/reader.conf.d/vpcd`; slot N listens on the port N above it. */
export const VPCD_PORT = 35963;

/** Frames of one byte are no commands (vpcd.h of vsmartcard); 0, power off, needs nothing: power on resets. */
const CONTROL = { on: 1, reset: 2, atr: 4 } as const;

export interface VpcdOptions {
  /** `127.0.0.1`. */
  readonly host?: string;
  /** The port of slot 0. */
  readonly port?: number;
  /** Takes the card out when it aborts. */
  readonly signal?: AbortSignal;
  /** Asked before each command. */
  readonly onCommand?: CommandHook;
}

/** A card in a slot of the virtual reader. */
export interface VpcdSession {
  /** The reader has noticed the card. Rejects with `VpcdError` where there is no reader, or it went before that. */
  readonly inserted: Promise<void>;
  /** The card is out: taken, torn, or the reader hung up. Never rejects. */
  readonly closed: Promise<void>;
  /** Takes the card out. */
  remove(): Promise<void>;
}

/** `unreachable`: nothing listens on the port. `broken`: the connection failed later. `closed`: the card was taken out first. */
export class VpcdError extends DmbootError<'unreachable' | 'broken' | 'closed'> {
  readonly fault = 'reader';
}

/**
 * Puts a card into a slot of vsmartcard's virtual reader: a TCP connection is the card's presence.
 * Frames have a length of two bytes, big-endian, in both directions.
 */
export function serveVpcd(card: PlayableCard, options: VpcdOptions = {}): VpcdSession {
  const { host = '127.0.0.1', port = VPCD_PORT, signal, onCommand = () => 'answer' } = options;
  const socket = connect({ host, port, noDelay: true });
  const out = new AbortController();
  const take = (): void => {
    out.abort(new VpcdError('closed', 'the card was taken out'));
    socket.destroy();
  };
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      out.abort(new VpcdError('closed', 'the reader hung up'));
      signal?.removeEventListener('abort', take);
      resolve();
    });
  });
  const inserted = noticed(socket, `${host}:${port}`);
  // Who does not wait for the insertion learns of the end by `closed`.
  inserted.catch(() => {});
  signal?.addEventListener('abort', take, { once: true });
  if (signal?.aborted) take();

  let commands = 0;
  let busy = Promise.resolve();
  const answer = async (frame: Uint8Array): Promise<void> => {
    if (frame.length === 1) {
      await control(card, socket, frame[0]!);
      return;
    }
    commands += 1;
    const response = await exchange(card, frame, commands, onCommand, out.signal);
    if (response === null) take();
    else send(socket, response);
  };
  onFrames(socket, (frame) => {
    busy = busy.then(() => answer(frame)).catch(take);
  });
  return {
    inserted,
    closed,
    remove: () => {
      take();
      return closed;
    },
  };
}

/** Resolves with the first bytes from the reader. */
function noticed(socket: Socket, where: string): Promise<void> {
  let connected = false;
  let failure = new VpcdError('closed', 'the card was taken out before it was noticed');
  return new Promise((resolve, reject) => {
    socket.once('connect', () => {
      connected = true;
    });
    socket.once('data', () => resolve());
    socket.on('error', (cause) => {
      const what = `vpcd at ${where}: ${errorText(cause)}`;
      failure = new VpcdError(connected ? 'broken' : 'unreachable', what, { cause });
    });
    socket.once('close', () => reject(failure));
  });
}

async function control(card: PlayableCard, socket: Socket, what: number): Promise<void> {
  if (what === CONTROL.atr) send(socket, card.atr);
  else if (what === CONTROL.on || what === CONTROL.reset) await card.reset();
}

function send(socket: Socket, bytes: Uint8Array): void {
  const frame = new Uint8Array(2 + bytes.length);
  new DataView(frame.buffer).setUint16(0, bytes.length);
  frame.set(bytes, 2);
  socket.write(frame);
}

function onFrames(socket: Socket, take: (frame: Uint8Array) => void): void {
  let held = Buffer.alloc(0);
  socket.on('data', (piece) => {
    held = Buffer.concat([held, piece]);
    while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
      const end = 2 + held.readUInt16BE(0);
      take(Uint8Array.from(held.subarray(2, end)));
      held = held.subarray(end);
    }
  });
}
