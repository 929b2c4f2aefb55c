import { ReaderError, type ReaderErrorCode } from '../reader/error.js';
import type { CardConnection, Disposition, ShareMode, Slot } from '../reader/reader.js';
import { TraceError } from './error.js';
import { formatHeader, formatLine } from './format.js';
import { maskedCommand } from './mask.js';
import { MAX_LINES, type TraceStep } from './model.js';
import { SECRETS_WARNING } from './warning.js';

/** Where a recording goes. Both methods may throw; nothing is made before the first `write`. */
export interface TraceSink {
  /** Whole lines, each ended. They are out of the process's hands when this returns. */
  write(text: string): void;
  close(): void;
}

/** Lines that are kept free for the header, the answer to what is under way, and the removal. */
const SPARE_LINES = 16;

/** Stands for an error that came without a code of PC/SC: one that `pcscError` reads as the same. */
const CODES: Readonly<Record<ReaderErrorCode, number>> = {
  removed: 0x80100069,
  reset: 0x80100068,
  sharing: 0x8010000b,
  mute: 0x80100066,
  down: 0x8010001d,
  transport: 0x80100016,
  departed: 0x80100016,
  'absent-module': 0x8010001d,
};

function monotonicMicros(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

/**
 * Writes one stay of a card as a trace: from its insertion to `removed` or `close`. A stay in which nothing was asked of the card leaves nothing.
 * A sink that fails ends the recording: `onFailure` is called once, and everything after it is passed over.
 */
export class StayRecorder {
  readonly #reader: string;
  readonly #sink: TraceSink;
  readonly #onFailure: (error: unknown) => void;
  readonly #clock: () => number;
  #lines = 0;
  #began = 0;
  #micros = 0;
  #ended = false;

  /** `clock` tells microseconds from any beginning, and never goes back. */
  constructor(
    reader: string,
    sink: TraceSink,
    onFailure: (error: unknown) => void,
    clock: () => number = monotonicMicros,
  ) {
    this.#reader = reader;
    this.#sink = sink;
    this.#onFailure = onFailure;
    this.#clock = clock;
  }

  /** Writes what was done, or what came. The first is a `connect`. */
  note(step: TraceStep): void {
    if (this.#ended) return;
    try {
      this.#write(step);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The card is gone. */
  removed(): void {
    if (this.#lines > 0) this.note({ kind: 'removed' });
    this.close();
  }

  /** Recording ends with the card in its reader. */
  close(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#lines === 0) return;
    try {
      this.#sink.close();
    } catch (error) {
      this.#onFailure(error);
    }
  }

  #write(step: TraceStep): void {
    const now = this.#clock();
    if (this.#lines === 0) {
      this.#began = now;
      const protocol = step.kind === 'connect' ? step.protocol : null;
      this.#sink.write(formatHeader({ reader: this.#reader, protocol }, SECRETS_WARNING));
    }
    if (this.#lines >= MAX_LINES - SPARE_LINES && isAsked(step)) {
      throw new TraceError(
        'limit',
        { file: this.#reader, line: this.#lines, column: 1 },
        `a stay of at most ${MAX_LINES} lines`,
        'more: the recording of this stay ends',
      );
    }
    this.#micros = Math.max(this.#micros, now - this.#began);
    this.#sink.write(formatLine(step, this.#micros));
    this.#lines += 1;
  }

  #fail(error: unknown): void {
    this.#ended = true;
    try {
      this.#sink.close();
    } catch {
      // The failure before it is the one to tell.
    }
    this.#onFailure(error);
  }
}

function isAsked(step: TraceStep): boolean {
  return step.kind === 'connect' || step.kind === 'command' || step.kind === 'reset';
}

/** The same slot, with all that is done through it and all that comes of it noted in `stay`; PINs are masked. */
export function recordingSlot(slot: Slot, stay: StayRecorder): Slot {
  return {
    name: slot.name,
    capabilities: slot.capabilities,
    async connect(share: ShareMode, signal: AbortSignal): Promise<CardConnection> {
      try {
        const inner = await slot.connect(share, signal);
        stay.note({ kind: 'connect', protocol: inner.protocol, share: inner.share });
        stay.note({ kind: 'atr', bytes: inner.atr });
        return new RecordingConnection(inner, stay);
      } catch (error) {
        // The protocol is not known of a connection that failed: T=0 is what is asked for first.
        stay.note({ kind: 'connect', protocol: 'T=0', share });
        throw noted(error, stay);
      }
    },
  };
}

class RecordingConnection implements CardConnection {
  readonly #inner: CardConnection;
  readonly #stay: StayRecorder;

  constructor(inner: CardConnection, stay: StayRecorder) {
    this.#inner = inner;
    this.#stay = stay;
  }

  get atr() {
    return this.#inner.atr;
  }

  get protocol() {
    return this.#inner.protocol;
  }

  get share() {
    return this.#inner.share;
  }

  get capabilities() {
    return this.#inner.capabilities;
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    this.#stay.note(maskedCommand(command));
    try {
      const bytes = await this.#inner.transmit(command);
      this.#stay.note({ kind: 'response', bytes });
      return bytes;
    } catch (error) {
      throw noted(error, this.#stay);
    }
  }

  async reset(): Promise<void> {
    this.#stay.note({ kind: 'reset' });
    try {
      await this.#inner.reset();
      this.#stay.note({ kind: 'atr', bytes: this.#inner.atr });
    } catch (error) {
      throw noted(error, this.#stay);
    }
  }

  disconnect(disposition: Disposition): Promise<void> {
    return this.#inner.disconnect(disposition);
  }
}

/** Notes an error as the answer to what was asked, and hands it back. */
function noted(error: unknown, stay: StayRecorder): unknown {
  const pcsc =
    error instanceof ReaderError ? (error.pcsc ?? CODES[error.code]) : CODES['transport'];
  stay.note({ kind: 'error', pcsc });
  return error;
}
