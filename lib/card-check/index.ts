import { ApduError, Sender } from '../apdu/index.js';
import { CardError } from '../card/index.js';
import type { CardConnection } from '../reader/reader.js';
import { type EndOf, identify, type Retrieved, retrieve } from '../retrieval/index.js';
import { type Facts, gather } from './facts.js';
import { ITEMS } from './items.js';
import type { Verdict } from './judges.js';
import { Probe } from './probe.js';

export { ITEMS } from './items.js';
export type { Verdict } from './judges.js';

export interface CheckedItem {
  readonly id: string;
  readonly clause: string;
  readonly asks: string;
  readonly verdict: Verdict;
  readonly found: string;
}

/** What became of a card under the eyes of Appendix D. */
export interface CardCheck {
  readonly mode: '2g' | '3g';
  readonly identity: string;
  readonly items: readonly CheckedItem[];
  /** A reader that takes nothing but what the specification has: whether it gets to the message. */
  readonly strict: { readonly accepts: boolean; readonly because: readonly string[] };
  /** What this project's own walk makes of it, without a PIN: a message, or the outcome and its detail. */
  readonly lenient: {
    readonly accepts: boolean;
    readonly outcome: string;
    readonly detail: string | null;
  };
}

export interface CheckOptions {
  /** Tells where a message ends. */
  readonly endOf: EndOf;
  /** Something odd that the walk could live with. */
  readonly warn: (message: string) => void;
}

/**
 * Judges a card by the items of Appendix D. It is read and no PIN is ever tried. The connection is left open; the card is reset where
 * the reader can do that. Rejects with `ReaderError`, and `CardError` or `ApduError` where the card does what no procedure foresees.
 */
export async function checkCard(
  connection: CardConnection,
  { endOf, warn }: CheckOptions,
): Promise<CardCheck> {
  const identified = await identify(connection, 'auto', warn);
  const lenient = await walked(
    retrieve(identified, {
      ...{ minTriesLeft: 2, pinFor: () => null, ledger: NO_LEDGER },
      ...{ endOf, provisioning: [], imsi: 'never', warn },
    }),
  );
  if (connection.capabilities.reset) await connection.reset();
  const probe = new Probe(new Sender(connection), identified.mode);
  const facts = await gatherAndClose(probe, endOf);
  const items = ITEMS.map(({ judge, ...item }) => ({ ...item, ...judge(facts) }));
  const failed = items.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
  return {
    mode: identified.mode,
    identity: identified.identity.id,
    items,
    strict: { accepts: failed.length === 0, because: failed },
    lenient,
  };
}

async function gatherAndClose(probe: Probe, endOf: EndOf): Promise<Facts> {
  const facts = await gather(probe, endOf);
  await probe.closeChannel();
  return facts;
}

/** What the walk ends in; where no procedure foresees what the card does, the items may still say what it is. */
async function walked(walk: Promise<Retrieved>): Promise<CardCheck['lenient']> {
  try {
    return outcomeOf(await walk);
  } catch (error) {
    if (!(error instanceof CardError || error instanceof ApduError)) throw error;
    return { accepts: false, outcome: 'card-error', detail: error.message };
  }
}

/** A message, or one behind a PIN that was not given: a card that the walk can live with. */
function outcomeOf(retrieved: Retrieved): CardCheck['lenient'] {
  if (retrieved.kind === 'message') return { accepts: true, outcome: 'message', detail: null };
  const { outcome, detail } = retrieved;
  return { accepts: outcome === 'pin-required' || outcome === 'empty', outcome, detail };
}

const ignore = (): void => undefined;

/** No PIN is known, so none is ever tried. */
const NO_LEDGER = {
  look: () => null,
  settle: ignore,
  begin: ignore,
  clear: ignore,
  refuse: ignore,
};
