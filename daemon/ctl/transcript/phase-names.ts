import type { Phase } from '../../../lib/transcript/index.js';

/** The parts of a walk, for people (DM Bootstrap, D.2.5 and D.3.5). */
export const PHASE_NAMES: Readonly<Record<Phase, string>> = {
  identify: 'Connecting, and which card it is',
  'ef-dir': 'EF DIR: the applications',
  odf: 'PKCS#15 and its EF ODF',
  dodf: 'EF DODF: the data objects',
  message: 'The message',
  other: 'Something else',
  close: 'The end',
};
