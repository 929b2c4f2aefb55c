import { once } from 'node:events';
import { chmodSync, chownSync, lstatSync, unlinkSync } from 'node:fs';
import { connect, type Server } from 'node:net';
import { errorText } from '../../lib/error.js';
import { EXIT, Exit } from '../exit.js';
import { groupId } from './group.js';

/** What the system can take as the path of a socket, in octets (unix(7)). */
const MAX_PATH = 107;

/**
 * Makes a socket and listens there. It is its owner's alone, or also the group's where there is a group of this name that the
 * socket can be given to. A socket that a dead daemon left is replaced.
 *
 * @throws Exit 75 where another process listens there, 73 where no socket can be made.
 */
export async function listenAt(
  server: Server,
  path: string,
  group: string,
  warn: (message: string) => void,
): Promise<void> {
  if (Buffer.byteLength(path) > MAX_PATH) {
    throw new Exit(
      EXIT.cannotCreate,
      `${path}: expected at most ${MAX_PATH} bytes for the path of a socket; --runtime DIR names a shorter one`,
    );
  }
  await removeStale(path);
  const mask = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(mask);
  }
  await listening(server);
  share(path, group, warn);
}

/** Listens on a socket that a service manager made. @throws Exit 73 where it is none. */
export async function listenOn(server: Server, fd: number): Promise<void> {
  server.listen({ fd });
  await listening(server);
}

async function listening(server: Server): Promise<void> {
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new Exit(EXIT.cannotCreate, errorText(error));
  }
}

/** Without its group a socket is not shared with the one that it has by chance. */
function share(path: string, group: string, warn: (message: string) => void): void {
  const id = groupId(group);
  if (id === null) return;
  try {
    chownSync(path, -1, id);
    chmodSync(path, 0o660);
  } catch (error) {
    warn(`${path} is not shared with the group ${group}: ${errorText(error)}`);
  }
}

async function removeStale(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) throw new Exit(EXIT.cannotCreate, `${path} is there, and is no socket`);
  if (await isServed(path)) {
    throw new Exit(EXIT.inUse, `another process listens at ${path}: end it, or use --runtime DIR`);
  }
  unlinkSync(path);
}

/** Only a refused connection tells that nobody is there. */
async function isServed(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED');
  } finally {
    socket.destroy();
  }
}
