import type { ServiceRecord } from '../../lib/discovery/index.js';
import type { Announced, Next, WithoutMessage } from '../../lib/source/index.js';
import type { Origin } from '../../lib/tree/index.js';

/** What can become of a domain before any server is asked. */
export type DiscoveryOutcome = Extract<WithoutMessage, 'no-bootstrap' | 'unavailable' | 'disabled'>;

export interface DiscoveryOptions {
  readonly trust: Pick<Announced, 'anchors' | 'pins'>;
  /** The domain that is configured, beside which no other counts; null where others name it. */
  readonly domain: string | null;
  /** Milliseconds from an answer to the next query. */
  readonly interval: number;
  /** The domains to look in, at this moment, in their order. */
  domains(): readonly string[];
  /** `BootSrvDiscovery` of the Bootstrap Config MO (6.3). Throws `StoreError`. */
  isAllowed(): boolean;
  /** Asks a resolver. Rejects with the resolver's `code`. */
  lookUp(service: string): Promise<readonly ServiceRecord[]>;
  /** Whether there is a network. */
  isOnline(): boolean;
  /** The server that is to be asked is another one, or has other URLs. */
  changed(): void;
  /** What is in force and came from a domain. */
  inForce(): readonly Origin[];
  /** The domains that are known as places, whether or not something came from there. */
  places(): readonly Origin[];
  /** It is no place any more. */
  forget(origin: Origin): void;
  /** A domain of which no server is asked at this moment: why, in one line. */
  found(origin: Origin, outcome: DiscoveryOutcome, detail: string, next: Next): void;
  /** A line for the log on what is no outcome of a domain, and the origin that it is about. */
  told(level: 'info' | 'warn', line: string, origin: Origin | null, next: Next): void;
  /** As `Math.random`. */
  readonly random: () => number;
}
