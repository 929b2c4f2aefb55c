import { createRequire } from 'node:module';
import { errorText } from '../../error.js';

type Done<Value> = (error: Error | null | undefined, value: Value) => void;

/** The native class behind a listing: it calls back for the first listing and after each change of the number of readers. */
export interface NativeLister {
  /** The names come as one NUL-separated string. */
  start(listed: Done<Uint8Array>): void;
}

/** The native class behind a reader. One that was ever used must be referenced until the process ends, or until `_end` and one turn more. */
export interface NativeReader {
  /** Called with `_end` when the thread that `get_status` started is about to end. */
  emit: (event: string) => void;
  /** Starts a thread that calls back with dwEventState and ATR, at once and after each change. */
  get_status(
    told: (error: Error | null | undefined, state: number, atr?: Uint8Array) => void,
  ): void;
  _connect(share: number, protocols: number, done: Done<number>): void;
  _disconnect(disposition: number, done: Done<undefined>): void;
  _transmit(
    command: Uint8Array,
    maxResponse: number,
    protocol: number,
    done: Done<Uint8Array>,
  ): void;
}

/**
 * The native half of `pcsclite` 1.0.1. Its JavaScript half is left out: it forgets a reader that comes back under its name
 * before it has ended, starts a status thread for each reader that one connects to, and defaults to unpowering the card.
 *
 * All callbacks come from outside of Node's own turns: promises that they settle are not served before the next turn,
 * so everything that they lead to begins with `setImmediate`.
 */
export interface Binding {
  readonly PCSCLite: new () => NativeLister;
  readonly CardReader: new (reader: string) => NativeReader;
}

/** Loads the optional module, or says for people why not and what to do. Never throws. */
export function loadBinding(): Binding | { readonly absent: string } {
  try {
    const binding: Binding = createRequire(import.meta.url)('pcsclite/build/Release/pcsclite.node');
    return binding;
  } catch (error) {
    const [problem] = errorText(error).split('\n');
    return {
      absent: `the PC/SC binding cannot be loaded (${problem}); install a compiler, make, python3 and libpcsclite-dev, then run: npm install pcsclite@1.0.1`,
    };
  }
}

/** The PC/SC return code at the end of an error text of the binding, such as `SCardConnect error: …(0x8010000b)`. */
export function pcscCode(error: unknown): number | null {
  const digits = /\(0x[0-9a-f]*([0-9a-f]{8})\)$/i.exec(errorText(error))?.[1];
  return digits === undefined ? null : Number.parseInt(digits, 16);
}
