import assert from 'node:assert/strict';
import { fromHex, toHex } from '../../lib/bytes.js';
import { type BootstrapCard, bootstrapImage } from '../../lib/virtual-card/bootstrap-image.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';

/** A command and the answer that it must have, in hexadecimal. */
export type Exchange = readonly [command: string, answer: string];

export function cardOf(options: BootstrapCard = {}): VirtualCard {
  return new VirtualCard(bootstrapImage(options));
}

export function send(card: VirtualCard, command: string): string {
  return toHex(card.transmit(fromHex(command)));
}

export function play(card: VirtualCard, exchanges: readonly Exchange[]): void {
  for (const [command, answer] of exchanges) {
    assert.equal(send(card, command), answer.replace(/\s/g, ''), `answer to ${command}`);
  }
}
