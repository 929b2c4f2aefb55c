import type { Account, AccountChange, Origin, OutboxKind } from '../../lib/tree/index.js';
import type { HookEnd } from '../hooks/end.js';
import type { CardReport, Report } from '../report.js';

/** Something that happened, as it is told to whoever follows. There is no secret in it. */
export type Happening =
  /** PC/SC answers (again): the readers are told of afresh. */
  | { readonly event: 'pcsc-up' }
  /** PC/SC does not answer: nothing is known of any reader. */
  | { readonly event: 'pcsc-down'; readonly reason: string }
  | { readonly event: 'reader-added' | 'reader-removed'; readonly reader: string }
  | { readonly event: 'card-inserted' | 'card-removed'; readonly reader: string }
  /** A visit has its outcome, and what follows from it is done. */
  | { readonly event: 'card-visited'; readonly card: CardReport }
  /** Everything that came from these origins is gone. */
  | { readonly event: 'purged'; readonly origins: readonly Origin[] }
  | { readonly event: AccountChange['change']; readonly account: Account }
  /** All hooks for an event of an account have ended; nothing is tried again. */
  | {
      readonly event: 'hooks';
      /** The event that they were run for. */
      readonly cause: OutboxKind;
      readonly sequence: number;
      readonly accountId: string;
      readonly hooks: readonly HookEnd[];
    }
  /** The configuration was read again. */
  | { readonly event: 'reloaded' };

/** What the `--json` output of a run tells of it; null where that is silent. */
export function reportOf(happening: Happening): Report | null {
  if (happening.event === 'card-visited') return { cards: [happening.card], purged: [] };
  return happening.event === 'purged' ? { cards: [], purged: happening.origins } : null;
}
