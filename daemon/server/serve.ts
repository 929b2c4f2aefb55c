import { once } from 'node:events';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { errorText } from '../../lib/error.js';
import { makeFolders } from '../../lib/folder.js';
import { EXIT, Exit } from '../exit.js';
import { passedSockets } from './activation.js';
import { CLIENT } from './client.js';
import { CONTROL } from './control.js';
import { serverOf } from './http.js';
import { listenAt, listenOn } from './listen.js';
import type { Served } from './served.js';

/** The sockets, by the name that a service manager gives them, too. */
const SOCKETS = [
  { name: 'control', group: 'dmbootd', routes: CONTROL },
  { name: 'client', group: 'dmbootd-client', routes: CLIENT },
] as const;

/**
 * Listens on both sockets: those that the service manager passed, the others made in a folder, which is made if need be.
 * The function that comes back ends all of it.
 *
 * @throws Exit 73, 75
 */
export async function serve(served: Served, runtime: string): Promise<() => Promise<void>> {
  const passed = passedSockets(process.env);
  if (SOCKETS.some(({ name }) => !passed.has(name))) makeFolder(runtime);
  const servers: Server[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.map(closed));
  };
  try {
    for (const { name, group, routes } of SOCKETS) {
      const server = serverOf(routes, served);
      servers.push(server);
      const fd = passed.get(name);
      const path = join(runtime, `${name}.sock`);
      if (fd !== undefined) await listenOn(server, fd);
      else await listenAt(server, path, group, served.log.warn);
      // A connection that could not be taken.
      server.on('error', (error) => served.log.error(`${name}.sock: ${error.message}`));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return close;
}

async function closed(server: Server): Promise<void> {
  if (!server.listening) return;
  const end = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await end;
}

/** Others may look into it: who may connect is up to each socket. */
function makeFolder(runtime: string): void {
  try {
    makeFolders(runtime, 0o755);
  } catch (error) {
    throw new Exit(EXIT.cannotCreate, errorText(error));
  }
}
