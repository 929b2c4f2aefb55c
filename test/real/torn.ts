import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BootstrapCard } from '../../lib/virtual-card/bootstrap-image.js';
import type { CommandHook } from '../../lib/virtual-card/exchange.js';
import { sample } from '../support/bench-card.js';
import type { Folder } from '../support/dmbootd.js';
import type { Rig } from '../support/rig.js';

/** Cards that are torn out: of one server, with one message. */
export const SIM: BootstrapCard = { mode: '2g', message: sample('plain-adds') };
export const UICC: BootstrapCard = { message: sample('plain-adds') };

/** The card is out when it has had this many commands; the answer to the last is lost. */
export const tornAfter =
  (last: number): CommandHook =>
  (n) =>
    n === last ? 'tear-after' : 'answer';

/** A configuration, and a state with an account of the factory's, of the server that those cards have too, which they cover, and a write of that server. */
export function covered(rig: Rig): { readonly folder: Folder; readonly config: string } {
  const folder = rig.folder();
  const factory = folder.at('factory.d');
  mkdirSync(factory);
  writeFileSync(join(factory, 'bench'), sample('sequence'));
  folder.install({ kind: 'factory', id: 'bench' }, sample('sequence'));
  folder.change((store) => {
    const [account] = store.accounts();
    store.write(`${account!.uri}/AAuthPref`, { value: 'HMAC' }, { server: account!.serverId });
  });
  return { folder, config: `[factory]\nenabled = true\nfolder = "${factory}"\n` };
}
