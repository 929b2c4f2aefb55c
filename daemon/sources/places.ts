import { createHash } from 'node:crypto';
import { type Next, SOURCE_OUTCOMES, type SourceOutcome } from '../../lib/source/index.js';
import type { Account, LayerInput, Origin, OriginKind } from '../../lib/tree/index.js';
import type { SourceReport } from '../report.js';

const textOf = ({ kind, id }: Origin): string => `${kind}:${id}`;

interface Place {
  readonly origin: Origin;
  outcome: SourceOutcome | null;
  detail: string | null;
  /** In seconds. */
  next: number | null;
  /** Of the documents that were offered last, in this run. */
  digest: string | null;
}

/** The places that sources look at, and what came of the latest look at each. */
export class Places {
  readonly #places = new Map<string, Place>();

  get all(): Origin[] {
    return [...this.#places.values()].map(({ origin }) => origin);
  }

  of(kind: OriginKind): Origin[] {
    return this.all.filter((origin) => origin.kind === kind);
  }

  enter(origin: Origin): void {
    this.#at(origin);
  }

  /** @param accounts all that there are. */
  report(origin: Origin, accounts: readonly Account[]): SourceReport {
    const { outcome, detail, next } = this.#at(origin);
    const own = accounts.filter(
      (account) => account.origin.kind === origin.kind && account.origin.id === origin.id,
    );
    return { origin, outcome, detail, next, accounts: own };
  }

  /** Whether this is another message than the one that was offered before in this run. */
  changes({ origin, documents }: LayerInput): boolean {
    const place = this.#at(origin);
    const hash = createHash('sha256');
    for (const { kind, bytes } of documents) hash.update(`${kind} ${bytes.length} `).update(bytes);
    const digest = hash.digest('hex');
    const changed = place.digest !== null && place.digest !== digest;
    place.digest = digest;
    return changed;
  }

  /** Notes what came of a look. Returns whether that is news: what is in force and is the same is none, nor that there is nothing, still. A failure always is, and what somebody handed in. */
  note(origin: Origin, outcome: SourceOutcome, detail: string | null, next: Next): boolean {
    const place = this.#at(origin);
    const isNews = origin.kind === 'push' || !isRepetition({ outcome, detail }, place);
    place.outcome = outcome;
    place.detail = detail;
    place.next = next === null ? null : Math.ceil(next / 1000);
    return isNews;
  }

  discarded(origin: Origin): void {
    const place = this.#places.get(textOf(origin));
    if (place) Object.assign(place, { outcome: 'disabled', detail: 'purged' });
  }

  forget(origin: Origin): void {
    this.#places.delete(textOf(origin));
  }

  /** Whether the latest look at it found a message that is in force. */
  brings(origin: Origin): boolean {
    const outcome = this.#places.get(textOf(origin))?.outcome;
    return outcome != null && IN_FORCE.has(outcome);
  }

  #at(origin: Origin): Place {
    const key = textOf(origin);
    const known = this.#places.get(key);
    if (known) return known;
    const place = { origin, outcome: null, detail: null, next: null, digest: null };
    this.#places.set(key, place);
    return place;
  }
}

function isRepetition(
  now: { outcome: SourceOutcome; detail: string | null },
  before: Place,
): boolean {
  const { outcome, detail } = now;
  if (outcome === 'unchanged') return before.outcome !== null && IN_FORCE.has(before.outcome);
  const isSame = outcome === before.outcome && detail === before.detail;
  return isSame && outcome !== 'applied' && SOURCE_OUTCOMES[outcome].success;
}

const IN_FORCE: ReadonlySet<SourceOutcome> = new Set(['applied', 'unchanged']);
