import { MAX_ACCOUNTS } from '../provisioning/limits.js';
import type { Raw } from './schema.js';

/** What is wrong with the key at a path, beside what others say. */
export interface Mistake {
  readonly path: readonly (string | number)[];
  readonly problem: string;
}

/** By which profile a description becomes a message: `dm` a DM message (5.5), `cp` a Client Provisioning document (5.4). */
export type Profile = 'dm' | 'cp';

/** The types that prove who somebody is by a name and a secret. */
const NAMED: ReadonlySet<string> = new Set([
  'BASIC',
  'DIGEST',
  'HMAC',
  'HTTP-BASIC',
  'HTTP-DIGEST',
]);

const CREDENTIALS = [
  'credentials',
  'server_credentials',
  'http_credentials',
  'obex_credentials',
] as const;

/** What the keys of a description cannot say together, or not in this profile. */
export function mistakesOf(raw: Raw, profile: Profile): Mistake[] {
  return [
    ...duplicates(raw),
    ...strangers(raw),
    ...accountsOf(raw).flatMap(incomplete),
    ...(profile === 'cp' ? beyondCp(raw) : []),
  ];
}

/** The table at a path. */
interface Table<T> {
  readonly path: Mistake['path'];
  readonly table: T;
}

type Account = Omit<Raw, 'account' | 'access_point' | 'proxy'>;

/** The first account stands at the top. */
export const accountsOf = (raw: Raw): Table<Account>[] => [
  { path: [], table: raw },
  ...listed(raw, 'account'),
];

const connectionsOf = (raw: Raw) => [...listed(raw, 'access_point'), ...listed(raw, 'proxy')];

const listed = <const K extends 'account' | 'access_point' | 'proxy'>(
  raw: Raw,
  name: K,
): Table<Raw[K][number]>[] => raw[name].map((table, at) => ({ path: [name, at], table }));

function duplicates(raw: Raw): Mistake[] {
  return [
    ...repeated(
      accountsOf(raw).map(({ path, table }) => ({
        path: [...path, 'server'],
        value: table.server,
      })),
    ),
    ...repeated(
      connectionsOf(raw).map(({ path, table }) => ({ path: [...path, 'id'], value: table.id })),
    ),
  ];
}

function repeated(
  keys: readonly { readonly path: Mistake['path']; readonly value: string }[],
): Mistake[] {
  const seen = new Set<string>();
  return keys.flatMap(({ path, value }) => {
    const isNew = !seen.has(value);
    seen.add(value);
    return isNew ? [] : [{ path, problem: 'expected another one: it stands above already' }];
  });
}

/** References to what the description does not hold. */
function strangers(raw: Raw): Mistake[] {
  const accessPoints = new Set(raw.access_point.map(({ id }) => id));
  const all = new Set(connectionsOf(raw).map(({ table }) => table.id));
  return [
    ...accountsOf(raw)
      .filter(({ table }) => table.connections?.some((id) => !all.has(id)))
      .map(({ path }) => ({
        path: [...path, 'connections'],
        problem: 'expected ids of [[access_point]] and [[proxy]] tables',
      })),
    ...listed(raw, 'proxy')
      .filter(({ table }) => table.access_points?.some((id) => !accessPoints.has(id)))
      .map(({ path }) => ({
        path: [...path, 'access_points'],
        problem: 'expected ids of [[access_point]] tables',
      })),
  ];
}

function incomplete({ path, table }: Table<Account>): Mistake[] {
  return CREDENTIALS.flatMap((key) => {
    const given = table[key];
    if (given === undefined || !NAMED.has(given.type)) return [];
    return (['name', 'secret'] as const)
      .filter((part) => given[part] === undefined)
      .map((part) => ({ path: [...path, key, part], problem: `missing: ${given.type} needs one` }));
  });
}

/** What a Client Provisioning document has no words for. */
function beyondCp(raw: Raw): Mistake[] {
  const proxies = new Set(raw.proxy.map(({ id }) => id));
  const accounts = accountsOf(raw);
  const tooMany = accounts.length > MAX_ACCOUNTS;
  return [
    ...(tooMany
      ? [{ path: ['account'], problem: `a CP document has at most ${MAX_ACCOUNTS} accounts` }]
      : []),
    ...[...accounts, ...connectionsOf(raw)]
      .filter(({ table }) => table.acl !== undefined)
      .map(({ path }) => ({ path: [...path, 'acl'], problem: 'a CP document has no ACLs' })),
    ...accounts
      .filter(({ table }) => table.http_credentials !== undefined)
      .map(({ path }) => ({
        path: [...path, 'http_credentials'],
        problem: 'a CP document has no word for the level HTTP',
      })),
    ...accounts
      .filter(({ table: { connections = [] } }) =>
        connections.some(
          (id, at) => at > 0 && proxies.has(id) && !proxies.has(connections[at - 1]!),
        ),
      )
      .map(({ path }) => ({
        path: [...path, 'connections'],
        problem: 'in a CP document proxies come before access points',
      })),
  ];
}
