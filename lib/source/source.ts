import type { DocumentKind, Origin, OriginKind } from '../tree/model.js';
import type { SourceOutcome, WithoutMessage } from './outcome.js';

/** A document as it was found, byte for byte. */
export interface OfferedDocument {
  /** Null where only the document itself can tell. */
  readonly kind: DocumentKind | null;
  readonly label: string | null;
  readonly bytes: Uint8Array;
}

/** Here is a message, from this origin. */
export interface Offer {
  readonly origin: Origin;
  /** In the order of their precedence; at least one. */
  readonly documents: readonly OfferedDocument[];
}

/** When a place will be looked at again, in milliseconds from now; null where something else than time decides. */
export type Next = number | null;

/**
 * Where sources hand in what they find. Whatever is handed in is taken in one transaction or not at all, and told of: in the log, as an event, in `status`.
 * Nothing here throws, and nothing blocks: a state that cannot be written is an outcome.
 */
export interface Desk {
  /** It is a place of a source from now on, at which nobody has looked yet. */
  enter(origin: Origin): void;
  /** What is there now. The same as is in force changes nothing. `next` is asked once it is known what becomes of it, and told why where it is of no use. */
  offer(
    offer: Offer,
    next?: (outcome: SourceOutcome, detail: string | null) => Next,
  ): SourceOutcome;
  /** Why nothing could ever come of an offer, on one line and without any secret; null where something could. Nothing is changed, and nothing told of. */
  objection(offer: Offer): string | null;
  /** A look that found no message; `detail` is for people, on one line, and holds no secret. */
  found(origin: Origin, outcome: WithoutMessage, detail: string | null, next?: Next): void;
  /** It is no place of a source any more: what came from there is purged, and it is forgotten. */
  leave(origin: Origin): void;
  /** It is not looked at any more; what came from there stays, and is somebody else's to purge. */
  forget(origin: Origin): void;
  /** What came from there is in force: its documents need not be offered again while they are the same. */
  isInForce(origin: Origin): boolean;
  /** The origins of a kind that something came from, or that are known otherwise. */
  known(kind: OriginKind): readonly Origin[];
  /** What is no outcome of a single place. */
  warn(message: string): void;
  /** A fault of this program. */
  fault(error: unknown): void;
}

/**
 * Places of one kind that bootstrap messages come from. It is not known above it how it looks, nor to itself what becomes of what it finds.
 */
export interface Source {
  /** Begins to look, and resolves when it has looked everywhere once. What is known of this kind and is no place of its own any more, it leaves. */
  start(desk: Desk): Promise<void>;
  /** Looks everywhere again, now. */
  check(): void;
  /** Resolves when nothing is under way any more; nothing is handed in from the call on. */
  stop(): Promise<void>;
}
