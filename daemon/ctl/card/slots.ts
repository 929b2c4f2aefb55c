import { errorText } from '../../../lib/error.js';
import { serveVpcd, type VpcdSession } from '../../../lib/virtual-card/vpcd.js';
import { type Played, play } from './play.js';

/** What became of the card in a slot; slots count from 1. */
export interface SlotStatus {
  readonly slot: number;
  readonly image: string | null;
  readonly inserted: boolean;
}

interface Slot {
  readonly port: number;
  image: string | null;
  played: Played | null;
  session: VpcdSession | null;
}

/** The slots of a virtual reader, and the cards that are played in them. */
export class Slots {
  readonly #slots: readonly Slot[];
  readonly #runPrograms: boolean;
  readonly #tell: (text: string) => void;

  /** One slot an image, at ports from `port` on; none holds a card yet. `tell`: hears of cards that go by themselves. */
  constructor(
    images: readonly string[],
    port: number,
    runPrograms: boolean,
    tell: (text: string) => void,
  ) {
    this.#slots = images.map((image, at) => ({
      port: port + at,
      image,
      played: null,
      session: null,
    }));
    this.#runPrograms = runPrograms;
    this.#tell = tell;
  }

  get count(): number {
    return this.#slots.length;
  }

  status(): SlotStatus[] {
    return this.#slots.map(({ image, session }, at) => ({
      slot: at + 1,
      image,
      inserted: session !== null,
    }));
  }

  /**
   * Puts the card of the slot in, made anew from its file, or that of another file. Resolves when the reader has noticed it.
   *
   * @throws RangeError where the slot holds one; CardFileError, CardProgramError, VpcdError, Exit
   */
  async insert(number: number, image?: string): Promise<void> {
    const slot = this.#slot(number);
    if (slot.session !== null) throw new RangeError(`slot ${number} holds a card`);
    const file = image ?? slot.image!;
    const played = await play(file, this.#runPrograms);
    const session = serveVpcd(played.card, { port: slot.port });
    slot.image = file;
    slot.played = played;
    slot.session = session;
    void session.closed.then(() => this.#out(number, session, 'the reader let go of it'));
    void played.ended.then((why) => this.#out(number, session, why));
    try {
      await session.inserted;
    } catch (error) {
      await this.#end(slot);
      throw error;
    }
  }

  /** Takes the card out. @throws RangeError where there is none. */
  async remove(number: number): Promise<void> {
    const slot = this.#slot(number);
    if (slot.session === null) throw new RangeError(`slot ${number} holds no card`);
    await this.#end(slot);
  }

  /** Takes out what is in, and puts in the card of another file, or its own anew. */
  async swap(number: number, image?: string): Promise<void> {
    const slot = this.#slot(number);
    if (slot.session !== null) await this.#end(slot);
    await this.insert(number, image);
  }

  /** Takes all cards out. */
  async stop(): Promise<void> {
    await Promise.all(this.#slots.map((slot) => this.#end(slot)));
  }

  #slot(number: number): Slot {
    const slot = this.#slots[number - 1];
    if (slot === undefined) throw new RangeError(`expected a slot from 1 to ${this.count}`);
    return slot;
  }

  async #end(slot: Slot): Promise<void> {
    const { session, played } = slot;
    slot.session = null;
    slot.played = null;
    await session?.remove();
    await played?.stop();
  }

  /** A card went that nobody took out. */
  #out(number: number, session: VpcdSession, why: string): void {
    const slot = this.#slot(number);
    if (slot.session !== session) return;
    this.#tell(`slot ${number}: the card is out: ${why}`);
    this.#end(slot).catch((error: unknown) => this.#tell(errorText(error)));
  }
}
