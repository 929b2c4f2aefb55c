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

/** In force where nobody wrote another one: the root is never without an ACL (OMA-TS-DM_TND-V1_2_1, the root ACL value). */
export const ROOT_ACL = 'Add=*&Get=*';

/** The nodes that are always there and that no layer owns, as paths below the root. Nobody can delete them. */
export const PERMANENT_NODES: readonly MoNode[] = [
  interior('', null, ROOT_ACL),
  interior('DMAcc', null, null),
  interior('Inbox', 'urn:oma:mo:oma-dm-inbox:1.0', null),
  interior('NAP', null, null),
  interior('Proxy', null, null),
];
