/**
 * What goes on in a machine of `systemd.sh` between two boots: `fill` leaves an account whose hooks have not ended, and stays until the machine
 * ends; `look` starts the daemon over what is there. Both print what there is then. `card` is a card, in its reader as long as the machine is up.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bootstrapImage } from '../../lib/virtual-card/bootstrap-image.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import { serveVpcd } from '../../lib/virtual-card/vpcd.js';
import { ROOT } from './paths.js';
import { SLOTS } from './pcscd.js';
import { eventually, output } from './service.js';

const HOOKS = '/etc/dmbootd/hooks.d';
const MARKS = '/var/lib/dmbootd-hook/marks';

const marks = (): string[] =>
  existsSync(MARKS) ? readFileSync(MARKS, 'utf8').trimEnd().split('\n') : [];

const accounts = async (): Promise<{ id: string }[]> =>
  JSON.parse(await output('dmbootctl', 'accounts', '--json')).accounts;

async function start(hook: string): Promise<void> {
  mkdirSync(HOOKS, { recursive: true });
  const mark = `echo "$DMBOOTD_SEQUENCE $DMBOOTD_EVENT $DMBOOTD_ACCOUNT" >>${MARKS}`;
  writeFileSync(`${HOOKS}/50-mark`, `#!/bin/sh\n${mark}\n${hook}\n`, { mode: 0o755 });
  await output('systemd-tmpfiles', '--create', 'dmbootd.conf');
  await output('systemctl', 'start', 'dmbootd.service');
}

const DROP_INS = '/run/systemd/system/dmbootd-hook@.service.d';

async function fill(): Promise<void> {
  // What starts later is stopped sooner: the daemon sees the end of hooks that it did not ask for.
  mkdirSync(DROP_INS, { recursive: true });
  writeFileSync(`${DROP_INS}/after.conf`, '[Unit]\nAfter=dmbootd.service\n');
  await output('systemctl', 'daemon-reload');
  await start('exec sleep infinity');
  await eventually(async () => {
    const { readers } = JSON.parse(await output('dmbootctl', 'readers', '--json'));
    return readers.length === 2;
  });
  await output('systemd-run', '--unit=card', 'node', fileURLToPath(import.meta.url), 'card');
  await eventually(() => marks().length === 1);
  await tell();
  if (process.argv[3] === 'stops') await output('systemctl', 'poweroff');
  await new Promise(() => undefined);
}

/** It is no service that ends in order: a card does not go because a machine stops. */
async function card(): Promise<void> {
  process.on('SIGTERM', () => undefined);
  const message = readFileSync(join(ROOT, 'test/samples/one-account.wbxml'));
  const { port } = SLOTS[0];
  await serveVpcd(new VirtualCard(bootstrapImage({ message })), { port }).closed;
}

async function tell(): Promise<void> {
  const told = { marks: marks(), accounts: (await accounts()).map(({ id }) => id) };
  process.stdout.write(`${JSON.stringify(told)}\n`);
}

async function look(): Promise<void> {
  await start('');
  await eventually(async () => marks().length >= 2 && (await accounts()).length === 0);
  await tell();
}

// What waits for something with `eventually` does not keep a process alive.
const alive = setInterval(() => undefined, 60_000);
const [, , what] = process.argv;
if (what === 'card') await card();
else if (what === 'fill') await fill();
else await look();
clearInterval(alive);
