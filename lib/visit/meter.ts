import type { CardConnection, Disposition } from '../reader/reader.js';

const INS_VERIFY = 0x20;

/** Counts what goes over a card's connections during one visit, and knows whether a PIN went over this one. */
export class Meter {
  apdus = 0;
  bytesSent = 0;
  bytesReceived = 0;
  readonly #exchanged: (command: Uint8Array, response: Uint8Array) => void;

  constructor(exchanged: (command: Uint8Array, response: Uint8Array) => void) {
    this.#exchanged = exchanged;
  }

  measure(connection: CardConnection): CardConnection & { readonly disposition: Disposition } {
    const meter = this;
    let verified = false;
    return {
      get atr() {
        return connection.atr;
      },
      get disposition() {
        return verified ? 'reset' : 'leave';
      },
      protocol: connection.protocol,
      share: connection.share,
      capabilities: connection.capabilities,
      async transmit(command) {
        meter.apdus += 1;
        meter.bytesSent += command.length;
        verified ||= command[1] === INS_VERIFY && command.length > 5;
        const response = await connection.transmit(command);
        meter.bytesReceived += response.length;
        meter.#exchanged(command, response);
        return response;
      },
      reset: () => connection.reset(),
      disconnect: (disposition) => connection.disconnect(disposition),
    };
  }
}
