import { OUTCOMES, type Outcome } from '../lib/outcome.js';
import type { CardIdentity, Mode } from '../lib/retrieval/types.js';
import type { Account, Origin } from '../lib/tree/index.js';
import type { Visit } from '../lib/visit/visit.js';
import { exchangeLine } from './exchange.js';
import type { Log, LogFields } from './log.js';
import { PIN_HINTS } from './pin-hints.js';

/** One card's stay in a reader, in the log: five lines at `info`, and at `debug` every exchange. */
export class StayLog {
  readonly #log: Log;
  #about: LogFields;
  #exchange: LogFields;

  constructor(log: Log, reader: string) {
    this.#log = log;
    this.#about = { reader };
    this.#exchange = { reader, kind: 'exchange' };
  }

  cardIn(): void {
    this.#log.info('card in', { ...this.#about, kind: 'card-in' });
  }

  identified({ id, iccid }: CardIdentity, mode: Mode): void {
    const { reader } = this.#about;
    this.#about = { reader, [iccid === null ? 'identity' : 'iccid']: shortened(id) };
    this.#exchange = { ...this.#about, kind: 'exchange' };
    this.#log.info('card identified', { ...this.#about, mode, kind: 'card-identified' });
  }

  /** What the visit found, if it found a message. */
  found({ message, label }: Visit): void {
    if (message === null) return;
    this.#log.info('message found', {
      ...this.#about,
      ...message,
      ...(label !== null && { label }),
      kind: 'message-found',
    });
  }

  outcome(
    outcome: Outcome,
    detail: string | null,
    apdus: number,
    accounts: readonly Account[],
  ): void {
    this.#log[OUTCOMES[outcome].success ? 'info' : 'warn'](
      [outcome, ...(detail === null ? [] : [detail]), ...hintOf(outcome, detail)].join(': '),
      {
        ...this.#about,
        outcome,
        apdus,
        ...(accounts.length > 0 && { accounts: accounts.map(({ id }) => id).join(',') }),
        kind: 'outcome',
      },
    );
  }

  /** @param purged what the card had brought went with it. */
  cardOut(purged: boolean): void {
    const text = purged ? 'card out, and what it brought is purged' : 'card out';
    this.#log.info(text, { ...this.#about, kind: 'card-out' });
  }

  readonly exchanged = (command: Uint8Array, response: Uint8Array): void => {
    this.#log.debug(() => exchangeLine(command, response), this.#exchange);
  };

  readonly warn = (message: string): void => {
    this.#log.warn(message, this.#about);
  };

  readonly fault = (error: unknown): void => {
    this.#log.error('a fault of this program', { ...this.#about, error, kind: 'fault' });
  };
}

function hintOf(outcome: Outcome, detail: string | null): readonly string[] {
  const key = outcome === 'pin-guarded' ? detail : outcome;
  const hints: Readonly<Record<string, string>> = PIN_HINTS;
  const hint = key === null ? undefined : hints[key];
  return hint === undefined ? [] : [hint];
}

/** Enough of an identity to tell cards apart in a log, and no more. */
export const shortened = (id: string): string =>
  id.length > 10 ? `${id.slice(0, 6)}…${id.slice(-4)}` : id;

/** An origin as log lines have it: `kind:id`, a card's identity shortened. */
export const originField = ({ kind, id }: Origin): string =>
  `${kind}:${kind === 'smartcard' ? shortened(id) : id}`;
