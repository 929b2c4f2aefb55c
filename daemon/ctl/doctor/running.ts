import type { Case } from './case.js';

/** To ask a socket of a service that does not run would start it. */
export const wouldStart = ({ unit, isInstalled }: Case): boolean =>
  isInstalled && unit?.['LoadState'] === 'loaded' && unit['ActiveState'] !== 'active';
