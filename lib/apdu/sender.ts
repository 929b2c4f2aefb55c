import { setTimeout as wait } from 'node:timers/promises';
import { concat } from '../bytes.js';
import type { CardConnection, Protocol } from '../reader/reader.js';
import { CLA_2G, type Command, encodeCommand, MAX_LE } from './command.js';
import { ApduError } from './error.js';
import { INS, instructionName } from './instructions.js';
import { announcesData, isSuccess, lengthIn } from './status.js';

export interface Response {
  readonly data: Uint8Array;
  readonly sw: number;
  /** Success, be it that an answer waits which was not asked for. */
  readonly ok: boolean;
  /** The card itself named the length of this answer, by 6CXX or 67XX. */
  readonly exact: boolean;
}

/** GET RESPONSEs for one answer. */
const MAX_ROUNDS = 16;
/** The longest answer gathered from several. */
const MAX_RESPONSE = 2048;
/** Exchanges of one stay: a file of 32767 bytes takes 128. */
const MAX_EXCHANGES = 2048;
const MAX_BUSY = 3;
const BUSY_PAUSE_MS = 100;
/** What is asked for after a card would not have Le 00. */
const CAUTIOUS_LE = 255;
const BUSY = 0x9300;
const WRONG_LENGTH = 0x6700;

/** GET RESPONSE has the class of its command, channel included: A0, or the interindustry one (TS 102 221, 7.3.1.1). */
function responseClass(cla: number): number {
  return cla === CLA_2G ? cla : cla & 0x7f;
}

/**
 * Sends commands and sees to all that the transport leaves to the application (TS 102 221, 7.3; TS 51.011, 9.1):
 * the forms of T=0 and T=1, 61XX and 9FXX, 6CXX, busy and failing cards.
 *
 * VERIFY with a PIN is sent once and never repeated, whatever comes back; without one, which spends no try, it is repeated where
 * the card is busy. No error holds data of a command.
 * Rejects with `ReaderError`, untouched, and `ApduError`.
 */
export class Sender {
  readonly #connection: CardConnection;
  readonly #pause: () => Promise<unknown>;
  #longest = MAX_LE;
  #exchanges = 0;

  constructor(connection: CardConnection, pause = (): Promise<unknown> => wait(BUSY_PAUSE_MS)) {
    this.#connection = connection;
    this.#pause = pause;
  }

  get protocol(): Protocol {
    return this.#connection.protocol;
  }

  async send(command: Command): Promise<Response> {
    const isVerify = command.ins === INS.verify;
    if (isVerify && command.data !== undefined) {
      return finished(await this.#exchange(command), false);
    }
    let le = this.#bounded(command);
    let exact = false;
    let busy = 0;
    let retried = false;
    for (;;) {
      const answer = await this.#exchange(withLe(command, le));
      const { sw } = answer;
      if (sw === BUSY && busy < MAX_BUSY) {
        busy += 1;
        await this.#pause();
      } else if (sw >> 8 === 0x6f && !retried && !isVerify) {
        retried = true;
      } else if (le !== undefined && !exact && namesLength(command.cla, sw)) {
        exact = true;
        le = lengthIn(sw);
      } else if (command.ins === INS.readBinary && le === MAX_LE && !exact && isRefusal(answer)) {
        this.#longest = CAUTIOUS_LE;
        le = CAUTIOUS_LE;
      } else if (le !== undefined && announcesData(sw)) {
        return finished(await this.#collect(command, answer), exact);
      } else {
        if (le !== undefined && answer.data.length > le) {
          throw new ApduError(
            'too-long',
            `${nameOf(command)} was answered with more than asked for`,
          );
        }
        return finished(answer, exact);
      }
    }
  }

  #bounded(command: Command): number | undefined {
    if (command.le === undefined || command.ins !== INS.readBinary) return command.le;
    return Math.min(command.le, this.#longest);
  }

  /** Fetches what 61XX and 9FXX announce, and appends it to what came with them. */
  async #collect(command: Command, first: Answer): Promise<Answer> {
    const fetch = { cla: responseClass(command.cla), ins: INS.getResponse, p1: 0, p2: 0 };
    let { data, sw } = first;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const next = await this.#exchange({ ...fetch, le: lengthIn(sw) });
      data = concat(data, next.data);
      if (data.length > MAX_RESPONSE) {
        throw new ApduError('too-long', `the answer to ${nameOf(command)} is too long`);
      }
      const more = announcesData(next.sw);
      if (more && next.data.length === 0) break;
      if (!more && next.sw >> 8 !== 0x6c) return { data, sw: next.sw };
      sw = next.sw;
    }
    throw new ApduError('endless', `the answer to ${nameOf(command)} does not end`);
  }

  async #exchange(command: Command): Promise<Answer> {
    // A channel is closed however long the walk was.
    if (command.ins !== INS.manageChannel && ++this.#exchanges > MAX_EXCHANGES) {
      throw new ApduError('endless', `the walk takes more than ${MAX_EXCHANGES} exchanges`);
    }
    const bytes = await this.#connection.transmit(encodeCommand(command, this.protocol));
    const length = bytes.length - 2;
    if (length > MAX_LE) {
      throw new ApduError('too-long', `the answer to ${nameOf(command)} has ${length} bytes`);
    }
    return { data: bytes.subarray(0, length), sw: (bytes[length]! << 8) | bytes[length + 1]! };
  }
}

interface Answer {
  readonly data: Uint8Array;
  readonly sw: number;
}

function finished({ data, sw }: Answer, exact: boolean): Response {
  return { data, sw, ok: isSuccess(sw) || announcesData(sw), exact };
}

function withLe(command: Command, le: number | undefined): Command {
  return le === undefined ? command : { ...command, le };
}

/** 6CXX; in 2G also 67XX, where XX is not zero (TS 51.011, 9.4.6). */
function namesLength(cla: number, sw: number): boolean {
  return sw >> 8 === 0x6c || (cla === CLA_2G && sw >> 8 === 0x67 && sw !== WRONG_LENGTH);
}

/** How cards that do not know Le 00 answer to it. */
function isRefusal({ data, sw }: Answer): boolean {
  return sw === WRONG_LENGTH || (isSuccess(sw) && data.length === 0);
}

function nameOf({ ins }: Command): string {
  return instructionName(ins);
}
