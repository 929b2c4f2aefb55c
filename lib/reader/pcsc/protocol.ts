import type { Disposition, Protocol, ShareMode } from '../reader.js';

/** What the monitor child tells. It is asked nothing but to watch readers that a later listing found. */
export type MonitorMessage =
  /** The binding cannot be loaded; the child ends. */
  | { readonly kind: 'absent-module'; readonly reason: string }
  /** PC/SC does not answer, or no longer; nothing that was told before holds. */
  | { readonly kind: 'down'; readonly reason: string }
  /** PC/SC answered SCardListReaders. */
  | { readonly kind: 'listed'; readonly readers: readonly string[] }
  /** `state` is dwEventState: flags below, event counter in the upper 16 bits. */
  | { readonly kind: 'state'; readonly reader: string; readonly state: number }
  /** PC/SC knows this reader no longer. */
  | { readonly kind: 'gone'; readonly reader: string };

export interface WatchRequest {
  readonly kind: 'watch';
  readonly readers: readonly string[];
}

/** What a worker child is asked: one thing at a time, each answered by one `WorkerReply`. */
export type WorkerRequest =
  | { readonly kind: 'connect'; readonly reader: string; readonly share: ShareMode }
  | { readonly kind: 'transmit'; readonly command: Uint8Array }
  | { readonly kind: 'reset' }
  | { readonly kind: 'disconnect'; readonly disposition: Disposition };

export type WorkerReply =
  /** To `connect` and `reset`. */
  | { readonly kind: 'connected'; readonly protocol: Protocol; readonly atr: Uint8Array }
  | { readonly kind: 'response'; readonly response: Uint8Array }
  /** The child ends. */
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'absent-module'; readonly reason: string }
  /** `pcsc` is null where the failure carries no PC/SC code. */
  | { readonly kind: 'failed'; readonly pcsc: number | null; readonly reason: string };

/** SCARD_STATE_… flags of dwEventState (PC/SC part 5, SCardGetStatusChange). */
export const STATE = {
  UNKNOWN: 0x04,
  UNAVAILABLE: 0x08,
  PRESENT: 0x20,
} as const;

/** Milliseconds before the first try to reach PC/SC again; each further wait is twice as long, up to the longest. */
export const RETRY = { FIRST: 100, LONGEST: 5000 } as const;
