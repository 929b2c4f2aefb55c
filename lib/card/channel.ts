import { type Command, INS, isSuccess, MAX_LE, type Response, type Sender } from '../apdu/index.js';
import type { FileSystem, Selected } from './card.js';
import { classOf } from './class-byte.js';
import { isNoEf, unexpectedStatus } from './error.js';
import { type Fcp, parseFcp } from './fcp.js';
import { type FilePath, UNKNOWN_FILE } from './file.js';
import { withShortRecord } from './short-record.js';

/** SELECT's P1 (TS 102 221, 11.1.1.2). */
const BY_FID = 0x00;
const BY_AID = 0x04;
const FROM_MF = 0x08;
const FROM_CURRENT = 0x09;
/** SELECT's P2: the FCP, or no data. */
const FCP = 0x04;
const SILENT = 0x0c;

const SHORT_IDENTIFIER = 0x80;
const ABSOLUTE = 0x04;
const MF = 0x3f00;

const NOT_FOUND = 0x6a82;
const DEACTIVATED = 0x6283;
const TERMINATED = 0x6285;
const INCORRECT_PARAMETERS = 0x6a86;
/** How cards say that they have an application no more, not now, or not at all. */
const NOT_SELECTABLE: readonly number[] = [
  NOT_FOUND,
  DEACTIVATED,
  TERMINATED,
  0x6985,
  0x6999,
  0x6a81,
];
/** How cards say that a form of SELECT is unknown to them. */
const NOT_SUPPORTED: readonly number[] = [INCORRECT_PARAMETERS, 0x6700, 0x6a81, 0x6a87, 0x6b00];

/** Where a channel's current DF is. */
type Place = 'mf' | 'application' | 'elsewhere';

type Answer =
  | { readonly kind: 'selected'; readonly fcp: Fcp | null }
  | { readonly kind: 'absent' | 'invalidated' };

export function fidBytes(fids: readonly number[]): Uint8Array {
  return Uint8Array.from(fids.flatMap((fid) => [fid >> 8, fid & 0xff]));
}

/** One logical channel of a UICC (TS 102 221, 11.1). */
export class UiccChannel implements FileSystem {
  readonly number: number;
  readonly #sender: Sender;
  #place: Place;
  #current: FilePath | null = null;
  #aid: Uint8Array | null = null;
  #silent = true;

  constructor(sender: Sender, number: number, place: 'mf' | 'elsewhere') {
    this.#sender = sender;
    this.number = number;
    this.#place = place;
  }

  get atMf(): boolean {
    return this.#place === 'mf';
  }

  send(command: Omit<Command, 'cla'>): Promise<Response> {
    return this.#sender.send({ cla: classOf(this.number), ...command });
  }

  /** The MF is current after all: it was selected, or a file of its was read by its short identifier. */
  provenAtMf(): void {
    this.#place = 'mf';
  }

  /** Direct application selection. False: the card has no such application, or not now. */
  async selectAid(aid: Uint8Array): Promise<boolean> {
    const { sw } = await this.#selectSilently({ p1: BY_AID, data: aid });
    this.#current = null;
    if (!this.#isDone(sw)) {
      if (NOT_SELECTABLE.includes(sw)) return false;
      throw unexpectedStatus(INS.select, 'an application', sw);
    }
    this.#aid = aid;
    this.#place = 'application';
    return true;
  }

  /** The FCP of the application, which becomes current again; null where the card gives none. */
  async applicationFcp(): Promise<Fcp | null> {
    this.#current = null;
    return await this.#fcpOf({ p1: BY_AID, data: this.#aid! }, 'the application');
  }

  async mfFcp(): Promise<Fcp | null> {
    this.#current = null;
    this.#place = 'mf';
    return await this.#fcpOf({ p1: BY_FID, data: fidBytes([MF]) }, 'the MF');
  }

