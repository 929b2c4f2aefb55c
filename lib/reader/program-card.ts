import { type ChildProcess, spawn } from 'node:child_process';
import { DmbootError, errorText } from '../error.js';
import type { ProgramImage } from '../virtual-card/image-file.js';
import {
  type FromCard,
  type FromReader,
  LineCutter,
  readCardLine,
  writeReaderLine,
} from '../virtual-card/json-lines.js';
import type { CardAnswer, PlayableCard } from '../virtual-card/playable.js';

/** Milliseconds for an answer: half of what a visit waits. */
const DEADLINE = 10_000;
/** Milliseconds between the end of its input and SIGKILL. */
const GRACE = 1_000;

/** `program`: it cannot be started, or did not do what a card does; it is taken for a card that was removed. */
export class CardProgramError extends DmbootError<'card-program'> {
  readonly fault = 'operator';
}

interface Waiting {
  resolve(line: FromCard): void;
  reject(error: Error): void;
}

/** A card that another program plays, over its standard input and output (docs/card-program.md). */
export class ProgramCard implements PlayableCard {
  readonly protocol: 'T=0' | 'T=1';
  /** Resolves when the program has ended, with what was wrong with it, if anything was. Never rejects. */
  readonly ended: Promise<CardProgramError | null>;
  readonly #child: ChildProcess;
  readonly #name: string;
  readonly #deadline: number;
  #atr: Uint8Array = new Uint8Array(0);
  #waiting: Waiting | null = null;
  #stopping = false;
  #problem: CardProgramError | null = null;
  /** Requests go out one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor({ program, protocol }: ProgramImage, folder: string, deadline: number) {
    const [command = '', ...args] = program;
    this.protocol = protocol;
    this.#name = command;
    this.#deadline = deadline;
    this.#child = spawn(command, args, { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
    this.ended = new Promise((resolve) => {
      this.#child.once('error', (error) => this.#fail(errorText(error)));
      this.#child.once('error', () => resolve(this.#problem));
      this.#child.once('close', (code, signal) => {
        if (!this.#stopping) this.#fail(`it ended with ${signal ?? code}`);
        resolve(this.#problem);
      });
    });
    this.#child.stdin?.on('error', () => undefined);
    const lines = new LineCutter();
    this.#child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
      for (const line of lines.cut(piece)) this.#heard(line);
    });
  }

  /**
   * Starts the program in a folder, and resets the card. `deadline`: milliseconds for each answer.
   *
   * @throws CardProgramError where it cannot be started or does not answer with an ATR.
   */
  static async start(
    image: ProgramImage,
    folder: string,
    { deadline = DEADLINE }: { readonly deadline?: number } = {},
  ): Promise<ProgramCard> {
    const card = new ProgramCard(image, folder, deadline);
    await card.reset();
    if (card.#atr.length > 0) return card;
    throw (await card.ended) ?? new CardProgramError('card-program', `${card.#name}: no ATR`);
  }

  get atr(): Uint8Array {
    return this.#atr;
  }

  async reset(): Promise<Uint8Array> {
    const answer = await this.#ask({ type: 'reset' }, 'atr');
    if (answer !== null) this.#atr = answer;
    return this.#atr;
  }

  async answer(command: Uint8Array): Promise<CardAnswer | 'gone'> {
    const bytes = await this.#ask({ type: 'command', bytes: command }, 'response');
    return bytes === null ? 'gone' : { bytes, delayMs: 0 };
  }

  /** Tells the program that its card is taken out, and waits for its end. */
  async stop(): Promise<void> {
    await this.#last;
    this.#stopping = true;
    this.#child.stdin?.end(writeReaderLine({ type: 'remove' }));
    const late = setTimeout(() => this.#child.kill('SIGKILL'), GRACE);
    await this.ended;
    clearTimeout(late);
  }

  #ask(said: FromReader, expected: FromCard['type']): Promise<Uint8Array | null> {
    const answer = this.#last.then(() => this.#askNow(said, expected));
    this.#last = answer;
    return answer;
  }

  /** Null where there is no answer: then there is no program any more. */
  async #askNow(said: FromReader, expected: FromCard['type']): Promise<Uint8Array | null> {
    if (this.#problem !== null || this.#stopping) return null;
    const late = setTimeout(
      () => this.#fail(`no answer within ${this.#deadline} ms`),
      this.#deadline,
    );
    try {
      const answer = await new Promise<FromCard>((resolve, reject) => {
        this.#waiting = { resolve, reject };
        this.#child.stdin?.write(writeReaderLine(said));
      });
      if (answer.type === expected) return answer.bytes;
      this.#fail(`expected "${expected}" as an answer to "${said.type}"`);
      return null;
    } catch {
      return null;
    } finally {
      clearTimeout(late);
      this.#waiting = null;
    }
  }

  #heard(line: string): void {
    const waiting = this.#waiting;
    try {
      const said = readCardLine(line);
      if (waiting === null) throw new CardProgramError('card-program', 'it speaks unasked');
      this.#waiting = null;
      waiting.resolve(said);
    } catch (error) {
      this.#fail(errorText(error));
    }
  }

  /** The first failure is the one to tell. */
  #fail(why: string): void {
    this.#problem ??= new CardProgramError('card-program', `the card ${this.#name}: ${why}`);
    this.#waiting?.reject(this.#problem);
    this.#child.kill('SIGKILL');
  }
}
