import { OUTCOMES, type Outcome } from '../../lib/outcome.js';
import type { Happening } from '../events/happening.js';

/** What was counted since the daemon started. */
export class Counters {
  readonly visits = new Map<Outcome, number>(
    (Object.keys(OUTCOMES) as Outcome[]).map((outcome) => [outcome, 0]),
  );
  /** Looks at other places than cards, by `kind outcome`. What repeats that nothing has changed does not count. */
  readonly checks = new Map<string, number>();
  apdus = 0;
  bytesSent = 0;
  bytesReceived = 0;
  purged = 0;
  /** Answers by HTTP status. */
  readonly answers = new Map<number, number>();
  /** Those who follow the events now. */
  followers = 0;

  readonly tell = (happening: Happening): void => {
    if (happening.event === 'purged') this.purged += happening.origins.length;
    if (happening.event === 'source-checked') {
      const { origin, outcome } = happening.source;
      const key = `${origin.kind} ${outcome}`;
      this.checks.set(key, (this.checks.get(key) ?? 0) + 1);
    }
    if (happening.event !== 'card-visited') return;
    const { outcome, apdus, bytesSent, bytesReceived } = happening.card;
    this.visits.set(outcome, (this.visits.get(outcome) ?? 0) + 1);
    this.apdus += apdus;
    this.bytesSent += bytesSent;
    this.bytesReceived += bytesReceived;
  };

  answered(status: number): void {
    this.answers.set(status, (this.answers.get(status) ?? 0) + 1);
  }
}