  /** Makes the DF or ADF of the application current. */
  async home(): Promise<void> {
    if (this.#place === 'application' || this.#aid === null) return;
    if (!(await this.selectAid(this.#aid))) {
      throw unexpectedStatus(INS.select, 'the application, a second time,', NOT_FOUND);
    }
  }

  async select(path: FilePath, wants: 'nothing' | 'info'): Promise<Selected> {
    if (wants === 'nothing' && this.#current === path) {
      return { kind: 'selected', info: UNKNOWN_FILE };
    }
    this.#current = null;
    const answer = await this.#selectPath(path, wants);
    if (answer.kind !== 'selected') return answer;
    const info = answer.fcp ?? UNKNOWN_FILE;
    if (info.kind === 'df') this.#place = 'elsewhere';
    if (!info.usable) return { kind: 'invalidated' };
    if (info.kind === 'ef') this.#current = path;
    return { kind: 'selected', info };
  }

  async readBinary(offset: number, length: number, sfi?: number): Promise<Response> {
    if (sfi !== undefined) this.#current = null;
    const p1 = sfi === undefined ? offset >> 8 : SHORT_IDENTIFIER | sfi;
    const response = await this.send({ ins: INS.readBinary, p1, p2: offset & 0xff, le: length });
    if (sfi === undefined && isNoEf(response.sw)) {
      this.#current = null;
      this.#place = 'elsewhere';
    }
    return response;
  }

  async readRecord(record: number, length: number, sfi?: number): Promise<Response> {
    if (sfi !== undefined) this.#current = null;
    const p2 = ((sfi ?? 0) << 3) | ABSOLUTE;
    return withShortRecord(await this.send({ ins: INS.readRecord, p1: record, p2, le: length }));
  }

  async #selectPath(path: FilePath, wants: 'nothing' | 'info'): Promise<Answer> {
    const { base, fids, name } = path;
    const direct = fids.length === 1;
    if (base === 'application') {
      await this.home();
      if (direct) return await this.#select(BY_FID, fids, wants, name);
    } else if (this.#place === 'mf' && direct) {
      return await this.#select(BY_FID, fids, wants, name);
    }
    const p1 = base === 'mf' ? FROM_MF : FROM_CURRENT;
    const answer =
      (await this.#selectOrRefuse(p1, fids, wants, name)) ?? (await this.#step(path, wants));
    if (answer.kind === 'selected') this.#place = base === 'mf' && direct ? 'mf' : 'elsewhere';
    return answer;
  }

  /** One SELECT a file identifier, for cards that know no paths. */
  async #step({ base, fids, name }: FilePath, wants: 'nothing' | 'info'): Promise<Answer> {
    const steps = base === 'mf' ? [MF, ...fids] : fids;
    this.#place = 'elsewhere';
    for (const fid of steps.slice(0, -1)) {
      const answer = await this.#select(BY_FID, [fid], 'nothing', name);
      if (answer.kind !== 'selected') return answer;
    }
    return await this.#select(BY_FID, steps.slice(-1), wants, name);
  }

  async #select(
    p1: number,
    fids: readonly number[],
    wants: 'nothing' | 'info',
    name: string,
  ): Promise<Answer> {
    const answer = await this.#selectOrRefuse(p1, fids, wants, name);
    if (answer === null) throw unexpectedStatus(INS.select, name, INCORRECT_PARAMETERS);
    return answer;
  }

  /** Null: the card does not know this form of SELECT. */
  async #selectOrRefuse(
    p1: number,
    fids: readonly number[],
    wants: 'nothing' | 'info',
    name: string,
  ): Promise<Answer | null> {
    const command = { p1, data: fidBytes(fids) };
    const { data, sw } =
      wants === 'info' ? await this.#selectWithFcp(command) : await this.#selectSilently(command);
    if (sw === NOT_FOUND || sw === TERMINATED) return { kind: 'absent' };
    if (sw === DEACTIVATED) return { kind: 'invalidated' };
    if (NOT_SUPPORTED.includes(sw)) return null;
    if (!this.#isDone(sw)) throw unexpectedStatus(INS.select, name, sw);
    return { kind: 'selected', fcp: data.length === 0 ? null : parseFcp(data) };
  }

  async #fcpOf(command: { p1: number; data: Uint8Array }, what: string): Promise<Fcp | null> {
    const { data, sw } = await this.#selectWithFcp(command);
    if (!isSuccess(sw)) throw unexpectedStatus(INS.select, what, sw);
    return data.length === 0 ? null : parseFcp(data);
  }

  #selectWithFcp(command: { p1: number; data: Uint8Array }): Promise<Response> {
    return this.send({ ins: INS.select, p2: FCP, le: MAX_LE, ...command });
  }

  /** Some cards know only the SELECT that answers; its answer is then left where it is. */
  async #selectSilently(command: { p1: number; data: Uint8Array }): Promise<Response> {
    if (this.#silent) {
      const response = await this.send({ ins: INS.select, p2: SILENT, ...command });
      if (response.sw !== INCORRECT_PARAMETERS) return response;
      this.#silent = false;
    }
    return await this.send({ ins: INS.select, p2: FCP, ...command });
  }

  #isDone(sw: number): boolean {
    return isSuccess(sw) || sw >> 8 === 0x61;
  }
}
