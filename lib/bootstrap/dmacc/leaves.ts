import {
  AUTH_LEVELS,
  AUTH_TYPES,
  TRANSPORT_AUTH_LEVELS,
  TRANSPORT_AUTH_TYPES,
} from '../../tree/auth-words.js';
import { OLD_DMACC_ID } from '../known-mos.js';

/** A leaf of an account. */
export interface LeafRule {
  readonly name: string;
  readonly format: 'chr' | 'bin';
  readonly isRequired: boolean;
  /** What it says where it is missing or empty. */
  readonly fill: string | null;
  /** To be empty is as good as to say `fill`. */
  readonly mayBeEmpty: boolean;
  /** White space around it belongs to its value. */
  readonly isFree: boolean;
  /** True of what it can say. */
  readonly accepts: (value: string) => boolean;
  /** What older standards, and servers in the field, say in other words. */
  readonly aliases: ReadonlyMap<string, string>;
}

const NO_ALIASES: LeafRule['aliases'] = new Map();

const AUTH_ALIASES: LeafRule['aliases'] = new Map([
  ['syncml:auth-basic', 'BASIC'],
  ['syncml:auth-md5', 'DIGEST'],
  ['syncml:auth-MAC', 'HMAC'],
]);

const oneOf = (words: readonly string[]): LeafRule['accepts'] => {
  const list: ReadonlySet<string> = new Set(words);
  return (value) => list.has(value);
};

const authLevel = oneOf(AUTH_LEVELS);
const authType = oneOf(AUTH_TYPES);

export const isTransportLevel = oneOf(TRANSPORT_AUTH_LEVELS);
export const isTransportType = oneOf(TRANSPORT_AUTH_TYPES);

const portNumber = (value: string): boolean => /^\d{1,5}$/.test(value) && Number(value) <= 0xffff;

/** The leaves of an account (DMAcc of OMA-TS-DM_StdObj-V1_2_1), by the way to the node that they stand in; `*` is any name. */
export const LEAVES: readonly {
  readonly parent: readonly string[];
  readonly leaves: readonly LeafRule[];
}[] = [
  {
    parent: [],
    leaves: [
      leaf('AppID', {
        isRequired: true,
        fill: 'w7',
        accepts: oneOf(['w7']),
        aliases: new Map([[OLD_DMACC_ID, 'w7']]),
      }),
      leaf('ServerID', { isRequired: true }),
      leaf('Name', { isFree: true }),
      leaf('PrefConRef'),
      leaf('AAuthPref', { accepts: authType, aliases: AUTH_ALIASES }),
    ],
  },
  { parent: ['ToConRef', '*'], leaves: [leaf('ConRef', { isRequired: true })] },
  {
    parent: ['AppAddr', '*'],
    leaves: [
      leaf('Addr', { isRequired: true }),
      leaf('AddrType', {
        isRequired: true,
        fill: 'URI',
        mayBeEmpty: true,
        accepts: oneOf(['URI', 'IPv4', 'IPv6']),
        aliases: new Map([['1', 'URI']]),
      }),
    ],
  },
  {
    parent: ['AppAddr', '*', 'Port', '*'],
    leaves: [leaf('PortNbr', { isRequired: true, accepts: portNumber })],
  },
  {
    parent: ['AppAuth', '*'],
    leaves: [
      leaf('AAuthLevel', { isRequired: true, accepts: authLevel }),
      leaf('AAuthType', { isRequired: true, accepts: authType, aliases: AUTH_ALIASES }),
      leaf('AAuthName', { isFree: true }),
      leaf('AAuthSecret', { isFree: true }),
      leaf('AAuthData', { isFree: true, format: 'bin' }),
    ],
  },
];

function leaf(name: string, rest: Partial<Omit<LeafRule, 'name'>> = {}): LeafRule {
  return {
    name,
    format: 'chr',
    isRequired: false,
    fill: null,
    mayBeEmpty: false,
    isFree: false,
    accepts: () => true,
    aliases: NO_ALIASES,
    ...rest,
  };
}
