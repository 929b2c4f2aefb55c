import { serviceOf } from '../../lib/discovery/index.js';
import type { Origin } from '../../lib/tree/index.js';

/** A domain as who brings what its servers have. */
export const originOf = (domain: string): Origin => ({ kind: 'https', id: serviceOf(domain) });

/** Whether it is a domain that brings something, and no URL. */
export const isDiscovered = ({ kind, id }: Origin): boolean =>
  kind === 'https' && id.startsWith(serviceOf(''));
