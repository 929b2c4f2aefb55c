import type { Account, AccountChange, Origin } from '../../lib/tree/index.js';
import type { CardReport, Report, SourceReport } from '../report.js';

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
  /** A place that messages come from, other than a card, was looked at, and what follows from it is done. */
  | { readonly event: 'source-checked'; readonly source: SourceReport }
  /** Everything that came from these origins is gone. */
  | { readonly event: 'purged'; readonly origins: readonly Origin[] }
  | { readonly event: AccountChange['change']; readonly account: Account }
  /** The configuration was read again. */
  | { readonly event: 'reloaded' };

/** What the `--json` output of a run tells of it; null where that is silent. */
export function reportOf(happening: Happening): Report | null {
  const nothing: Report = { cards: [], sources: [], purged: [] };
  switch (happening.event) {
    case 'card-visited':
      return { ...nothing, cards: [happening.card] };
    case 'source-checked':
      return { ...nothing, sources: [happening.source] };
    case 'purged':
      return { ...nothing, purged: happening.origins };
    default:
      return null;
  }
}
