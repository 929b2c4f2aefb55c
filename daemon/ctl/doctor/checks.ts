import type { Check } from './case.js';
import { checkConfiguration } from './checks/configuration.js';
import { checkCredentials } from './checks/credentials.js';
import { checkDiscovery } from './checks/discovery.js';
import { checkFactory } from './checks/factory.js';
import { checkHooks } from './checks/hooks.js';
import { checkModule, checkPcscd, checkReaders } from './checks/pcsc.js';
import { checkPermissions } from './checks/permissions.js';
import { checkPolkit } from './checks/polkit.js';
import { checkSession } from './checks/session.js';
import { checkSockets } from './checks/sockets.js';
import { checkState } from './checks/state.js';
import { checkUnit } from './checks/unit.js';
import { checkWebServer } from './checks/web-server.js';

/** What `doctor` looks at, in this order: what comes later leans on what comes before. */
export const CHECKS: readonly Check[] = [
  { area: 'pcscd', look: checkPcscd },
  { area: 'module', look: checkModule },
  { area: 'polkit', look: checkPolkit },
  { area: 'permissions', look: checkPermissions },
  { area: 'readers', look: checkReaders },
  { area: 'credentials', look: checkCredentials },
  { area: 'state', look: checkState },
  { area: 'configuration', look: checkConfiguration },
  { area: 'factory', look: checkFactory },
  { area: 'scws', look: checkWebServer },
  { area: 'unit', look: checkUnit },
  { area: 'sockets', look: checkSockets },
  { area: 'discovery', look: checkDiscovery },
  { area: 'hooks', look: checkHooks },
  { area: 'session', look: checkSession },
];
