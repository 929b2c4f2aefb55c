/**
 * A worker child: connects to one reader, transmits, resets, disconnects and ends.
 */
import { errorText } from '../../error.js';
import type { Disposition, ShareMode } from '../reader.js';
import { offersT0 } from './atr.js';
import { type Binding, loadBinding, type NativeReader, pcscCode } from './binding.js';
import { leave, liveWithParent, say } from './child.js';
import type { WorkerReply, WorkerRequest } from './protocol.js';

const SHARE: Record<ShareMode, number> = { exclusive: 1, shared: 2 };
const DISPOSITION: Record<Disposition, number> = { leave: 0, reset: 1 };
const T0 = 1;
const T1 = 2;
const PROTO_MISMATCH = 0x8010000f;

/** 256 bytes of data and the status word: no command of ours is an extended one. */
const MAX_RESPONSE = 258;

/** Never collected: a reader object without a status thread must not meet its destructor. */
const kept: object[] = [];

function call<Value>(
  start: (done: (error: Error | null | undefined, value: Value) => void) => void,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    start((error, value) => setImmediate(() => (error ? reject(error) : resolve(value))));
  });
}

/** The binding has no SCardStatus; the first thing that a status thread tells is the ATR. */
function answerToReset({ CardReader }: Binding, reader: string): Promise<Uint8Array> {
  const native = new CardReader(reader);
  kept.push(native);
  native.emit = () => {};
  return call((done) =>
    native.get_status((error, _state, atr) => done(error, atr ?? new Uint8Array())),
  );
}

class Card {
  readonly #binding: Binding;
  readonly #reader: string;
  readonly #share: ShareMode;
  readonly #native: NativeReader;
  #protocol = T0;

  constructor(binding: Binding, reader: string, share: ShareMode) {
    this.#binding = binding;
    this.#reader = reader;
    this.#share = share;
    this.#native = new binding.CardReader(reader);
    kept.push(this.#native);
  }

  /** A card that offers T=0 may stand on T=1 because of a program before us; where nobody else is on it, a reset makes it choose anew. */
  async connect(): Promise<WorkerReply> {
    await this.#negotiate();
    let atr = await answerToReset(this.#binding, this.#reader);
    if (this.#protocol === T1 && this.#share === 'exclusive' && offersT0(atr)) {
      await this.disconnect('reset');
      await this.#negotiate();
      atr = await answerToReset(this.#binding, this.#reader);
    }
    return { kind: 'connected', protocol: this.#protocol === T0 ? 'T=0' : 'T=1', atr };
  }

  async reset(): Promise<WorkerReply> {
    await this.disconnect('reset');
    return this.connect();
  }

  async transmit(command: Uint8Array): Promise<WorkerReply> {
    const response = await call<Uint8Array>((done) =>
      this.#native._transmit(command, MAX_RESPONSE, this.#protocol, done),
    );
    return { kind: 'response', response };
  }

  async disconnect(disposition: Disposition): Promise<WorkerReply> {
    await call((done) => this.#native._disconnect(DISPOSITION[disposition], done));
    return { kind: 'disconnected' };
  }

  /** Asked for both, the service takes T=1 first. */
  async #negotiate(): Promise<void> {
    const connect = (protocol: number) =>
      call<number>((done) => this.#native._connect(SHARE[this.#share], protocol, done));
    try {
      this.#protocol = await connect(T0);
    } catch (error) {
      if (pcscCode(error) !== PROTO_MISMATCH) throw error;
      this.#protocol = await connect(T1);
    }
  }
}

let card: Card | null = null;

function answer(request: WorkerRequest): WorkerReply | Promise<WorkerReply> {
  if (request.kind === 'connect') {
    const binding = loadBinding();
    if ('absent' in binding) return { kind: 'absent-module', reason: binding.absent };
    card = new Card(binding, request.reader, request.share);
    return card.connect();
  }
  if (card === null) return { kind: 'failed', pcsc: null, reason: 'not connected' };
  if (request.kind === 'transmit') return card.transmit(request.command);
  if (request.kind === 'reset') return card.reset();
  return card.disconnect(request.disposition);
}

async function serve(request: WorkerRequest): Promise<void> {
  try {
    const reply = await answer(request);
    say(reply, reply.kind === 'disconnected' ? leave : undefined);
  } catch (error) {
    say({ kind: 'failed', pcsc: pcscCode(error), reason: errorText(error) });
  }
}

liveWithParent();
let turn = Promise.resolve();
process.on('message', (request: WorkerRequest) => {
  turn = turn.then(() => serve(request));
});
