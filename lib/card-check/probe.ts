import { CLA_2G, INS, MAX_LE, type Response, type Sender } from '../apdu/index.js';
import { concat } from '../bytes.js';
import { type Fcp, parseFcp } from '../card/fcp.js';
import type { FileInfo } from '../card/file.js';
import { parseFileResponse } from '../card/gsm-response.js';

/** Bytes of a file that are read: what a 15-bit offset reaches. */
const MAX_FILE = 0x7fff;
const MAX_RECORDS = 254;
const MF = 0x3f00;

/** What came of a SELECT: what the card says of the file, and its whole answer; or the status word that says why not. */
export type Selected =
  | { readonly kind: 'selected'; readonly info: FileInfo; readonly answer: Uint8Array }
  | { readonly kind: 'failed'; readonly sw: number };

/** What came of reading a file. `refused`: a right is missing. */
export type Content =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'refused' }
  | { readonly kind: 'failed'; readonly sw: number };

const word = (fid: number): Uint8Array => Uint8Array.of(fid >> 8, fid & 0xff);

/**
 * Looks at a card command by command, as the specification has it and by no other way: what the walk to the message would make the best
 * of is told here as it is. Only SELECT, READ and MANAGE CHANNEL are sent. Rejects with `ReaderError`, `ApduError` and `CardError`.
 */
export class Probe {
  readonly mode: '2g' | '3g';
  readonly #sender: Sender;
  #channel = 0;

  constructor(sender: Sender, mode: '2g' | '3g') {
    this.#sender = sender;
    this.mode = mode;
  }

  /** MANAGE CHANNEL; later commands go to the channel. The status word where none is opened. */
  async openChannel(): Promise<number | null> {
    const { ok, sw, data } = await this.#sender.send({
      ...{ cla: 0x00, ins: INS.manageChannel, p1: 0x00, p2: 0x00, le: 1 },
    });
    const number = data[0];
    if (!ok || number === undefined || number === 0 || number > 19) return sw;
    this.#channel = number;
    return null;
  }

  async closeChannel(): Promise<void> {
    const p2 = this.#channel;
    this.#channel = 0;
    if (p2 !== 0) await this.#sender.send({ cla: 0x00, ins: INS.manageChannel, p1: 0x80, p2 });
  }

  /** By identifiers from the MF, one after the other. */
  async select(fids: readonly number[]): Promise<Selected> {
    let selected = await this.#selectFid(MF);
    for (const fid of fids) {
      if (selected.kind === 'failed') return selected;
      selected = await this.#selectFid(fid);
    }
    return selected;
  }

  /** By AID. */
  async selectName(aid: Uint8Array): Promise<Selected> {
    return this.#selected(await this.#send(INS.select, 0x04, 0x04, { data: aid, le: MAX_LE }));
  }

  /** By identifiers from the current directory on. */
  async selectBelow(fids: readonly number[]): Promise<Selected> {
    let selected: Selected = { kind: 'failed', sw: 0x6a82 };
    for (const fid of fids) {
      selected = await this.#selectFid(fid);
      if (selected.kind === 'failed') return selected;
    }
    return selected;
  }

  /** READ BINARY of the current file, from an offset, so many bytes or to its end. */
  async read(offset: number, length: number): Promise<Content> {
    const end = Math.min(MAX_FILE, offset + length);
    let bytes: Uint8Array = new Uint8Array(0);
    while (offset + bytes.length < end) {
      const at = offset + bytes.length;
      const le = Math.min(MAX_LE, end - at);
      const response = await this.#send(INS.readBinary, at >> 8, at & 0xff, { le });
      if (response.sw === 0x6982 || response.sw === 0x9804) return { kind: 'refused' };
      if (!response.ok && response.sw !== 0x6282) return { kind: 'failed', sw: response.sw };
      if (response.data.length === 0) break;
      bytes = concat(bytes, response.data);
    }
    return { kind: 'bytes', bytes };
  }

  /** READ RECORD of the current file, all of them; `sw` is that of the one that could not be read, where there was one. */
  async records(
    count: number | null,
    length: number,
  ): Promise<{ records: Uint8Array[]; sw: number | null }> {
    const records: Uint8Array[] = [];
    for (let number = 1; number <= Math.min(count ?? MAX_RECORDS, MAX_RECORDS); number += 1) {
      const { ok, sw, data } = await this.#send(INS.readRecord, number, 0x04, { le: length });
      if (!ok) return { records, sw };
      records.push(data);
    }
    return { records, sw: null };
  }

  /** One record of the current file; null where it cannot be read. */
  async record(number: number, length: number): Promise<Uint8Array | null> {
    const { ok, data } = await this.#send(INS.readRecord, number, 0x04, { le: length });
    return ok ? data : null;
  }

  async #selectFid(fid: number): Promise<Selected> {
    const p2 = this.mode === '2g' ? 0x00 : 0x04;
    return this.#selected(await this.#send(INS.select, 0x00, p2, { data: word(fid), le: MAX_LE }));
  }

  #selected({ sw, data, ok }: Response): Selected {
    const warned = sw === 0x6283 || sw === 0x6285;
    if (!ok && !(warned && data.length > 0)) return { kind: 'failed', sw };
    const info: FileInfo | Fcp = this.mode === '2g' ? parseFileResponse(data) : parseFcp(data);
    return { kind: 'selected', info, answer: data };
  }

  async #send(
    ins: number,
    p1: number,
    p2: number,
    rest: { data?: Uint8Array; le?: number },
  ): Promise<Response> {
    return await this.#sender.send({ cla: this.#class(), ins, p1, p2, ...rest });
  }

  #class(): number {
    if (this.mode === '2g') return CLA_2G;
    return this.#channel < 4 ? this.#channel : 0x40 | (this.#channel - 4);
  }
}
