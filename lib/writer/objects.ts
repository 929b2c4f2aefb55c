import { isIPv4 } from 'node:net';
import { STANDARD_IDS } from '../bootstrap/known-mos.js';
import { freeName, safeName } from '../bootstrap/uri.js';
import type { NewTndsNode } from '../syncml/index.js';
import type { Address } from './address.js';
import type { AccessPoint, Account, Auth, Description, ProxyServer } from './description.js';
import { interior, leaf, numbered, object, optional, type Part } from './node.js';

/** Where a new object is added, whatever it is (5.5). */
export const INBOX = './Inbox';

/**
 * The management objects of a description, as one TNDS for `./Inbox` has them: connectivity references name their place in it (5.5.5).
 * Accounts are called by their ServerID, the others by their id, as far as a name can be.
 */
export function objectsOf({ accounts, accessPoints, proxies }: Description): NewTndsNode[] {
  const names = new Set<string>();
  const nameFor = (wish: string): string => {
    const name = freeName(safeName(wish) || '1', names);
    names.add(name);
    return name;
  };
  const accountNames = accounts.map(({ serverId }) => nameFor(serverId));
  const places = new Map([...accessPoints, ...proxies].map(({ id }) => [id, nameFor(id)] as const));
  const references = (ids: readonly string[]): string[] =>
    ids.map((id) => `${INBOX}/${places.get(id)}`);
  return [
    ...accounts.map((account, at) =>
      dmAcc(accountNames[at]!, account, references(account.connections)),
    ),
    ...accessPoints.map((accessPoint) => nap(places.get(accessPoint.id)!, accessPoint)),
    ...proxies.map((one) => proxy(places.get(one.id)!, one, references(one.accessPoints))),
  ];
}

function dmAcc(name: string, account: Account, connections: readonly string[]): NewTndsNode {
  const { serverId, addresses, credentials, acl } = account;
  const preferred = credentials.find(({ level }) => level === 'CLCRED')?.type ?? null;
  return object(name, { type: STANDARD_IDS.dmacc, acl }, [
    leaf('AppID', 'w7'),
    leaf('ServerID', serverId),
    optional('Name', account.name),
    optional('PrefConRef', connections[0] ?? null),
    numbered('ToConRef', connections.length > 1 ? connections : [], (uri) => [leaf('ConRef', uri)]),
    numbered('AppAddr', addresses, ({ addr, type, port }) => [
      leaf('Addr', addr),
      leaf('AddrType', type),
      numbered('Port', port === null ? [] : [port], portNumber),
    ]),
    optional('AAuthPref', preferred),
    numbered('AppAuth', credentials, ({ level, type, name, secret, data }) => [
      leaf('AAuthLevel', level),
      leaf('AAuthType', type),
      optional('AAuthName', name),
      optional('AAuthSecret', secret),
      optional('AAuthData', data),
    ]),
  ]);
}

function nap(name: string, accessPoint: AccessPoint): NewTndsNode {
  const { id, bearer, address, addressType, dns, auth, acl } = accessPoint;
  const servers = (version: string, addresses: readonly string[]): Part =>
    addresses.length === 0
      ? null
      : interior(version, [numbered('DNS', addresses, (one) => [leaf('DNSAddr', one)])]);
  const v4 = servers('IPv4', dns.filter(isIPv4));
  const v6 = servers(
    'IPv6',
    dns.filter((one) => !isIPv4(one)),
  );
  return object(name, { type: STANDARD_IDS.nap, acl }, [
    leaf('NapId', id),
    optional('Name', accessPoint.name),
    bearer === null ? null : interior('Bearer', [leaf('BearerType', bearer)]),
    leaf('Addr', address),
    leaf('AddrType', addressType),
    authInfo(auth),
    v4 || v6 ? interior('IP', [v4, v6]) : null,
  ]);
}

/** What an address of a host is called in Client Provisioning, and in the object of a proxy after it. */
export function hostType({ type }: Address): string {
  if (type === 'IPv4') return 'IPV4';
  return type === 'IPv6' ? 'IPV6' : 'ALPHA';
}

function proxy(
  name: string,
  { id, name: title, address, auth, acl }: ProxyServer,
  accessPoints: readonly string[],
): NewTndsNode {
  return object(name, { type: STANDARD_IDS.proxy, acl }, [
    leaf('ProxyId', id),
    optional('Name', title),
    leaf('Addr', address.addr),
    leaf('AddrType', hostType(address)),
    numbered('Ports', address.port === null ? [] : [address.port], portNumber),
    numbered('ConRefs', accessPoints, (uri) => [leaf('ConRef', uri)]),
    authInfo(auth),
  ]);
}

const portNumber = (port: number): Part[] => [leaf('PortNbr', String(port))];

function authInfo(auth: Auth | null): Part {
  if (auth === null) return null;
  const { type, name, secret } = auth;
  return interior('AuthInfo', [
    leaf('AuthType', type),
    leaf('AuthName', name),
    optional('AuthSecret', secret),
  ]);
}
