import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { errorText } from '../../lib/error.js';
import { ConfigError } from './error.js';
import { readText } from './read.js';
import type { Config } from './schema.js';
import { PIN } from './values.js';

/** `pin`, `pin_default`: the default PIN; `pin.<ICCID>`, `pin_<ICCID>`: one card's. */
const CREDENTIAL = /^pin(?:[._]([0-9]{10,20}|default))?$/;

/** The PINs that are configured, by card. A card's own wins over the default one, a credential over the file. */
export class Pins {
  readonly #own: ReadonlyMap<string, string>;

  constructor(own: ReadonlyMap<string, string>) {
    this.#own = own;
  }

  get any(): boolean {
    return this.#own.size > 0;
  }

  for(iccid: string): string | null {
    return this.#own.get(iccid) ?? this.#own.get('default') ?? null;
  }
}

/**
 * Gathers the PINs of the configuration and of the service manager's credentials folder (absent: none).
 *
 * @throws ConfigError naming the credential that cannot be read or is no PIN.
 */
export function loadPins(config: Config, credentials: string | undefined): Pins {
  const pins = new Map(Object.entries(config.smartcard.pin));
  for (const name of credentials === undefined ? [] : list(credentials)) {
    const card = CREDENTIAL.exec(name);
    if (!card) continue;
    const text = readText(join(credentials!, name), 'credentials').trimEnd();
    if (!PIN.test(text)) {
      throw new ConfigError(join(credentials!, name), [
        { key: name, line: 0, problem: 'expected a PIN of 4 to 8 digits and nothing else' },
      ]);
    }
    pins.set(card[1] ?? 'default', text);
  }
  return new Pins(pins);
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    throw new ConfigError(folder, [{ key: 'credentials', line: 0, problem: errorText(error) }]);
  }
}
