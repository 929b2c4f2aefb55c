import { parseConfig } from '../../daemon/config/load.js';
import { loadPins } from '../../daemon/config/pins.js';
import { policyOf } from '../../daemon/policy.js';
import { Supervisor, type SupervisorOptions } from '../../daemon/supervisor.js';
import { Store } from '../../lib/tree/index.js';

const SILENT = (): void => undefined;

/** A supervisor with a scratch state, no log, and no second try of a visit. */
export function supervise(
  parts: Pick<SupervisorOptions, 'provider'> &
    Partial<Pick<SupervisorOptions, 'tell' | 'record'>> & { readonly toml?: string },
): Supervisor {
  const { toml = '', ...given } = parts;
  const config = parseConfig(toml, 'bench');
  const store = Store.scratch();
  return new Supervisor({
    store,
    log: { error: console.error, warn: SILENT, info: SILENT, debug: SILENT },
    removalGrace: config.smartcard.removal_grace,
    retries: false,
    record: null,
    tell: SILENT,
    policy: policyOf(config, loadPins(config, undefined), store.pins),
    ...given,
  });
}
