import type { Origin } from '../model.js';

/** The sequence number of the permanent layer. */
export const LOCAL_LAYER = 0;
export const LOCAL_ORIGIN: Origin = { kind: 'local', id: '' };
