/** A push that waits for its PIN. */
export interface PendingPush {
  readonly digest: string;
  readonly sender: string;
  readonly tries: number;
  readonly pdu: Uint8Array;
}

/** The durable memory of pushes: see `Pushes` of the tree's store. Every call is on disk when it returns, and throws where it could not be. */
export interface PushLedger {
  state(digest: string): 'pending' | 'applied' | 'refused' | null;
  senderOf(digest: string): string | null;
  pending(): readonly PendingPush[];
  keep(digest: string, sender: string, pdu: Uint8Array): PendingPush | null;
  spend(digest: string): number;
  giveBack(digest: string): void;
  close(digest: string, sender: string, state: 'applied' | 'refused'): void;
  drop(digest: string): void;
  forget(isOf: (sender: string) => boolean): void;
}
