import type { Slot } from '../lib/reader/reader.js';
import type { CardIdentity } from '../lib/retrieval/types.js';
import type { StayRecorder } from '../lib/trace/index.js';
import type { FetchedFrom } from '../lib/visit/fetched.js';
import type { Log } from './log.js';
import type { CardReport } from './report.js';
import { StayLog } from './stay-log.js';

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

/** One visit under way. `calledOff`: its outcome means nothing any more, since PC/SC went. */
export interface Stay {
  readonly controller: AbortController;
  readonly log: StayLog;
  calledOff: boolean;
}

/** A reader that is listed, and what is known of the card in it. */
export class Seat {
  present = false;
  /** The card was put in, or asked to be visited anew, since it last said who it is. */
  fresh = false;
  /** Known from the moment the card said who it is, until it goes. */
  identity: CardIdentity | null = null;
  /** As the latest visit of this card read it. */
  imsi: string | null = null;
  /** This card's message is the one in force for its identity. */
  backs = false;
  stay: Stay | null = null;
  /** Another visit is to follow the one that is under way. */
  again = false;
  /** Certificates, as DER, that the card says are to be trusted. */
  anchors: readonly Uint8Array[] = [];
  /** What came of the latest visit of this card. */
  report: CardReport | null = null;
  /** From where its message is fetched, by the latest visit. */
  awaits: FetchedFrom | null = null;
  recorder: StayRecorder | null = null;
  log: StayLog;
  readonly #log: Log;
  #retry: NodeJS.Timeout | null = null;
  #retries = 0;

  constructor(
    readonly slot: Slot,
    log: Log,
  ) {
    this.#log = log;
    this.log = new StayLog(log, slot.name);
  }

  get reader(): string {
    return this.slot.name;
  }

  /** The card is gone: what was under way ends, what was known is forgotten. */
  vacate(): void {
    this.settle();
    this.recorder?.close();
    this.recorder = null;
    this.log = new StayLog(this.#log, this.reader);
    this.stay?.controller.abort();
    this.present = false;
    this.fresh = false;
    this.again = false;
    this.report = null;
    this.awaits = null;
    this.anchors = [];
    this.identity = null;
    this.imsi = null;
    this.backs = false;
  }

  retryLater(visit: () => void): void {
    this.#retry = setTimeout(
      visit,
      Math.min(FIRST_RETRY_MS * 2 ** this.#retries, LONGEST_RETRY_MS),
    );
    this.#retries += 1;
  }

  /** No further try is due. */
  settle(): void {
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = null;
    this.#retries = 0;
  }
}
