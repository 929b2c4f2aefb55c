import { announcesData, INS, isSuccess } from '../apdu/index.js';
import { concat } from '../bytes.js';
import { Channels } from './channels.js';
import { offsetOf, type ParsedCommand, parseCommand } from './command.js';
import { decodeFcp, decodeGsmResponse } from './decode-select.js';
import { Files } from './files.js';
import type { Decoded, Exchange, Role } from './model.js';
import { type FileRef, MAX_NAME_LENGTH, type Place, Places } from './places.js';
import { commandWords, instructionName } from './words.js';

/** An answer gathered from several exchanges is not kept beyond this: none is longer (TS 102 221, 7.3.1.1). In bytes. */
const MAX_ANSWER = 4096;

/** The longest answer about a file that is shown: those of cards have some forty bytes. */
const MAX_INFO_LENGTH = 128;

/** Data with these is an answer all the same: a deactivated file, and what ends before the length asked for. */
const WARNINGS: readonly number[] = [0x6282, 0x6283, 0x6285];

export type Draft = { -readonly [K in keyof Exchange]: Exchange[K] };

/** A command whose answer is gathered. */
interface Asked {
  readonly command: ParsedCommand;
  readonly place: Place | null;
  readonly words: string;
  data: Uint8Array;
}

/** What a card does, as its exchanges show it: the files that are selected on each channel, answers put together, files read. */
export class Follower {
  readonly #places = new Places();
  readonly files = new Files(this.#places);
  readonly #channels = new Channels(this.#places);
  /** Its answer waits. */
  #waiting: Asked | null = null;
  #reading: FileRef | null = null;
  /** What the file of the last exchange is for; null where it was about none. */
  role: Role | null = null;

  /** The card was reset, or connected to: the MF is selected, or so it is taken to be where another program left it elsewhere. */
  begin(): void {
    this.end();
    this.#channels.clear();
  }

  /** Nothing more comes. */
  end(): void {
    this.#waiting = null;
    if (this.#reading !== null) this.files.finish(this.#reading);
    this.#reading = null;
  }

  /** Fills in what is to be said of an exchange: name, file, words, what came decoded. */
  follow(exchange: Draft): void {
    const command = parseCommand(exchange.command);
    const { ins, generation, channel } = command;
    exchange.name = instructionName(command);
    Object.assign(exchange, { generation, channel });
    if (ins === INS.getResponse) {
      this.#fetch(exchange, command);
      return;
    }
    const place = this.#channels.placeOf(command);
    const isRead = ins === INS.readBinary || ins === INS.readRecord;
    this.#turnTo(isRead && place?.kind === 'file' ? place : null);
    // What was learned from the file before may be the name of this one.
    const named = place === null ? null : (this.#channels.placeOf(command) ?? place);
    this.role = named?.kind === 'file' ? named.role : null;
    exchange.file = named?.name ?? null;
    exchange.text = commandWords(exchange.name, command, exchange.file);
    exchange.open = { command: isOpenCommand(command), data: exchange.data.length === 0 };
    const asked = { command, place: named, words: exchange.text, data: exchange.data };
    this.#waiting = exchange.sw !== null && announcesData(exchange.sw) ? asked : null;
    if (this.#waiting === null) this.#answered(asked, exchange);
    else this.#channels.done(command, named);
  }

  /** GET RESPONSE: a part of the answer to the command before. */
  #fetch(exchange: Draft, command: ParsedCommand): void {
    const asked = this.#waiting;
    this.role = asked?.place?.kind === 'file' ? asked.place.role : null;
    exchange.file = asked?.place?.name ?? null;
    exchange.text = commandWords(exchange.name, command, asked?.words ?? null);
    exchange.open = { command: true, data: exchange.data.length === 0 };
    if (asked === null || exchange.sw === null) return;
    asked.data = concat(asked.data, exchange.data).subarray(0, MAX_ANSWER);
    if (announcesData(exchange.sw) || exchange.sw >> 8 === 0x6c) return;
    this.#waiting = null;
    this.#answered(asked, exchange);
  }

  #turnTo(file: FileRef | null): void {
    if (this.#reading !== null && this.#reading.key !== file?.key) this.files.finish(this.#reading);
    this.#reading = file;
  }

  /** The whole answer to a command is there; `exchange` brought the last of it. */
  #answered(asked: Asked, exchange: Draft): void {
    const { command, place, data } = asked;
    const sw = exchange.sw ?? 0;
    const isDone = isSuccess(sw) || WARNINGS.includes(sw);
    if (!isDone) return;
    this.#channels.done(command, place);
    switch (command.ins) {
      case INS.select:
      case INS.status:
        exchange.decoded = this.#info(command, place, data);
        exchange.open = { ...exchange.open, data: isInfo(exchange.decoded, data) };
        return;
      case INS.readBinary: {
        if (place?.kind === 'file') {
          this.files.read(place, { offset: offsetOf(command) }, exchange, data);
        }
        return;
      }
      case INS.readRecord:
        if (place?.kind === 'file') {
          this.files.read(place, { record: command.p1 }, exchange, data);
        }
        return;
      case INS.manageChannel: {
        exchange.open = { ...exchange.open, data: data.length <= 1 };
        this.#channels.managed(command, data[0]);
        return;
      }
    }
  }

  /** The answer to SELECT or STATUS. */
  #info(
    { generation, channel: number }: ParsedCommand,
    place: Place | null,
    data: Uint8Array,
  ): Decoded | null {
    if (data.length === 0) return null;
    if (generation === '2g') {
      const { decoded } = decodeGsmResponse(data);
      if (place?.kind === 'file') this.files.selected(place, decoded);
      return decoded;
    }
    const { decoded, value } = decodeFcp(data);
    if (place?.kind === 'file') {
      this.files.selected(place, decoded);
      const directory = this.#channels.directoryOf(number);
      if (value?.sfi != null) this.#places.learnShort(directory, value.sfi, place);
    }
    return decoded;
  }
}

/** Whether what follows P3 can be no secret: there is nothing, or it is a name or path as SELECT has it. */
const isOpenCommand = ({ ins, data }: ParsedCommand): boolean =>
  data.length === 0 || (ins === INS.select && data.length <= MAX_NAME_LENGTH);

/** Whether an answer to SELECT or STATUS is one about a file, and nothing besides. */
function isInfo(decoded: Decoded | null, data: Uint8Array): boolean {
  if (decoded === null) return data.length === 0;
  return decoded.problem === null && data.length <= MAX_INFO_LENGTH;
}
