import type { ServiceRecord } from '../../lib/discovery/index.js';
import type { Announced } from '../../lib/source/index.js';
import type { Origin } from '../../lib/tree/index.js';

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
  /** What is in force, and is not asked for at this moment: why, in one line, and milliseconds to the next look. */
  doubted(origin: Origin, detail: string, next: number): void;
  /** A line for the log on what is in force nowhere, with the origin that it is about, and milliseconds to the next look. */
  told(level: 'info' | 'warn', line: string, origin: Origin | null, next: number): void;
  /** As `Math.random`. */
  readonly random: () => number;
}
