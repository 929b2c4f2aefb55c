import { OPTIONS } from '../../daemon/dmbootd-options.js';
import { EXIT } from '../../daemon/exit.js';
import { DEFAULTS } from '../../daemon/options.js';
import type { Edition } from './edition.js';
import { MEANINGS } from './exits.js';
import { Page } from './page.js';
import { bold } from './roff.js';
import { head, purpose, sentence, synopsis } from './synopsis.js';

/** What it is told from outside: signals. */
const SIGNALS = [
  [
    'SIGTERM, SIGINT',
    'It ends: visits are given up, the reset that a verified PIN asks for is done, and the state is closed.',
  ],
  [
    'SIGHUP',
    'It reads the configuration anew. One that is wrong is refused, with key and line in the log, and the old one stays. dmbootd.toml(5) says what is taken then, and what waits for the next start.',
  ],
] as const;

const ENVIRONMENT = [
  [
    'RUNTIME_DIRECTORY',
    'Where the sockets are, without `--runtime`; of several folders the first.',
  ],
  [
    'CREDENTIALS_DIRECTORY',
    'A folder with PINs, each in a file of its own: `pin.ICCID` or `pin_ICCID` is that of a card, `pin` or `pin_default` that of all others. They win over those of the configuration.',
  ],
  ['NOTIFY_SOCKET, WATCHDOG_USEC', 'The service manager that is told how it stands: sd_notify(3).'],
  [
    'LISTEN_FDS, LISTEN_PID, LISTEN_FDNAMES',
    'Sockets that are passed, by the names `control` and `client`: sd_listen_fds(3).',
  ],
  ['JOURNAL_STREAM', 'Whether standard error is the journal.'],
] as const;

const FILES = [
  [DEFAULTS.config, 'The configuration: dmbootd.toml(5).'],
  [
    '/etc/dmbootd/credentials',
    'PINs that the service is given at its start, a file for each, named by an ICCID or `default`.',
  ],
  ['/etc/dmbootd/hooks.d', 'What runs for every event of an account.'],
  [
    DEFAULTS.state,
    'The state: the management tree, with the secrets of the accounts. Only its owner can read it.',
  ],
  [`${DEFAULTS.runtime}/control.sock`, 'HTTP and JSON for operators: dmbootctl(1).'],
  [
    `${DEFAULTS.runtime}/client.sock`,
    'The same for the local DM client, which alone sees secrets.',
  ],
] as const;

const EXAMPLES = [
  [
    'Play a recorded card in place of a reader, and print what came of it:',
    'dmbootd --trace card.trace --json',
  ],
  ['Look once at each card that is there:', 'dmbootd --once --state ./state'],
  ['Record every card:', 'dmbootd --record /var/tmp/traces --state ./state'],
] as const;

/** dmbootd(8). */
export function dmbootdPage(edition: Edition): string {
  const page = new Page({
    ...edition,
    name: 'dmbootd',
    chapter: 8,
    does: 'OMA DM bootstrap from smartcards',
  });
  page.section('SYNOPSIS');
  page.roff(synopsis('dmbootd', OPTIONS, []));
  page.section('DESCRIPTION');
  page.text(
    '**dmbootd** watches the smartcard readers of PC/SC. When a card comes, it finds the OMA DM bootstrap message on it, applies it to the management tree, and tells hooks and the local DM client that there is an account. When the card goes, everything that came from it is purged.',
    'A card is visited once. A PIN is verified only where the card demands it for the message, never with the last try, and never twice with the same wrong digits.',
    'dmbootctl(1) shows what became of each card, and why. Under systemd the service is `dmbootd.service`; it is ready when the state is open.',
  );
  page.section('OPTIONS');
  for (const [name, option] of Object.entries(OPTIONS))
    page.tagged(head(name, option), purpose(option));
  page.section('SIGNALS');
  for (const [name, does] of SIGNALS) page.tagged(bold(name), does);
  page.section('EXIT STATUS');
  page.text(
    'With `--once` and `--trace` a run ends by itself; else it goes on until it is told to end. Codes are those of sysexits.h.',
  );
  for (const code of Object.values(EXIT)) page.tagged(bold(String(code)), sentence(MEANINGS[code]));
  page.section('ENVIRONMENT');
  for (const [name, does] of ENVIRONMENT) page.tagged(bold(name), does);
  page.section('FILES');
  for (const [name, does] of FILES) page.tagged(bold(name), does);
  page.section('EXAMPLES');
  for (const [does, line] of EXAMPLES) {
    page.text(does);
    page.example([line]);
  }
  page.seeAlso(
    'dmbootctl(1)',
    'dmbootd.toml(5)',
    'dmbootd-trace(5)',
    'pcscd(8)',
    'systemd.exec(5)',
  );
  return page.toString();
}
