import {
  announcesData,
  CLA_2G,
  INS,
  isSuccess,
  MAX_LE,
  type Response,
  type Sender,
} from '../apdu/index.js';
import type { Application, Card, FileSystem, Selected } from './card.js';
import { fidBytes } from './channel.js';
import { type Condition, keysOf, type Need, NOTHING, needOf, UNATTAINABLE } from './condition.js';
import { isNoEf, unexpectedStatus } from './error.js';
import { type FileInfo, type FilePath, UNKNOWN_FILE } from './file.js';
import {
  CHV1,
  type ChvStatus,
  DF_LENGTH,
  parseChvStatus,
  parseFileResponse,
} from './gsm-response.js';
import { withShortRecord } from './short-record.js';
import { type Tries, type Verification, verificationOf } from './verify.js';

const MF = 0x3f00;
const ABSOLUTE = 0x04;
const NOT_FOUND = 0x9404;

type Place = 'mf' | 'application' | 'elsewhere';

/**
 * A SIM, an R-UIM or a UICC in 2G mode (TS 51.011). There is one current file: `root` and `application` are the same.
 *
 * Where another program shares the card the current file is never relied upon: every selection begins at the MF.
 */
export class Sim implements Card, FileSystem {
  readonly mode = '2g';
  readonly root: FileSystem = this;
  readonly application: FileSystem = this;
  readonly #sender: Sender;
  readonly #exclusive: boolean;
  #place: Place;
  #current: FilePath | null = null;
  #home: readonly number[] = [];
  #chv1: ChvStatus | null = null;
  #verified = false;

  /** `atMf`: the MF is the current DF, as after a reset. */
  constructor(sender: Sender, options: { exclusive: boolean; atMf: boolean }) {
    this.#sender = sender;
    this.#exclusive = options.exclusive;
    this.#place = options.atMf ? 'mf' : 'elsewhere';
  }

  get atMf(): boolean {
    return this.#place === 'mf';
  }

  /** SELECT of the MF, which every SIM has; answers with the status word. */
  async selectMf(): Promise<number> {
    const { sw } = await this.#select(MF, false);
    if (announcesData(sw) || isSuccess(sw)) this.#place = 'mf';
    return sw;
  }

  /** Indirect selection (TS 51.011, 9.2.1 and DM Bootstrap, D.2.1): one SELECT a DF, down from the MF. */
  async selectApplication({ fids }: Application): Promise<boolean> {
    if (fids === null) return false;
    this.#current = null;
    this.#home = fids;
    if (!(await this.#descend('mf', fids))) return false;
    this.#place = 'application';
    return true;
  }

  async select(path: FilePath, wants: 'nothing' | 'info'): Promise<Selected> {
    if (wants === 'nothing' && this.#current === path && this.#exclusive) {
      return { kind: 'selected', info: UNKNOWN_FILE };
    }
    this.#current = null;
    if (!(await this.#descend(path.base, path.fids.slice(0, -1)))) return { kind: 'absent' };
    const fid = path.fids.at(-1) ?? MF;
    const { data, sw, ok } = await this.#select(fid, wants === 'info');
    if (sw === NOT_FOUND) return { kind: 'absent' };
    if (!ok) throw unexpectedStatus(INS.select, path.name, sw);
    const info = data.length === 0 ? UNKNOWN_FILE : parseFileResponse(data);
    if (info.kind === 'df') this.#place = 'elsewhere';
    if (!info.usable) return { kind: 'invalidated' };
    if (info.kind === 'ef') this.#current = path;
    return { kind: 'selected', info };
  }

  async readBinary(offset: number, length: number): Promise<Response> {
    const [p1, p2] = [offset >> 8, offset & 0xff];
    const command = { cla: CLA_2G, ins: INS.readBinary, p1, p2, le: length };
    const response = await this.#sender.send(command);
    if (isNoEf(response.sw)) {
      this.#current = null;
      this.#place = 'elsewhere';
    }
    return response;
  }

  async readRecord(record: number, length: number): Promise<Response> {
    const command = { cla: CLA_2G, ins: INS.readRecord, p1: record, p2: ABSOLUTE, le: length };
    return withShortRecord(await this.#sender.send(command));
  }

  /** CHV1 is verified for a flagged object, whatever its access condition (DM Bootstrap, D.2.4). */
  async readNeed(_path: FilePath, { read }: FileInfo, flagged: boolean): Promise<Need> {
    const own: Condition = read.kind === 'condition' ? read.condition : { kind: 'always' };
    const whole: Condition = flagged ? { kind: 'all', of: [own, { kind: 'key', key: CHV1 }] } : own;
    const assumed = needOf(whole, (key) => (key === CHV1 ? { kind: 'key', key } : UNATTAINABLE));
    if (assumed.kind !== 'key' || !keysOf(whole).includes(CHV1)) return assumed;
    if (this.#verified) return NOTHING;
    this.#chv1 = await this.#status();
    return this.#chv1?.enabled === false ? NOTHING : assumed;
  }

  async tries(): Promise<Tries> {
    const chv1 = this.#chv1;
    if (chv1 === null) return { kind: 'unknown' };
    return chv1.initialised ? { kind: 'left', left: chv1.left } : { kind: 'not-initialised' };
  }

  async verify(key: number, code: Uint8Array): Promise<Verification> {
    const command = { cla: CLA_2G, ins: INS.verify, p1: 0, p2: key, data: code };
    const verification = verificationOf((await this.#sender.send(command)).sw);
    this.#verified = verification.kind === 'right';
    return verification;
  }

  async prepare(): Promise<void> {}

  async close(): Promise<void> {}

  /** Makes a DF current, from the base. False if one on the way is missing. */
  async #descend(base: FilePath['base'], dfs: readonly number[]): Promise<boolean> {
    const isThere = this.#exclusive && this.#place === base;
    const start = base === 'application' ? [MF, ...this.#home] : [MF];
    const steps = isThere ? dfs : [...start, ...dfs];
    for (const fid of steps) {
      this.#place = 'elsewhere';
      const { sw, ok } = await this.#select(fid, false);
      if (sw === NOT_FOUND) return false;
      if (!ok) throw unexpectedStatus(INS.select, 'a DF', sw);
    }
    this.#place = dfs.length === 0 ? base : 'elsewhere';
    return true;
  }

  /** The status of CHV1, from the current DF's answer to STATUS. Null where it does not tell. */
  async #status(): Promise<ChvStatus | null> {
    const command = { cla: CLA_2G, ins: INS.status, p1: 0, p2: 0, le: DF_LENGTH };
    const { ok, data } = await this.#sender.send(command);
    return ok ? parseChvStatus(data) : null;
  }

  #select(fid: number, fetch: boolean): Promise<Response> {
    const command = { cla: CLA_2G, ins: INS.select, p1: 0, p2: 0, data: fidBytes([fid]) };
    return this.#sender.send(fetch ? { ...command, le: MAX_LE } : command);
  }
}
