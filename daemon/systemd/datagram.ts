import { createRequire } from 'node:module';

/** The part of `unix-dgram` 2.0.7 that is used. The callback comes before `send` returns. */
interface Socket {
  send(
    payload: Buffer,
    offset: number,
    length: number,
    path: string,
    sent: (error?: Error) => void,
  ): void;
  close(): void;
}
type CreateSocket = (type: 'unix_dgram') => Socket;

/** `undefined` before the first use, null where the optional module is not installed. */
let createSocket: CreateSocket | null | undefined;

function load(): CreateSocket | null {
  try {
    const module: { createSocket: CreateSocket } = createRequire(import.meta.url)('unix-dgram');
    return module.createSocket;
  } catch {
    return null;
  }
}

/**
 * Sends one datagram to a socket in the file system. Never waits and never throws.
 *
 * @returns false where it did not go out: nobody listens there, the receiver is behind, it is too long, or the optional
 * module `unix-dgram` is not installed.
 */
export function sendDatagram(payload: Buffer, path: string): boolean {
  createSocket ??= load();
  if (createSocket === null) return false;
  let taken = false;
  try {
    // A socket that stays open would keep the process alive.
    const socket = createSocket('unix_dgram');
    socket.send(payload, 0, payload.length, path, (error) => (taken = error === undefined));
    socket.close();
  } catch {
    return false;
  }
  return taken;
}
