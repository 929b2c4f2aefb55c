import { errorText } from '../../../lib/error.js';
import { ConfigError } from '../../config/error.js';
import { defaultConfig, loadConfig } from '../../config/load.js';
import { DEFAULTS, runtimeOf } from '../../options.js';
import type { Case } from './case.js';
import { CHECKS } from './checks.js';
import { type Finding, fail } from './finding.js';
import type { Machine } from './machine.js';

export interface Named {
  readonly config?: string;
  readonly state?: string;
  readonly runtime?: string;
}

/** A finding, and what it is about. */
export type Found = { readonly area: string } & Finding;

/** Looks at everything, in order. A check that meets a fault of ours is a failure, and the others go on. */
export async function examine(machine: Machine, named: Named): Promise<Found[]> {
  const of = await caseOf(machine, named);
  const all: Found[] = [];
  for (const { area, look } of CHECKS) {
    for (const finding of await attempt(() => look(of))) all.push({ area, ...finding });
  }
  return all;
}

async function attempt(look: () => Finding[] | Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    return [
      fail(`doctor could not look: ${errorText(error)}`, 'this is a fault of dmbootd: report it'),
    ];
  }
}

async function caseOf(machine: Machine, { config, state, runtime }: Named): Promise<Case> {
  const [unit, pcsc] = await Promise.all([machine.unit('dmbootd.service'), machine.pcsc()]);
  const configFile = config ?? DEFAULTS.config;
  const folder = state ?? DEFAULTS.state;
  const sockets = runtime ?? runtimeOf(state);
  const isInstalled = folder === DEFAULTS.state && sockets === DEFAULTS.runtime;
  const shared = { machine, configFile, state: folder, runtime: sockets, isInstalled, unit, pcsc };
  if (config === undefined && machine.look(configFile) === 'absent') {
    return { ...shared, config: defaultConfig(), configError: null };
  }
  try {
    return { ...shared, config: loadConfig(configFile), configError: null };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { ...shared, config: defaultConfig(), configError: error };
  }
}
