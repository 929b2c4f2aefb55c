import { errorText } from '../lib/error.js';
import type { PinLedger } from '../lib/retrieval/types.js';
import { changesBetween } from './config/changes.js';
import { ConfigError } from './config/error.js';
import type { Config } from './config/schema.js';
import type { Happening } from './events/happening.js';
import type { RootLog } from './log.js';
import { wantsAnchors } from './policy.js';
import type { Sources } from './sources/sources.js';
import { settingsOf } from './supervise.js';
import type { Supervisor } from './supervisor.js';

/** What is about cards, and how their messages are taken. */
const OF_CARDS = /^(smartcard|message|push)\.|^(https\.announced|scws\.reader)$/;

export interface Running {
  readonly supervisor: Supervisor;
  readonly sources: Pick<Sources, 'reconfigure'>;
  readonly log: RootLog;
  readonly pins: PinLedger;
  tell(happening: Happening): void;
}

export interface Configurations {
  /** That of the start: some of it is followed until the end. */
  readonly first: Config;
  /** The one that was read last. */
  readonly last: Config;
}

/**
 * Reads the configuration anew, and lets what runs follow it. One that cannot be used is refused, with key and line in the log.
 *
 * @returns the configuration that was read last, of those that can be used.
 */
export function reload(
  { first, last }: Configurations,
  read: () => Config,
  { supervisor, sources, log, pins, tell }: Running,
): Config {
  try {
    const next = read();
    const settings = settingsOf(next, pins);
    const { now } = changesBetween(last, next);
    const { later } = changesBetween(first, next);
    log.setLevel(next.log.level);
    const anchors = wantsAnchors(next.https) !== wantsAnchors(last.https);
    if (anchors || now.some((key) => OF_CARDS.test(key))) supervisor.reconfigure(settings);
    sources.reconfigure(next);
    log.info('the configuration was read anew', {
      kind: 'reloaded',
      changed: now.join(',') || 'nothing',
    });
    tell({ event: 'reloaded' });
    if (later.length > 0) log.warn(`taken at the next start only: ${later.join(', ')}`);
    if (process.env['CREDENTIALS_DIRECTORY'] !== undefined) {
      log.info('credentials are those of the start: a change of them takes a restart');
    }
    return next;
  } catch (error) {
    if (!(error instanceof ConfigError)) {
      log.error('a fault of this program', { error, kind: 'fault' });
    }
    for (const line of errorText(error).split('\n')) {
      log.error(`the old configuration is kept: ${line}`, { kind: 'reload-refused' });
    }
    return last;
  }
}
