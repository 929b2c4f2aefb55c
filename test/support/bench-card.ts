import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CardReport } from '../../daemon/report.js';
import { toHex } from '../../lib/bytes.js';
import { type BootstrapCard, bootstrapImage } from '../../lib/virtual-card/bootstrap-image.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import type { CommandHook } from '../../lib/virtual-card/exchange.js';
import type { Pin } from '../../lib/virtual-card/pins.js';
import { serveVpcd, type VpcdSession } from '../../lib/virtual-card/vpcd.js';
import { Bench, FIRST } from '../daemon/bench.js';
import { demandsPin } from '../daemon/wallet.js';
import { ROOT } from './paths.js';

/** A message of `test/samples`. */
export const sample = (name: string): Uint8Array =>
  readFileSync(join(ROOT, 'test/samples', `${name}.wbxml`));

const APPLICATION_PIN = 0x01;
const INS_VERIFY = 0x20;

/** A VERIFY with a code: a try, and no mere question. */
export const isTry = (command: Uint8Array): boolean =>
  command[1] === INS_VERIFY && command.length > 5;

/** Every card of the run. */
const made: BenchCard[] = [];

/** A virtual card with an ICCID of its own. It watches how its PIN is treated; a hook at the end of the run judges that. */
export class BenchCard {
  readonly iccid: string;
  readonly card: VirtualCard;
  readonly #demandsPin: boolean;
  readonly #offences: string[] = [];
  readonly #refused = new Set<string>();
  #left: number;

  constructor(image: BootstrapCard = {}) {
    made.push(this);
    this.iccid = image.iccid ?? `89882110000005${String(made.length).padStart(5, '0')}`;
    this.#demandsPin = demandsPin(image);
    this.card = new VirtualCard(bootstrapImage({ ...image, iccid: this.iccid }), {
      log: (command) => isTry(command) && this.#tried(command),
    });
    this.#left = this.pin.left;
  }

  /** The application PIN. */
  get pin(): Pin {
    return this.card.pins.get(APPLICATION_PIN)!;
  }

  put(port: number, onCommand?: CommandHook): VpcdSession {
    return serveVpcd(this.card, { port, ...(onCommand && { onCommand }) });
  }

  /** `pin forget` was called: what was refused may be tried again. */
  forgive(): void {
    this.#refused.clear();
  }

  /** What was done to its PINs against the rules, by its own counters. */
  offences(): string[] {
    const others = [...this.card.pins.values()].filter(({ key }) => key !== APPLICATION_PIN);
    return [
      ...this.#offences,
      ...others.filter(({ presented }) => presented > 0).map(({ key }) => `a try of key ${key}`),
    ];
  }

  #tried(command: Uint8Array): void {
    const code = toHex(command.subarray(5));
    if (!this.#demandsPin) this.#offences.push('a try where nothing demands a PIN');
    if (!this.pin.enabled) this.#offences.push('a try of a disabled PIN');
    if (this.#left < 2) this.#offences.push(`a try with ${this.#left} left`);
    if (this.#refused.has(code)) this.#offences.push('a second try of a PIN that was refused');
    if (this.pin.left < this.#left) this.#refused.add(code);
    this.#left = this.pin.left;
  }
}

/** What a visit of such a card comes to without PC/SC, in this process. */
export async function visitHere(image: BootstrapCard): Promise<CardReport> {
  const bench = await Bench.start({ cards: { [FIRST]: new BenchCard(image).card } });
  await bench.stop();
  return bench.reports[0]!.cards[0]!;
}

after('no PIN try was spent outside the rules', () => {
  for (const card of made) assert.deepEqual(card.offences(), [], `card ${card.iccid}`);
});
