import type { AccountChange, LayerDocument, Origin } from '../model.js';
import type { StoredNode } from './nodes.js';

/** A document with the SHA-256 of its octets, in upper-case hexadecimal. */
export interface StoredDocument extends LayerDocument {
  readonly sha256: string;
}

export interface LayerRow {
  readonly sequence: number;
  readonly origin: Origin;
  readonly confirmed: boolean;
  /** In the order of their precedence. */
  readonly documents: readonly StoredDocument[];
}

/** An object as a layer installed it. */
export interface ObjectRow {
  readonly layer: number;
  readonly identity: string;
  /** In the order of the document. */
  readonly nodes: readonly StoredNode[];
}

/** Where an object stands, and the id of an account, as long as any layer holds the object. */
export interface IdentityRow {
  readonly identity: string;
  readonly uri: string;
  readonly accountId: string | null;
}

/** A node that was written since, or the tombstone of an installed one. In the local layer `identity` is `''` and the path runs from the root of the tree. */
export interface WriteRow {
  readonly layer: number;
  readonly identity: string;
  readonly deleted: boolean;
  /** Null where it was the local client. */
  readonly server: string | null;
  readonly node: StoredNode;
}

export interface SightingRow {
  readonly identity: string;
  /** The latest has the highest. */
  readonly ordinal: number;
  readonly reader: string;
  readonly held: boolean;
}

/** HMAC-SHA-256 of card and PIN, in upper-case hexadecimal. */
export const PIN_DIGEST = /^[0-9A-F]{64}$/;

export interface PinRow {
  readonly iccid: string;
  readonly digest: string;
  readonly state: 'pending' | 'refused';
  readonly triesBefore: number;
}

/** What is known of a document that was pushed: it waits for its PIN, came into force, or had no right PIN. */
export const PUSH_STATES = ['pending', 'applied', 'refused'] as const;
export type PushState = (typeof PUSH_STATES)[number];

/** SHA-256 of kind and octets of a document, in upper-case hexadecimal. */
export const PUSH_DIGEST = /^[0-9A-F]{64}$/;

export interface PushRow {
  readonly ordinal: number;
  readonly digest: string;
  readonly sender: string;
  readonly state: PushState;
  readonly tries: number;
  /** Null of a push that is closed. */
  readonly pdu: Uint8Array | null;
}

/** `session-start`: the DM client is to be started for the account. */
export const OUTBOX_KINDS = [
  'account-added',
  'account-changed',
  'account-removed',
  'session-start',
] as const satisfies readonly (AccountChange['change'] | 'session-start')[];

export type OutboxKind = (typeof OUTBOX_KINDS)[number];

/** Something that the local DM client has to hear of. */
export interface OutboxEvent {
  /** Grows by one an event and is never used again: a gap tells that events were dropped. */
  readonly sequence: number;
  readonly event: OutboxKind;
  readonly accountId: string;
  readonly uri: string;
  readonly serverId: string;
  readonly origin: Origin;
}

/** The tables whose rows are numbered: their counters hold the last number that was given. */
export const NUMBERED = ['layers', 'sightings', 'pushes', 'outbox'] as const;

/** What is counted: also the ids of accounts, and how often a daemon began to tell of this state. */
export type Counter = (typeof NUMBERED)[number] | 'accounts' | 'runs';

export const objectKey = (layer: number, identity: string): string => `${layer} ${identity}`;
export const writeKey = (layer: number, identity: string, path: string): string =>
  `${layer} ${identity}\0${path}`;
export const pinKey = (iccid: string, digest: string): string => `${digest} ${iccid}`;
