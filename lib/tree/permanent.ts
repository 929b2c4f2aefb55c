import { BOOTSTRAP_CONFIG } from './bootstrap-config.js';
import { interior } from './interior.js';
import type { MoNode } from './model.js';

/** In force where nobody wrote another one: the root is never without an ACL (OMA-TS-DM_TND-V1_2_1, the root ACL value). */
export const ROOT_ACL = 'Add=*&Get=*';

/** Anybody reads how the device bootstraps; who may change it is up to the device's owner (`initial_rights`). */
const CONFIG_ACL = 'Get=*';

/** The nodes that are always there and that no layer owns, as paths below the root. Nobody can delete them. */
export const PERMANENT_NODES: readonly MoNode[] = [
  interior('', { acl: ROOT_ACL }),
  interior(BOOTSTRAP_CONFIG.name, { type: BOOTSTRAP_CONFIG.moId, acl: CONFIG_ACL }),
  {
    ...interior(`${BOOTSTRAP_CONFIG.name}/BootSrvDiscovery`),
    format: 'int',
    type: 'text/plain',
    value: '1',
  },
  interior('DMAcc'),
  interior('Inbox', { type: 'urn:oma:mo:oma-dm-inbox:1.0' }),
  interior('NAP'),
  interior('Proxy'),
];
