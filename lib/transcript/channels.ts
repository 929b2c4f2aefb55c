import { INS } from '../apdu/index.js';
import { type ParsedCommand, shortIdentifierOf } from './command.js';
import { type Directory, type FileRef, MF, type Place, type Places } from './places.js';

/** SELECT's P1 (TS 102 221, 11.1.1.2). */
const BY_PARENT = 0x03;
const BY_AID = 0x04;
const FROM_MF = 0x08;
const CLOSE = 0x80;

/** Commands besides SELECT and READ that are about the selected file: update, increase, search, (de)activate. */
const ABOUT_THE_FILE: readonly number[] = [
  ...[0xd6, 0xd7, 0xdc, 0xdd, 0xb1, 0xb3],
  ...[0x32, 0xa2, 0x04, 0x44],
];

/** What one logical channel has selected. */
interface Channel {
  directory: Directory;
  file: FileRef | null;
}

/** What is selected on each logical channel, as far as the commands tell. */
export class Channels {
  readonly #places: Places;
  readonly #channels = new Map<number, Channel>();

  constructor(places: Places) {
    this.#places = places;
  }

  /** The card was reset. */
  clear(): void {
    this.#channels.clear();
  }

  directoryOf(channel: number): Directory {
    return this.#channel(channel).directory;
  }

  /** MANAGE CHANNEL was done; `given` is the number that the card gave a new channel (TS 102 221, 11.1.17). */
  managed({ channel, p1, p2 }: ParsedCommand, given: number | undefined): void {
    const number = p2 === 0 ? (p1 === CLOSE ? channel : given) : p2;
    if (number === undefined) return;
    // One that is opened from another than the basic one begins where that is.
    const directory = channel === 0 ? MF : this.directoryOf(channel);
    if (p1 === CLOSE) this.#channels.delete(number);
    else this.#channels.set(number, { directory, file: null });
  }

  /** The file or directory that a command is about; null where it is about none. */
  placeOf(command: ParsedCommand): Place | null {
    const { ins, p2 } = command;
    const short = shortIdentifierOf(command);
    const channel = this.#channel(command.channel);
    switch (ins) {
      case INS.select:
        return this.#selected(command, channel);
      case INS.readBinary:
        return short === null ? channel.file : this.#places.byShort(short, channel.directory);
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

  /** What a command changes that was done, whether or not its answer was fetched. */
  done(command: ParsedCommand, place: Place | null): void {
    if (place === null) return;
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
}
