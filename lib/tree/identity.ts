import type { Origin } from './model.js';

const part = encodeURIComponent;

/** A DM account is its server, whoever brought it: two layers with one ServerID are one account. */
export const dmAccIdentity = (serverId: string): string => `dmacc:${part(serverId)}`;

/** A network access point is the origin's: two operators may both say `internet`, and both stay. */
export const napIdentity = (origin: Origin, napId: string): string =>
  `nap:${origin.kind}:${part(origin.id)}:${part(napId)}`;

export const proxyIdentity = (origin: Origin, proxyId: string): string =>
  `proxy:${origin.kind}:${part(origin.id)}:${part(proxyId)}`;

/** Any other object: its MO identifier (null for a subtree that has none) and its name. */
export const moIdentity = (moId: string | null, name: string): string =>
  `mo:${part(moId ?? '')}:${part(name)}`;

/** The ServerID of a DMAcc identity; null of any other identity. */
export const serverIdOf = (identity: string): string | null =>
  identity.startsWith('dmacc:') ? decodeURIComponent(identity.slice('dmacc:'.length)) : null;
