import { announcesData, INS, isSuccess } from '../apdu/index.js';
import { concat } from '../bytes.js';
import { type ParsedCommand, parseCommand } from './command.js';
import { decodeFcp, decodeGsmResponse } from './decode.js';
import { Files } from './files.js';
import type { Decoded, Exchange, Role } from './model.js';
import { type Channel, type Directory, type FileRef, MF, type Place, Places } from './places.js';
import { commandWords, instructionName } from './words.js';

/** An answer gathered from several exchanges is not kept beyond this: none is longer (TS 102 221, 7.3.1.1). In bytes. */
const MAX_ANSWER = 4096;

/** SELECT's P1 (TS 102 221, 11.1.1.2). */
const BY_PARENT = 0x03;
const BY_AID = 0x04;
const FROM_MF = 0x08;
const CLOSE = 0x80;
const SHORT_IDENTIFIER = 0x80;
/** Data with these is an answer all the same: a deactivated file, and what ends before the length asked for. */
const WARNINGS: readonly number[] = [0x6282, 0x6283, 0x6285];

/** Commands besides SELECT and READ that are about the selected file: update, increase, search, (de)activate. */
const ABOUT_THE_FILE: readonly number[] = [
  ...[0xd6, 0xd7, 0xdc, 0xdd, 0xb1, 0xb3],
  ...[0x32, 0xa2, 0x04, 0x44],
];

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
  readonly #channels = new Map<number, Channel>();
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
    const place = this.#placeOf(command);
    const isRead = ins === INS.readBinary || ins === INS.readRecord;
    this.#turnTo(isRead && place?.kind === 'file' ? place : null);
    // What was learned from the file before may be the name of this one.
    const named = place === null ? null : (this.#placeOf(command) ?? place);
    this.role = named?.kind === 'file' ? named.role : null;
    exchange.file = named?.name ?? null;
    exchange.text = commandWords(exchange.name, command, exchange.file);
    exchange.open = { command: isOpenCommand(command), data: exchange.data.length === 0 };
    const asked = { command, place: named, words: exchange.text, data: exchange.data };
    this.#waiting = exchange.sw !== null && announcesData(exchange.sw) ? asked : null;
    if (this.#waiting === null) this.#answered(asked, exchange);
    else this.#done(asked, true);
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

  /** The file or directory that a command is about; null where it is about none. */
  #placeOf(command: ParsedCommand): Place | null {
    const { ins, p1, p2 } = command;
    const channel = this.#channel(command.channel);
    switch (ins) {
      case INS.select:
        return this.#selected(command, channel);
      case INS.readBinary:
        return (p1 & SHORT_IDENTIFIER) === 0
          ? channel.file
          : this.#places.byShort(p1 & 0x1f, channel.directory);
      case INS.readRecord:
        return p2 >> 3 === 0 ? channel.file : this.#places.byShort(p2 >> 3, channel.directory);
      case INS.status:
        return channel.directory;
      default:
        return ABOUT_THE_FILE.includes(ins) ? channel.file : null;
    }
  }

  #selected({ p1, data, generation }: ParsedCommand, { directory }: Channel): Place | null {
    if (generation === '3g' && p1 === BY_AID) return this.#places.application(data);
    if (generation === '3g' && p1 === BY_PARENT) return null;
    if (data.length === 0 && generation === '3g') return MF;
    if (data.length < 2) return null;
    const fids = Array.from(
      { length: data.length >> 1 },
      (_, at) => (data[2 * at]! << 8) | data[2 * at + 1]!,
    );
    const from: Directory = generation === '3g' && p1 === FROM_MF ? MF : directory;
    return this.#places.byPath(fids, from);
  }

  #channel(number: number): Channel {
    const held = this.#channels.get(number);
    if (held) return held;
    const fresh: Channel = { directory: MF, file: null };
    this.#channels.set(number, fresh);
    return fresh;
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
    this.#done(asked, isDone);
    if (!isDone) return;
    switch (command.ins) {
      case INS.select:
      case INS.status:
        exchange.open = { ...exchange.open, data: true };
        exchange.decoded = this.#info(command, place, data);
        return;
      case INS.readBinary: {
        const { p1, p2 } = command;
        const offset = (p1 & SHORT_IDENTIFIER) === 0 ? (p1 << 8) | p2 : p2;
        if (place?.kind === 'file') this.files.read(place, { offset }, exchange, data);
        return;
      }
      case INS.readRecord:
        if (place?.kind === 'file') {
          this.files.read(place, { record: command.p1 }, exchange, data);
        }
        return;
      case INS.manageChannel: {
        exchange.open = { ...exchange.open, data: true };
        const { p1, p2 } = command;
        const number = p2 === 0 ? (p1 === CLOSE ? command.channel : data[0]) : p2;
        if (number === undefined) return;
        // A channel that is opened from another than the basic one begins where that is (TS 102 221, 11.1.17).
        const from = command.channel === 0 ? MF : this.#channel(command.channel).directory;
        if (p1 === CLOSE) this.#channels.delete(number);
        else this.#channels.set(number, { directory: from, file: null });
        return;
      }
    }
  }

  /** What a command changes that was done, whether or not its answer was fetched. */
  #done({ command, place }: Asked, isDone: boolean): void {
    if (!isDone || place === null) return;
    const channel = this.#channel(command.channel);
    if (command.ins === INS.select) {
      if (place.kind === 'directory') channel.directory = place;
      channel.file = place.kind === 'file' ? place : null;
      if (place.kind === 'file') this.#enter(channel, place);
    } else if (command.ins === INS.readBinary || command.ins === INS.readRecord) {
      if (place.kind === 'file') channel.file = place;
    }
  }

  /** A file that was selected by a path makes its directory the current one. */
  #enter(channel: Channel, { key }: FileRef): void {
    const above = key.slice(0, key.lastIndexOf('/'));
    if (above === channel.directory.key) return;
    channel.directory =
      above === MF.key
        ? MF
        : { kind: 'directory', key: above, name: `directory ${above}`, of: 'other' };
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
      const { directory } = this.#channel(number);
      if (value?.sfi != null) this.#places.learnShort(directory, value.sfi, place);
    }
    return decoded;
  }
}

/** Whether what follows P3 can be no secret. */
function isOpenCommand({ ins, data }: ParsedCommand): boolean {
  const harmless: readonly number[] = [INS.select, INS.status, INS.manageChannel];
  return data.length === 0 || harmless.includes(ins);
}
