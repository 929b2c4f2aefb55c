import { parseConfig } from '../../daemon/config/load.js';
import { loadPins } from '../../daemon/config/pins.js';
import { policyOf } from '../../daemon/policy.js';
import type { Report } from '../../daemon/report.js';
import { Supervisor } from '../../daemon/supervisor.js';
import type { ReaderProvider } from '../../lib/reader/reader.js';
import { Store } from '../../lib/tree/index.js';

const SILENT = (): void => undefined;

/** A supervisor over a provider, with a scratch state and no log. */
export function supervise(
  provider: ReaderProvider,
  report: (report: Report) => void,
  toml = '',
  store = Store.scratch(),
): Supervisor {
  const config = parseConfig(toml, 'bench');
  return new Supervisor({
    provider,
    store,
    log: { error: console.error, warn: SILENT, info: SILENT, debug: SILENT },
    removalGrace: config.smartcard.removal_grace,
    retries: false,
    record: null,
    report,
    policy: policyOf(config, loadPins(config, undefined), store.pins),
  });
}
