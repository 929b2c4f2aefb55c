import type { MoNode } from './model.js';

const interior = (path: string, type: string | null, acl: string | null): MoNode => ({
  path,
  format: 'node',
  type,
  value: null,
  acl,
  title: null,
  ref: null,
});

/**
 * The nodes that are always there and that no layer owns, as paths below the root. Nobody can delete them.
 * The root's access control list must never be empty (OMA DM TND 1.2, 7.7.1).
 */
export const PERMANENT_NODES: readonly MoNode[] = [
  interior('', null, 'Add=*&Get=*'),
  interior('DMAcc', null, null),
  interior('Inbox', 'urn:oma:mo:oma-dm-inbox:1.0', null),
  interior('NAP', null, null),
  interior('Proxy', null, null),
];
