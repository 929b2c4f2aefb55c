import assert from 'node:assert/strict';
import { toHex } from '../../lib/bytes.js';
import { type BootstrapCard, bootstrapImage } from '../../lib/virtual-card/bootstrap-image.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import type { CardImage } from '../../lib/virtual-card/image.js';
import { message } from '../traces/parts.js';

export { message as sample };

const INS_VERIFY = 0x20;
const APPLICATION_PIN = 0x01;
/** The last try of a PIN is never used. */
const MIN_TRIES_LEFT = 2;

export const ICCID = '8988211000000430010';
export const OTHER_ICCID = '8988211000000430028';

/** The message asks for the application PIN, which is 1234. */
export const GUARDED = { pin: { enabled: true }, read: { message: 'pin' } } as const;

/** A card that was made, and what was done to its application PIN. */
interface Kept {
  readonly card: VirtualCard;
  readonly description: BootstrapCard;
  readonly offences: string[];
  /** Codes that the card refused, and that nobody forgot since. */
  readonly refused: Set<string>;
  left: number;
  tries: number;
}

let kept: Kept[] = [];

/** A card with the ICCID above and the message `one-account`, unless something else is said. */
export function newCard(
  description: BootstrapCard = {},
  change: (image: CardImage) => CardImage = (image) => image,
): VirtualCard {
  const whole = { message: message('one-account'), iccid: ICCID, ...description };
  const card: VirtualCard = new VirtualCard(change(bootstrapImage(whole)), {
    log: (command) => look(one, command),
  });
  const left = card.pins.get(APPLICATION_PIN)!.left;
  const one: Kept = {
    card,
    description: whole,
    offences: [],
    refused: new Set(),
    left,
    tries: 0,
  };
  kept.push(one);
  return card;
}

/** From here on the codes that this card refused may be tried again: somebody said so. */
export function forgive(card: VirtualCard): void {
  kept.find((one) => one.card === card)?.refused.clear();
}

/** Holds every try of a PIN, on every card that a test of this suite makes, against the rules. */
export function watchPins(): void {
  afterEach(() => {
    const cards = kept;
    kept = [];
    for (const { card, offences, tries } of cards) {
      assert.deepEqual(offences, []);
      assert.equal(card.verifyAttempts, tries, 'the counters of the card itself');
    }
  });
}

/** Called when the card has answered, so its counter tells what it thought of the code. */
function look(one: Kept, command: Uint8Array): void {
  if (command[1] !== INS_VERIFY || command.length <= 5) return;
  const { description, offences, refused, left } = one;
  const key = command[3];
  const pin = one.card.pins.get(APPLICATION_PIN)!;
  const code = toHex(command.subarray(5));
  if (key !== APPLICATION_PIN) offences.push(`key ${key} was presented`);
  if (!pin.enabled) offences.push('the PIN is disabled');
  if (left < MIN_TRIES_LEFT) offences.push(`${left} tries were left`);
  if (!demandsPin(description)) offences.push('nothing on the card asks for a PIN');
  if (description.iccid === null) offences.push('the card has no ICCID');
  if (refused.has(code)) offences.push('the card had refused this code');
  if (pin.left < left) refused.add(code);
  one.left = pin.left;
  one.tries += 1;
}

/** D.2.4, D.3.4, D.4.2: a flag of an entry, or the rule of the DODF, of the message or of a CP document. */
export function demandsPin({ flags, read, provisioning = [] }: BootstrapCard): boolean {
  const objects = [{ flags, read: read?.message }, ...provisioning];
  return (
    read?.dodf === 'pin' ||
    objects.some((one) => one.flags?.private || one.flags?.modifiable || one.read === 'pin')
  );
}
