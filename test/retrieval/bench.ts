import { concat, fromHex, toHex } from '../../lib/bytes.js';
import type { CardConnection, ReaderCapabilities } from '../../lib/reader/reader.js';
import { identify, retrieve } from '../../lib/retrieval/index.js';
import type { EndOf, Mode, PinLedger, Retrieved, WalkPolicy } from '../../lib/retrieval/types.js';
import { type BootstrapCard, bootstrapImage } from '../../lib/virtual-card/bootstrap-image.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import type { CardImage } from '../../lib/virtual-card/image.js';
import { heard } from '../support/secrecy.js';

export const ALL_CAPABILITIES: ReaderCapabilities = {
  atr: true,
  reset: true,
  exclusive: true,
  basicChannel: true,
  protocol: true,
};

/** A message of this bench: `02`, its length in two bytes, then that many bytes. */
export function messageOf(length: number): Uint8Array {
  const body = new Uint8Array(length - 3).map((_, at) => (at * 7) & 0x7f);
  return concat(Uint8Array.of(0x02, body.length >> 8, body.length & 0xff), body);
}

export const endOf: EndOf = (prefix) => {
  if (prefix[0] !== 0x02) return { kind: 'malformed', offset: 0, problem: 'expected 02' };
  if (prefix.length < 3) return { kind: 'more' };
  const length = 3 + ((prefix[1]! << 8) | prefix[2]!);
  return prefix.length >= length ? { kind: 'end', length } : { kind: 'more' };
};

/** The object identifiers of CP documents in this bench. */
export const PROVISIONING = ['2.23.43.3.1', '2.23.43.3.2', '2.23.43.3.3'];

/** Refused, or the tries before a try whose answer nobody recorded. */
type Entry = 'refused' | number;

/** A ledger in memory that tells what was done to it. */
export class MemoryLedger implements PinLedger {
  readonly entries = new Map<string, Entry>();
  readonly calls: string[] = [];

  look(iccid: string, pin: string): 'refused' | null {
    return this.entries.get(`${iccid} ${pin}`) === 'refused' ? 'refused' : null;
  }

  settle(iccid: string, triesLeft: number): void {
    this.calls.push(`settle ${triesLeft}`);
    for (const [key, entry] of this.entries) {
      if (entry === 'refused' || !key.startsWith(`${iccid} `)) continue;
      if (triesLeft < entry) this.entries.set(key, 'refused');
      else this.entries.delete(key);
    }
  }

  begin(iccid: string, pin: string, triesBefore: number): void {
    this.calls.push(`begin ${triesBefore}`);
    this.entries.set(`${iccid} ${pin}`, triesBefore);
  }

  clear(iccid: string, pin: string): void {
    this.calls.push('clear');
    this.entries.delete(`${iccid} ${pin}`);
  }

  refuse(iccid: string, pin: string): void {
    this.calls.push('refuse');
    this.entries.set(`${iccid} ${pin}`, 'refused');
  }
}

export interface WalkOptions {
  readonly mode?: 'auto' | Mode;
  readonly share?: 'exclusive' | 'shared';
  readonly capabilities?: Partial<ReaderCapabilities>;
  readonly policy?: Partial<WalkPolicy>;
  readonly pin?: string | null;
  readonly ledger?: MemoryLedger;
  /** Looks at a command, numbered from 1, before the card does; may throw, or answer in its place. */
  readonly before?: (n: number, command: Uint8Array) => Uint8Array | undefined;
}

export interface Walk {
  readonly card: VirtualCard;
  readonly ledger: MemoryLedger;
  /** Commands and answers, in hexadecimal: `00A4… > 9000`. */
  readonly exchanges: string[];
  readonly warnings: string[];
  readonly identity: string | null;
  readonly iccid: string | null;
  readonly mode: Mode | null;
  readonly retrieved: Retrieved | null;
  /** What `identify` or `retrieve` rejected with. */
  readonly error: unknown;
}

/** A connection to a card in this process; `log` gets every exchange. */
export function connectTo(
  card: VirtualCard,
  log: string[],
  { share = 'exclusive', capabilities = {}, before }: WalkOptions = {},
): CardConnection {
  let count = 0;
  return {
    get atr() {
      return card.atr;
    },
    protocol: card.image.protocol,
    share,
    capabilities: { ...ALL_CAPABILITIES, ...capabilities },
    async transmit(command) {
      count += 1;
      const answer = before?.(count, command) ?? card.transmit(command);
      log.push(`${toHex(command)} > ${toHex(answer)}`);
      return answer;
    },
    async reset() {
      log.push('reset');
      card.reset();
    },
    async disconnect() {},
  };
}

/** One stay of a card: who it is, and what is on it. */
export async function stay(card: VirtualCard, options: WalkOptions = {}): Promise<Walk> {
  const exchanges: string[] = [];
  const warnings: string[] = [];
  const ledger = options.ledger ?? new MemoryLedger();
  const warn = (message: string): void => {
    heard(message);
    warnings.push(message);
  };
  card.reset();
  const walk: { -readonly [K in keyof Walk]: Walk[K] } = {
    ...{ card, ledger, exchanges, warnings },
    ...{ identity: null, iccid: null, mode: null, retrieved: null, error: null },
  };
  try {
    const connection = connectTo(card, exchanges, options);
    const identified = await identify(connection, options.mode ?? 'auto', warn);
    walk.mode = identified.mode;
    walk.identity = identified.identity.id;
    walk.iccid = identified.identity.iccid;
    walk.retrieved = await retrieve(identified, {
      minTriesLeft: 2,
      pinFor: () => options.pin ?? null,
      ledger,
      endOf,
      provisioning: PROVISIONING,
      imsi: 'never',
      warn,
      ...options.policy,
    });
  } catch (error) {
    heard(String(error));
    walk.error = error;
  }
  return walk;
}

/** The stay of a card with a bootstrap message of this bench. */
export function walk(image: BootstrapCard, options: WalkOptions = {}): Promise<Walk> {
  return stay(new VirtualCard(imageOf(image)), options);
}

export function imageOf(image: BootstrapCard): CardImage {
  return bootstrapImage({ message: messageOf(40), ...image });
}

/** Commands that are a VERIFY with a PIN. */
export function verifies(exchanges: readonly string[]): string[] {
  return exchanges.filter((line) => /^(A0|[04].)20....08/.test(line));
}

export function outcomeOf({ retrieved }: Walk): string {
  if (retrieved === null) return 'rejected';
  if (retrieved.kind === 'message') return 'message';
  return retrieved.detail === null
    ? retrieved.outcome
    : `${retrieved.outcome}: ${retrieved.detail}`;
}

export const sw = (hex: string): Uint8Array => fromHex(hex);
