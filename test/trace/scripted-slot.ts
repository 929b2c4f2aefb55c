import type { CardConnection, Protocol, ShareMode, Slot } from '../../lib/reader/reader.js';

const CAPABILITIES = {
  atr: true,
  reset: true,
  exclusive: true,
  basicChannel: true,
  protocol: true,
} as const;

/** A slot that gives the next of its answers to whatever is asked: bytes, or an error that is thrown. */
export function scriptedSlot(
  answers: readonly (Uint8Array | Error)[],
  protocol: Protocol = 'T=0',
  name = 'Scripted 00 00',
): Slot {
  const left = [...answers];
  function next(): Uint8Array {
    const answer = left.shift();
    if (!(answer instanceof Uint8Array)) throw answer ?? new Error('the script has ended');
    return answer;
  }
  function connection(share: ShareMode): CardConnection {
    let atr = next();
    return {
      get atr() {
        return atr;
      },
      protocol,
      share,
      capabilities: CAPABILITIES,
      transmit: async () => next(),
      reset: async () => {
        atr = next();
      },
      disconnect: async () => undefined,
    };
  }
  return { name, capabilities: CAPABILITIES, connect: async (share) => connection(share) };
}
