import { INS } from '../apdu/instructions.js';
import { toHex } from '../bytes.js';
import type { TraceEvent } from '../trace/index.js';
import { RedactError } from './error.js';
import { FileImage } from './file-image.js';

const UPDATE_BINARY = 0xd6;
const UPDATE_RECORD = 0xdc;
/** Readings and updates with an odd instruction: where in the file, and in which, is told by data objects (ISO 7816-4, 11.2 and 11.3). */
const READ_ODD: readonly number[] = [0xb1, 0xb3];
const UPDATE_ODD: readonly number[] = [0xd7, 0xdd];
/** The first byte of a status word that says how much there is to fetch. */
const MORE: readonly number[] = [0x61, 0x9f];
const HEADER = 5;
const STATUS_WORD = 2;
/** P1 of READ BINARY, and P2 of READ RECORD, that name a file by its short identifier (TS 102 221, 11.1.3 and 11.1.5). */
const BY_SFI = 0x80;
const ABSOLUTE_MODE = 4;
/** How often a file may say something else than before, on one connection. */
const MAX_CONTENTS = 256;

/** What is selected on a channel. */
interface Selected {
  key: string;
  /** The number of the record that was read last. */
  record: number;
  /** Where what GET RESPONSE fetches belongs; null where that was announced by no reading. */
  pending: { readonly key: string; offset: number } | null;
}

/**
 * What a stay tells of the files of its card: from READ BINARY, READ RECORD and UPDATE, and from GET RESPONSE behind a reading. Files are told apart by what was selected last; one that is read anew and says something else is another.
 * Records stand one behind the other, as long as the first one that was read.
 * Throws `RedactError` where a file is read as another one too often, or by an instruction of which it is not followed where it reads; `file` is the name of the trace.
 */
export function filesOf(events: readonly TraceEvent[], file: string): FileImage[] {
  return new Files(file).read(events);
}

class Files {
  readonly #file: string;
  readonly #channels = new Map<number, Selected>();
  readonly #images = new Map<string, FileImage[]>();
  readonly #recordLengths = new Map<string, number>();
  #connections = 0;

  constructor(file: string) {
    this.#file = file;
  }

  read(events: readonly TraceEvent[]): FileImage[] {
    events.forEach((event, at) => {
      const next = events[at + 1];
      if (event.kind === 'connect' || event.kind === 'reset') {
        this.#channels.clear();
        this.#connections += 1;
      }
      if (event.kind !== 'command' || event.masked) return;
      this.#exchange(event.bytes, next?.kind === 'response' ? next.bytes : new Uint8Array(), {
        command: event.line,
        response: next?.line ?? event.line,
      });
    });
    return [...this.#images.values()].flat();
  }

  #exchange(
    command: Uint8Array,
    response: Uint8Array,
    line: { readonly command: number; readonly response: number },
  ): void {
    const [cla = 0, ins, p1 = 0, p2 = 0] = command;
    const selected = this.#on(channelOf(cla));
    const answer = response.subarray(0, Math.max(0, response.length - STATUS_WORD));
    const data = command.subarray(HEADER, HEADER + (command[4] ?? 0));
    this.#refuseOdd(ins, data, response, line);
    const { pending } = selected;
    selected.pending = null;
    switch (ins) {
      case INS.select:
        selected.key = toHex(data);
        selected.record = 0;
        break;
      case INS.readBinary: {
        const offset = binaryOffset(selected, p1, p2);
        this.#add(selected.key, offset, answer, line.response);
        selected.pending = { key: selected.key, offset: offset + answer.length };
        break;
      }
      case INS.readRecord: {
        const offset = this.#recordOffset(selected, p1, p2, command[4] ?? 0);
        const key = `${selected.key} records`;
        this.#add(key, offset, answer, line.response);
        selected.pending = { key, offset: offset + answer.length };
        break;
      }
      case INS.getResponse:
        if (pending === null) break;
        this.#add(pending.key, pending.offset, answer, line.response);
        selected.pending = { ...pending, offset: pending.offset + answer.length };
        break;
      case UPDATE_BINARY:
        this.#add(selected.key, binaryOffset(selected, p1, p2), data, line.command);
        break;
      case UPDATE_RECORD: {
        const offset = this.#recordOffset(selected, p1, p2, data.length);
        this.#add(`${selected.key} records`, offset, data, line.command);
      }
    }
  }

  #refuseOdd(
    ins = 0,
    data: Uint8Array,
    response: Uint8Array,
    line: { readonly command: number; readonly response: number },
  ): void {
    const hasRead = response.length > STATUS_WORD || MORE.includes(response.at(-STATUS_WORD) ?? 0);
    const reads = READ_ODD.includes(ins) && hasRead;
    if (!reads && !(UPDATE_ODD.includes(ins) && data.length > 0)) return;
    const problem = `comes by the instruction ${toHex(Uint8Array.of(ins))}, which tells in data objects where it stands`;
    throw new RedactError(this.#file, reads ? line.response : line.command, problem);
  }

  #on(channel: number): Selected {
    const known = this.#channels.get(channel);
    if (known !== undefined) return known;
    const selected = { key: '', record: 0, pending: null };
    this.#channels.set(channel, selected);
    return selected;
  }

  #recordOffset(selected: Selected, p1: number, p2: number, length: number): number {
    if (p2 >> 3 !== 0) selected.key = `SFI ${p2 >> 3}`;
    const isAbsolute = (p2 & 7) === ABSOLUTE_MODE && p1 !== 0;
    selected.record = isAbsolute ? p1 : selected.record + 1;
    const known = this.#recordLengths.get(selected.key);
    if (known === undefined && length > 0) this.#recordLengths.set(selected.key, length);
    return (selected.record - 1) * (known ?? length);
  }

  #add(key: string, offset: number, bytes: Uint8Array, line: number): void {
    if (bytes.length === 0) return;
    const piece = { offset, bytes, line };
    const images = this.#images.get(`${this.#connections} ${key}`) ?? [new FileImage()];
    this.#images.set(`${this.#connections} ${key}`, images);
    const image = images.at(-1)!;
    if (image.add(piece)) return;
    if (images.length === MAX_CONTENTS) {
      throw new RedactError(this.#file, line, `has been another one ${MAX_CONTENTS} times`);
    }
    images.push(image.changed(piece));
  }
}

/** The basic channels 0 to 3, and 4 to 19 (TS 102 221, 10.1.1). */
const channelOf = (cla: number): number => ((cla & 0xc0) === 0x40 ? 4 + (cla & 0x0f) : cla & 0x03);

function binaryOffset(selected: Selected, p1: number, p2: number): number {
  if ((p1 & BY_SFI) === 0) return (p1 << 8) | p2;
  selected.key = `SFI ${p1 & 0x1f}`;
  return p2;
}
