import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  dmAccIdentity,
  type LayerDocument,
  type LayerInput,
  type Mo,
  type MoNode,
  moIdentity,
  napIdentity,
  type Origin,
  type ReaderOptions,
  type StoreReader,
  type Writer,
} from '../../lib/tree/index.js';
import { heardFiles } from '../support/secrecy.js';

export const card = (id: string): Origin => ({ kind: 'smartcard', id });
export const factory = (id: string): Origin => ({ kind: 'factory', id });
/** It has the account that most tests apply. */
export const SERVER = { server: 'srv' } as const;
export const CLIENT = { client: true } as const;

export const interior = (path: string, type: string | null = null): MoNode => ({
  path,
  format: 'node',
  type,
  value: null,
  acl: null,
  title: null,
  ref: null,
});

export const leaf = (path: string, value: string, more: Partial<MoNode> = {}): MoNode => ({
  path,
  format: 'chr',
  type: 'text/plain',
  value,
  acl: null,
  title: null,
  ref: null,
  ...more,
});

export const by = (server: string): Writer => ({ server });

/** Servers with an account may do anything where objects have no ACL of their own. */
export const EVERYTHING: ReaderOptions = { initialRights: [{ subtree: '.', access: 63 }] };

/** An ACL of everything to everybody. */
export const OPEN = 'Add=*&Delete=*&Get=*&Replace=*';

export interface AccountSpec {
  readonly name?: string;
  readonly addresses?: readonly string[];
  readonly secret?: string;
  /** The name that it wants below `./DMAcc`. */
  readonly node?: string;
  readonly connection?: { readonly identity: string; readonly value: string };
}

export function account(serverId: string, spec: AccountSpec = {}): Mo {
  const addresses = spec.addresses ?? [`http://${serverId}/dm`];
  return {
    identity: dmAccIdentity(serverId),
    parent: './DMAcc',
    name: spec.node ?? serverId,
    nodes: [
      { ...interior('', 'urn:oma:mo:oma-dm-dmacc:1.1'), acl: OPEN },
      leaf('AppID', 'w7'),
      leaf('ServerID', serverId),
      leaf('Name', spec.name ?? `Name of ${serverId}`),
      interior('AppAddr'),
      ...addresses.flatMap((address, at) => [
        interior(`AppAddr/x${at + 1}`),
        leaf(`AppAddr/x${at + 1}/Addr`, address),
      ]),
      interior('AppAuth'),
      interior('AppAuth/1'),
      leaf('AppAuth/1/AAuthSecret', spec.secret ?? 'pass word'),
      leaf('AppAuth/1/AAuthData', '', { format: 'bin', value: Uint8Array.of(0, 255, 13, 10) }),
      ...(spec.connection === undefined
        ? []
        : [
            leaf('PrefConRef', spec.connection.value, {
              ref: { identity: spec.connection.identity, rest: '' },
            }),
          ]),
    ],
  };
}

export function nap(origin: Origin, id: string, node: string = id): Mo {
  return {
    identity: napIdentity(origin, id),
    parent: './NAP',
    name: node,
    nodes: [
      { ...interior('', 'urn:oma:mo:oma-connmo-nap:1.0'), acl: OPEN },
      leaf('NapId', id),
      leaf('Addr', 'apn'),
    ],
  };
}

export const plain = (name: string, parent = '.', moId: string | null = null): Mo => ({
  identity: moIdentity(moId, name),
  parent,
  name,
  nodes: [{ ...interior('', moId), acl: OPEN }, leaf('A', 'a'), interior('B'), leaf('B/C', 'c')],
});

/** An object of a root and `count` leaves. */
export const many = (name: string, count: number): Mo => ({
  ...plain(name),
  nodes: [
    { ...interior(''), acl: OPEN },
    ...Array.from({ length: count }, (_, at) => leaf(`n${at}`, 'v')),
  ],
});

export const document = (
  bytes: Uint8Array,
  more: Partial<Omit<LayerDocument, 'bytes'>> = {},
): LayerDocument => ({
  kind: 'dm',
  oid: null,
  label: 'DM bootstrap',
  bytes,
  report: null,
  ...more,
});

/** Of one document, which stands for its objects: equal ones have equal octets. */
export function layer(origin: Origin, ...mos: Mo[]): LayerInput {
  const text = JSON.stringify(mos, (_key, value: unknown) =>
    value instanceof Uint8Array ? [...value] : value,
  );
  return {
    origin,
    documents: [document(new TextEncoder().encode(text), { report: { commands: mos.length } })],
    mos,
  };
}

export const valueAt = (store: StoreReader, uri: string): string | Uint8Array | null | undefined =>
  store.tree(uri)[0]?.value;

export const uris = (store: StoreReader, uri?: string): string[] =>
  store.tree(uri).map((node) => node.uri);

/** Runs `work` with a folder of its own, which is gone afterwards. */
export async function inFolder(work: (dir: string) => void | Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'dmboot-tree-'));
  try {
    await work(dir);
  } finally {
    heardFiles(dir);
    rmSync(dir, { recursive: true, force: true });
  }
}
