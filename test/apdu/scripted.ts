import { fromHex, toHex } from '../../lib/bytes.js';
import type { CardConnection, Protocol } from '../../lib/reader/reader.js';

export interface Scripted extends CardConnection {
  /** The commands that came, in hexadecimal. */
  readonly sent: string[];
}

/** A card that gives these answers, in hexadecimal, one after the other; the last one for ever. */
export function scripted(answers: readonly string[], protocol: Protocol = 'T=0'): Scripted {
  const sent: string[] = [];
  return {
    sent,
    atr: fromHex('3B00'),
    protocol,
    share: 'exclusive',
    capabilities: { atr: true, reset: true, exclusive: true, basicChannel: true, protocol: true },
    async transmit(command) {
      sent.push(toHex(command));
      return fromHex(answers[Math.min(sent.length, answers.length) - 1]!);
    },
    async reset() {},
    async disconnect() {},
  };
}

export const noPause = async (): Promise<void> => {};
