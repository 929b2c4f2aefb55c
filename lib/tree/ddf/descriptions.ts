import type { AclCommand } from '../acl.js';
import {
  ACCESS_CODE,
  BOOTSTRAP_CONFIG,
  DISCOVERY_VALUE,
  SERVER_URL,
  SUBTREE_URI,
} from '../bootstrap-config.js';
import type { NodeFormat } from '../format.js';

/** `<X>` in a URI: any name. */
export const ANY_NAME = '<X>';

export type Occurrence = 'One' | 'ZeroOrOne' | 'OneOrMore' | 'ZeroOrMore';

/** One node, or all of one placeholder. */
type Row = readonly [
  uri: string,
  occurrence: Occurrence,
  format: NodeFormat,
  access: readonly AclCommand[],
  title: string,
  more?: {
    readonly type?: string;
    readonly isOpen?: true;
    readonly mayBeLeaf?: true;
    /** What its value must be like, and in words. */
    readonly value?: ValueRule;
  },
];

export type ValueRule = readonly [form: RegExp, words: string];

const READ = ['Get'] as const;
const BRANCH = ['Add', 'Delete', 'Get'] as const;
const REQUIRED = ['Add', 'Get', 'Replace'] as const;
const HIDDEN = ['Add', 'Delete', 'Replace'] as const;
const MANAGED = ['Add', 'Delete', 'Get', 'Replace'] as const;

/**
 * The management tree as its DDF describes it (5.4.3). Accounts: OMA-TS-DM_StdObj-V1_2_1, DMAcc, whose access types are the least that there must be.
 * Where no type is given an interior node has none, and a leaf is `text/plain`. Parents stand before children.
 */
