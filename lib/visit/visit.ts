import { hash } from 'node:crypto';
import { MessageError, processDocuments, type UnreadReport } from '../bootstrap/index.js';
import { CardError } from '../card/error.js';
import { errorText } from '../error.js';
import type { Outcome } from '../outcome.js';
import { connectPatiently } from '../reader/connect.js';
import { ReaderError } from '../reader/error.js';
import type { CardConnection, Slot } from '../reader/reader.js';
import { identify, readAnchors, retrieve } from '../retrieval/index.js';
import type {
  CardIdentity,
  Mode,
  Provisioning,
  Retrieved,
  WalkPolicy,
} from '../retrieval/types.js';
import { type LayerDocument, type LayerInput, StoreError } from '../tree/index.js';
import { endOf } from '../wbxml/index.js';
import { gather } from './documents.js';
import { bootstrapUrl, type FetchedFrom, type FetchPolicy, fetchedFrom } from './fetched.js';
import { Meter } from './meter.js';
import { type CardRules, judge } from './rules.js';

/** Walks begun anew because another program reset the card, before it is given up. */
const MAX_RESTARTS = 3;

export interface VisitPolicy
  extends FetchPolicy,
    Pick<WalkPolicy, 'minTriesLeft' | 'pinFor' | 'ledger' | 'provisioning' | 'warn'> {
  readonly enabled: boolean;
  /** Milliseconds to wait for another program to let go of the card. */
  readonly patience: number;
  readonly mode: 'auto' | Mode;
  readonly rules: CardRules;
  /** The card's trusted certificates are wanted, too. */
  readonly wantsAnchors: boolean;
  /** As `BootstrapOptions` has it. */
  readonly lenient: boolean;
  /** The IMSI is wanted whatever the card has. */
  readonly wantsImsi: boolean;
  /** Called as soon as it is known who and what the card is, before anything else is read of it. */
  identified(identity: CardIdentity, mode: Mode): void;
  /** The documents in force that a card brought before. */
  documentsOf(identity: CardIdentity): readonly LayerDocument[];
  /** Told of every exchange with the card. It holds secrets. */
  exchanged(command: Uint8Array, response: Uint8Array): void;
  /** A fault of ours that ended the visit. */
  bug(error: unknown): void;
}

/** What one visit of one card yields. Nothing of it is in the tree yet. */
export interface Visit {
  readonly mode: Mode | null;
  readonly identity: CardIdentity | null;
  readonly label: string | null;
  readonly message: { readonly length: number; readonly sha256: string } | null;
  /** Where the card says that its message is to be had, with `https:` and without credentials; null where it has a message of its own, or says nothing. */
  readonly url: string | null;
  /** The message is fetched from there: what the card brought before stays until then. */
  readonly awaits: FetchedFrom | null;
  /** Digits, if they were read. Keys are made of it: it is told to nobody. */
  readonly imsi: string | null;
  /** A CP document was left closed because another program shares the card: a later visit may read it. */
  readonly again: boolean;
  /** Certificates, as DER, that the card says are to be trusted; none unless they are wanted, and none where only the IMSI tells whether it is allowed. */
  readonly anchors: readonly Uint8Array[];
  readonly apdus: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** Either what is to be installed, or the outcome that there is nothing to install. */
  readonly result:
    | { readonly kind: 'layer'; readonly layer: LayerInput }
    | { readonly kind: 'outcome'; readonly outcome: Outcome; readonly detail: string | null };
}

type Result = Visit['result'];

const outcome = (name: Outcome, detail: string | null = null): Result => ({
  kind: 'outcome',
  outcome: name,
  detail,
});

/**
 * One card's stay, from the connection to a message that is ready to be installed (TS 5.5.6, D.2.5, D.3.5).
 * Never rejects: whatever goes wrong is an outcome.
 *
 * @param signal aborts when the card is certainly gone; the outcome is then `removed`.
 */
