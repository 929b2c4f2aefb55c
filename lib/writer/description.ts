import * as v from 'valibot';
import { formatAcl } from '../tree/acl.js';
import type { Address } from './address.js';
import { accountsOf, mistakesOf, type Profile } from './check.js';
import { type Raw, schema } from './schema.js';

/** What a message installs. The first account is that of the server which the message comes from. */
export interface Description {
  readonly accounts: readonly Account[];
  readonly accessPoints: readonly AccessPoint[];
  readonly proxies: readonly ProxyServer[];
}

export interface Account {
  readonly serverId: string;
  readonly name: string | null;
  readonly addresses: readonly Address[];
  /** One a level. */
  readonly credentials: readonly Credentials[];
  /** Ids of access points and proxies, the preferred one first. */
  readonly connections: readonly string[];
  readonly acl: string;
}

export interface Credentials {
  readonly level: 'CLCRED' | 'SRVCRED' | 'HTTP' | 'OBEX';
  readonly type: string;
  readonly name: string | null;
  readonly secret: string | null;
  readonly data: Uint8Array | null;
}

export interface AccessPoint {
  readonly id: string;
  readonly name: string | null;
  readonly bearer: string | null;
  readonly address: string;
  readonly addressType: string;
  readonly dns: readonly string[];
  readonly auth: Auth | null;
  readonly acl: string;
}

export interface ProxyServer {
  readonly id: string;
  readonly name: string | null;
  readonly address: Address;
  /** Ids of the access points that it is reached through, the preferred one first. */
  readonly accessPoints: readonly string[];
  readonly auth: Auth | null;
  readonly acl: string;
}

export interface Auth {
  readonly type: string;
  readonly name: string;
  readonly secret: string | null;
}

/**
 * The schema of a description (docs/message.md) that is to become a message of this profile: from a parsed TOML document to `Description`, with the
 * defaults filled in. Its issues name keys by their path, and repeat no value.
 */
export const descriptionFor = (profile: Profile) =>
  v.pipe(
    schema,
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      for (const { path, problem } of mistakesOf(dataset.value, profile)) {
        const [first, ...rest] = path.map(pathItem);
        addIssue({ message: problem, path: [first!, ...rest] });
      }
    }),
    v.transform(fromRaw),
  );

const pathItem = (key: string | number): v.UnknownPathItem => ({
  type: 'unknown',
  origin: 'value',
  input: undefined,
  key,
  value: undefined,
});

function fromRaw(raw: Raw): Description {
  const accounts = accountsOf(raw).map(({ table }) => table);
  const everybody = accounts.map(({ server }) => server);
  const usual = (raw.proxy[0] ?? raw.access_point[0])?.id;
  return {
    accounts: accounts.map((account) => ({
      serverId: account.server,
      name: account.name ?? null,
      addresses: account.address,
      credentials: credentialsOf(account),
      connections: account.connections ?? (usual === undefined ? [] : [usual]),
      acl: account.acl ?? usualRights([account.server]),
    })),
    accessPoints: raw.access_point.map((accessPoint) => ({
      id: accessPoint.id,
      name: accessPoint.name ?? null,
      bearer: accessPoint.bearer ?? (accessPoint.address_type === 'APN' ? 'GSM-GPRS' : null),
      address: accessPoint.address,
      addressType: accessPoint.address_type,
      dns: accessPoint.dns,
      auth: authOf(accessPoint.auth),
      acl: accessPoint.acl ?? usualRights(everybody),
    })),
    proxies: raw.proxy.map((proxy) => ({
      id: proxy.id,
      name: proxy.name ?? null,
      address: proxy.address,
      accessPoints: proxy.access_points ?? raw.access_point.map(({ id }) => id),
      auth: authOf(proxy.auth),
      acl: proxy.acl ?? usualRights(everybody),
    })),
  };
}

/** The rights that a Client Provisioning document gives (5.4.4): without an ACL every server could read an account. */
const usualRights = (servers: readonly string[]): string =>
  formatAcl(
    new Map((['Get', 'Replace', 'Delete'] as const).map((right) => [right, new Set(servers)])),
  );

const LEVELS = {
  credentials: 'CLCRED',
  server_credentials: 'SRVCRED',
  http_credentials: 'HTTP',
  obex_credentials: 'OBEX',
} as const;

function credentialsOf(account: Pick<Raw, keyof typeof LEVELS>): Credentials[] {
  return (Object.keys(LEVELS) as (keyof typeof LEVELS)[]).flatMap((key) => {
    const given = account[key];
    if (given === undefined) return [];
    const { type, name = null, secret = null, data = null } = given;
    return [{ level: LEVELS[key], type, name, secret, data }];
  });
}

const authOf = (
  auth: Raw['proxy'][number]['auth'] | Raw['access_point'][number]['auth'],
): Auth | null => (auth === undefined ? null : { ...auth, secret: auth.secret ?? null });
