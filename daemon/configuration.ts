import { existsSync } from 'node:fs';
import { defaultConfig, loadConfig } from './config/load.js';
import type { Config } from './config/schema.js';
import { DEFAULTS } from './options.js';

/** The configuration from the file that was named, else from the default one if it is there. */
export function configuration(file: string | undefined): Config {
  if (file !== undefined) return loadConfig(file);
  return existsSync(DEFAULTS.config) ? loadConfig(DEFAULTS.config) : defaultConfig();
}