export const ROWS: readonly Row[] = [
  ['.', 'One', 'node', READ, 'The management tree'],
  ['./DMAcc', 'One', 'node', READ, 'DM accounts'],
  [
    './DMAcc/<X>',
    'ZeroOrMore',
    'node',
    ['Delete', 'Get'],
    'A DM account, as a bootstrap brought it',
    { type: 'urn:oma:mo:oma-dm-dmacc:1.0' },
  ],
  ['./DMAcc/<X>/AppID', 'One', 'chr', READ, 'Kind of application: w7'],
  ['./DMAcc/<X>/ServerID', 'One', 'chr', READ, 'The server, as ACLs name it'],
  ['./DMAcc/<X>/Name', 'ZeroOrOne', 'chr', MANAGED, 'Name for people'],
  ['./DMAcc/<X>/PrefConRef', 'ZeroOrOne', 'chr', MANAGED, 'URI of the preferred connection'],
  ['./DMAcc/<X>/ToConRef', 'ZeroOrOne', 'node', BRANCH, 'Connections'],
  ['./DMAcc/<X>/ToConRef/<X>', 'OneOrMore', 'node', BRANCH, 'A connection'],
  ['./DMAcc/<X>/ToConRef/<X>/ConRef', 'One', 'chr', REQUIRED, 'URI of the connection'],
  ['./DMAcc/<X>/AppAddr', 'One', 'node', READ, 'Addresses of the server'],
  ['./DMAcc/<X>/AppAddr/<X>', 'OneOrMore', 'node', BRANCH, 'An address of the server'],
  ['./DMAcc/<X>/AppAddr/<X>/Addr', 'One', 'chr', REQUIRED, 'The address'],
  ['./DMAcc/<X>/AppAddr/<X>/AddrType', 'One', 'chr', REQUIRED, 'URI, IPv4 or IPv6'],
  ['./DMAcc/<X>/AppAddr/<X>/Port', 'ZeroOrOne', 'node', BRANCH, 'Ports'],
  ['./DMAcc/<X>/AppAddr/<X>/Port/<X>', 'OneOrMore', 'node', BRANCH, 'A port'],
  ['./DMAcc/<X>/AppAddr/<X>/Port/<X>/PortNbr', 'One', 'chr', REQUIRED, 'Number of the port'],
  ['./DMAcc/<X>/AAuthPref', 'ZeroOrOne', 'chr', MANAGED, 'Preferred type of authentication'],
  ['./DMAcc/<X>/AppAuth', 'ZeroOrOne', 'node', BRANCH, 'Credentials'],
  ['./DMAcc/<X>/AppAuth/<X>', 'OneOrMore', 'node', BRANCH, 'A pair of credentials'],
  ['./DMAcc/<X>/AppAuth/<X>/AAuthLevel', 'One', 'chr', REQUIRED, 'Who proves itself to whom'],
  ['./DMAcc/<X>/AppAuth/<X>/AAuthType', 'One', 'chr', REQUIRED, 'Type of authentication'],
  ['./DMAcc/<X>/AppAuth/<X>/AAuthName', 'ZeroOrOne', 'chr', MANAGED, 'User name'],
  ['./DMAcc/<X>/AppAuth/<X>/AAuthSecret', 'ZeroOrOne', 'chr', HIDDEN, 'Password or key'],
  [
    './DMAcc/<X>/AppAuth/<X>/AAuthData',
    'ZeroOrOne',
    'bin',
    HIDDEN,
    'Nonce, or other data of the type of authentication',
    { type: 'application/octet-stream' },
  ],
  ['./DMAcc/<X>/Ext', 'ZeroOrOne', 'node', BRANCH, 'Extensions of vendors', { isOpen: true }],
  [
    BOOTSTRAP_CONFIG.uri,
    'One',
    'node',
    READ,
    'How the device bootstraps (OMA-TS-DM_Bootstrap-V1_3, 6.3)',
    { type: BOOTSTRAP_CONFIG.moId },
  ],
  [
    './BootstrapConfig/BootSrvDiscovery',
    'One',
    'int',
    ['Get', 'Replace'],
    'Whether it may look for a bootstrap server: 1, or 0',
    { value: [DISCOVERY_VALUE, '0 or 1'] },
  ],
  ['./BootstrapConfig/BootSrvInfo', 'ZeroOrOne', 'node', BRANCH, 'Bootstrap servers'],
  // 6.3 prints ZeroOrOne: the figure has a placeholder, which there would be no need of for one.
  ['./BootstrapConfig/BootSrvInfo/<X>', 'ZeroOrMore', 'node', BRANCH, 'A bootstrap server'],
  [
    './BootstrapConfig/BootSrvInfo/<X>/URL',
    'One',
    'chr',
    REQUIRED,
    'Its URL',
    { value: [SERVER_URL, 'an https URL'] },
  ],
  [
    './BootstrapConfig/BootSrvInfo/<X>/Ext',
    'ZeroOrOne',
    'node',
    BRANCH,
    'Extensions of vendors',
    { isOpen: true },
  ],
  [
    './BootstrapConfig/InitialARInfo',
    'ZeroOrOne',
    'node',
    BRANCH,
    'Rights that servers have from their bootstrap on',
  ],
  ['./BootstrapConfig/InitialARInfo/<X>', 'OneOrMore', 'node', BRANCH, 'Rights on one subtree'],
  [
    './BootstrapConfig/InitialARInfo/<X>/SubtreeURI',
    'One',
    'chr',
    REQUIRED,
    'URI of the root of the subtree',
    { value: [SUBTREE_URI, 'a URI such as ./DevDetail'] },
  ],
  [
    './BootstrapConfig/InitialARInfo/<X>/AccessCode',
    'One',
    'int',
    REQUIRED,
    'The sum of Get 1, Replace 2, Exec 4, Copy 8, Add 16 and Delete 32',
    { value: [ACCESS_CODE, 'a number from 1 to 63'] },
  ],
  ['./BootstrapConfig/Ext', 'ZeroOrOne', 'node', BRANCH, 'Extensions of vendors', { isOpen: true }],
  ['./Inbox', 'One', 'node', ['Add'], 'Objects that the client is to find a place for'],
  ['./NAP', 'One', 'node', READ, 'Network access points'],
  [
    './NAP/<X>',
    'ZeroOrMore',
    'node',
    MANAGED,
    'A network access point',
    { type: 'urn:oma:mo:oma-connmo-nap:1.0', isOpen: true },
  ],
  ['./Proxy', 'One', 'node', READ, 'Proxies'],
  [
    './Proxy/<X>',
    'ZeroOrMore',
    'node',
    MANAGED,
    'A proxy',
    { type: 'urn:oma:mo:oma-connmo-proxy:1.0', isOpen: true },
  ],
  ['./App', 'ZeroOrOne', 'node', MANAGED, 'Applications', { isOpen: true, mayBeLeaf: true }],
  [
    './App/<X>',
    'ZeroOrMore',
    'node',
    MANAGED,
    'An application of Client Provisioning (OMA-TS-DM_Bootstrap-V1_3, Appendix C)',
    { isOpen: true, mayBeLeaf: true },
  ],
  [
    './<X>',
    'ZeroOrMore',
    'node',
    MANAGED,
    'Another object, or a single setting',
    { isOpen: true, mayBeLeaf: true },
  ],
];
