import { join } from 'node:path';
import { Exit } from '../../../exit.js';
import type { Case } from '../case.js';
import { type Finding, fail, ok, skipped } from '../finding.js';
import { wouldStart } from '../running.js';

/** Neither answer holds a secret. */
const ASKED = [
  ['control.sock', '/v1/status'],
  ['client.sock', '/v1/events'],
] as const;

/** The two sockets: whether they answer. A service that does not run is not asked: that would start it. */
export async function checkSockets(of: Case): Promise<Finding[]> {
  const { machine, runtime, isInstalled } = of;
  if (wouldStart(of)) {
    return [skipped('dmbootd.service does not run, and to ask a socket would start it')];
  }
  return await Promise.all(
    ASKED.map(async ([name, path]) => {
      const socket = join(runtime, name);
      const look = machine.look(socket);
      if (look === 'denied') return skipped(`${socket} cannot be looked at by this user`);
      const start = isInstalled ? 'systemctl restart dmbootd' : `dmbootd --runtime ${runtime}`;
      if (look === 'absent') return fail(`there is no ${socket}`, start);
      try {
        const answer = await machine.ask(socket, path);
        return answer === null
          ? fail(`nobody listens at ${socket}`, start)
          : ok(`${socket} answers`);
      } catch (error) {
        if (!(error instanceof Exit)) throw error;
        return error.message.includes('EACCES')
          ? skipped(`${socket} is not open to this user`)
          : fail(error.message, `${start}; then journalctl -u dmbootd`);
      }
    }),
  );
}
