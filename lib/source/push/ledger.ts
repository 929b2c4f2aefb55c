/** The durable memory of pushes: see `Pushes` of the tree's store. Every call is on disk when it returns, and throws where it could not be. */
export interface PushLedger {
  state(digest: string): 'pending' | 'applied' | 'refused' | null;
  pending(): readonly {
    readonly digest: string;
    readonly sender: string;
    readonly tries: number;
    readonly pdu: Uint8Array;
  }[];
  keep(digest: string, sender: string, pdu: Uint8Array): boolean;
  spend(digest: string): number;
  giveBack(digest: string): void;
  close(digest: string, sender: string, state: 'applied' | 'refused'): void;
  drop(digest: string): void;
  forget(senders: readonly string[]): void;
}