export async function visit(slot: Slot, signal: AbortSignal, policy: VisitPolicy): Promise<Visit> {
  const known: Pick<
    { -readonly [K in keyof Visit]: Visit[K] },
    'mode' | 'identity' | 'label' | 'message' | 'url' | 'awaits' | 'imsi' | 'again' | 'anchors'
  > = {
    mode: null,
    identity: null,
    label: null,
    message: null,
    url: null,
    awaits: null,
    imsi: null,
    again: false,
    anchors: [],
  };
  const meter = new Meter(policy.exchanged);

  async function walk(): Promise<Result> {
    const retrieved = await retrieveOver(
      await connectPatiently(slot, { signal, patience: policy.patience }),
    );
    if (retrieved === null) return outcome('disabled', 'rule');
    const identity = known.identity!;
    known.imsi = retrieved.imsi;
    if (retrieved.kind === 'message') {
      const { bytes, label } = retrieved;
      known.label = label;
      known.message = {
        length: bytes.length,
        sha256: hash('sha256', bytes).toUpperCase(),
      };
    }
    if (retrieved.kind === 'none' && retrieved.url !== null) {
      known.url = bootstrapUrl(retrieved.url);
      if (known.url === null) {
        policy.warn('the URL in place of a message is none of https, or has credentials in it');
      }
    }
    known.again = retrieved.provisioning.some(isShared);
    const gathered = gather(retrieved, () => policy.documentsOf(identity), policy.warn);
    const awaits =
      gathered.kind === 'none' ? fetchedFrom(gathered.outcome, known.url, slot.name, policy) : null;
    if (gathered.kind === 'none' && known.url === null && awaits === null) {
      return outcome(gathered.outcome, gathered.detail);
    }
    if (judge(policy.rules, identity.iccid, retrieved.imsi) === 'denied') {
      known.url = null;
      return outcome('disabled', 'rule');
    }
    if (gathered.kind === 'none') {
      known.awaits = awaits;
      return outcome(gathered.outcome, gathered.detail);
    }
    const origin = { kind: 'smartcard', id: identity.id } as const;
    const layer = processDocuments(gathered.documents, origin, policy);
    for (const { oid, report } of layer.documents) {
      const { problem } = report as Partial<UnreadReport>;
      if (problem !== undefined) policy.warn(`CP document ${oid} brings nothing: ${problem}`);
    }
    return { kind: 'layer', layer };
  }

  /** Null: a rule does not allow this card. */
  async function retrieveOver(bare: CardConnection): Promise<Retrieved | null> {
    const connection = meter.measure(bare);
    try {
      const identified = await identify(connection, policy.mode, policy.warn);
      known.mode = identified.mode;
      known.identity = identified.identity;
      policy.identified(identified.identity, identified.mode);
      const verdict = judge(policy.rules, identified.identity.iccid, undefined);
      if (verdict === 'denied') return null;
      const retrieved = await retrieve(identified, {
        ...policy,
        endOf,
        imsi: imsiWanted(verdict === 'undecided'),
      });
      known.anchors =
        policy.wantsAnchors && hasApplication(retrieved) && verdict === 'allowed'
          ? await readAnchors(identified, policy.warn)
          : [];
      return retrieved;
    } finally {
      await connection.disconnect(connection.disposition);
    }
  }

  /** @param decides whether the card is allowed. */
  function imsiWanted(decides: boolean): WalkPolicy['imsi'] {
    if (policy.wantsImsi || (decides && policy.webServerIn === slot.name)) return 'always';
    return decides ? 'of-message' : 'never';
  }

  async function restarting(): Promise<Result> {
    for (let restarts = 0; ; restarts += 1) {
      try {
        return await walk();
      } catch (error) {
        const restart =
          error instanceof ReaderError && error.code === 'reset' && restarts < MAX_RESTARTS;
        if (!restart) return failure(error, policy.bug);
      }
    }
  }

  const result = policy.enabled ? await restarting() : outcome('disabled', 'policy');
  const { apdus, bytesSent, bytesReceived } = meter;
  return { ...known, apdus, bytesSent, bytesReceived, result };
}

const isShared = (one: Provisioning): boolean =>
  one.kind === 'unread' && one.outcome === 'pin-guarded' && one.detail === 'shared';

/** The walk came as far as the objects of the PKCS#15 application. */
const hasApplication = (retrieved: Retrieved): boolean =>
  retrieved.kind === 'message' ||
  retrieved.outcome === 'no-bootstrap' ||
  retrieved.outcome === 'empty';

function failure(error: unknown, bug: (error: unknown) => void): Result {
  if (error instanceof ReaderError) {
    if (error.code === 'removed') return outcome('removed');
    if (error.code === 'mute') return outcome('mute', error.message);
    return outcome('card-error', error.message);
  }
  if (error instanceof CardError) return outcome('card-error', error.message);
  if (error instanceof MessageError) return outcome(error.code, error.message);
  if (error instanceof StoreError) return outcome('store-error', error.message);
  bug(error);
  return outcome('card-error', `a fault of this program: ${errorText(error)}`);
}
