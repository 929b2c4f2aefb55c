import { errorText } from '../lib/error.js';
import type { PinLedger } from '../lib/retrieval/types.js';
import { openTraceFile, StayRecorder } from '../lib/trace/index.js';
import { loadPins } from './config/pins.js';
import type { Config } from './config/schema.js';
import type { Log } from './log.js';
import { policyOf } from './policy.js';
import { Supervisor, type SupervisorOptions, type SupervisorSettings } from './supervisor.js';

/**
 * What a configuration, and the credentials that this process was started with, mean for visits.
 *
 * @throws ConfigError where a PIN is none, or cannot be read.
 */
export function settingsOf(config: Config, ledger: PinLedger): SupervisorSettings {
  const pins = loadPins(config, process.env['CREDENTIALS_DIRECTORY']);
  return {
    policy: policyOf(config, pins, ledger),
    removalGrace: config.smartcard.removal_grace,
  };
}

/** A supervisor that follows a configuration, and records each stay into a folder where one is given. */
export function supervise(
  { config, record }: { readonly config: Config; readonly record: string | null },
  parts: Pick<SupervisorOptions, 'provider' | 'store' | 'log' | 'tell' | 'retries'> & {
    readonly pins: PinLedger;
    /** Milliseconds; where no time is played, none. */
    readonly patience?: number;
  },
): Supervisor {
  const { patience, pins, ...rest } = parts;
  const { policy, removalGrace } = settingsOf(config, pins);
  return new Supervisor({
    ...rest,
    removalGrace,
    record: record === null ? null : (reader) => recorder(record, reader, parts.log),
    policy: { ...policy, patience: patience ?? policy.patience },
  });
}

function recorder(folder: string, reader: string, log: Log): StayRecorder {
  return new StayRecorder(reader, openTraceFile(folder, reader), (error) =>
    log.error(`the stay is not recorded any further: ${errorText(error)}`, { reader }),
  );
}
