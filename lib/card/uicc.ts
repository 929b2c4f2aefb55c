import { INS, MAX_LE, type Sender, TlvError } from '../apdu/index.js';
import type { CardConnection } from '../reader/reader.js';
import { readCondition } from './access-rule.js';
import type { Application, Card, FileSystem } from './card.js';
import { UiccChannel } from './channel.js';
import { MAX_CHANNEL } from './class-byte.js';
import { type Condition, keysOf, type Need, NOTHING, needOf, UNATTAINABLE } from './condition.js';
import { CardError, unexpectedStatus } from './error.js';
import type { FileInfo, FilePath, ReadRule } from './file.js';
import type { PinStatuses } from './pin-status.js';
import { type Tries, triesOf, type Verification, verificationOf } from './verify.js';

const BASIC = 0;
const BUSY = 0x9300;
const MEMORY_PROBLEM = 0x9240;
const OPEN = 0x00;
const CLOSE = 0x80;

/** Key references (TS 102 221, 9.5.1): 01 to 08 are application PINs, 81 to 88 local PINs. */
const UNIVERSAL_PIN = 0x11;
const LOCAL = 0x80;
const isApplicationPin = (key: number) => key >= 0x01 && key <= 0x08;
const isOurs = (key: number) => key === UNIVERSAL_PIN || isApplicationPin(key & ~LOCAL);

/** Usage qualifiers of the universal PIN (TS 102 221, 9.5.2). */
const REPLACES = 0x08;
const NOT_IN_USE = 0x00;

/** Security environments: the application PIN is enabled, or disabled (TS 102 221, 9.2.7). */
const PIN_ENABLED = 0x01;
const PIN_DISABLED = 0x00;

/** EF ARR of the MF, and of DFs and ADFs. */
const MF_ARR = 0x2f06;
const DF_ARR = 0x6f06;

/** The card failed, or has no time: 64XX, 65XX and 6FXX, and 9240 and 9300. */
function isFault(sw: number): boolean {
  return [0x64, 0x65, 0x6f].includes(sw >> 8) || sw === MEMORY_PROBLEM || sw === BUSY;
}

/**
 * A UICC in 3G mode (TS 102 221). What is under the MF is read on the basic channel where that is ours alone;
 * the application is selected on a channel of its own. Otherwise everything is done on that channel.
 */
export class Uicc implements Card {
  readonly mode = '3g';
  readonly #sender: Sender;
  readonly #connection: CardConnection;
  readonly #warn: (message: string) => void;
  readonly #basic: UiccChannel;
  #own: UiccChannel | null = null;
  readonly #verified = new Set<number>();
  #ownPins: PinStatuses | null = null;
  #mfPins: PinStatuses | null = null;

  constructor(sender: Sender, connection: CardConnection, warn: (message: string) => void) {
    this.#sender = sender;
    this.#connection = connection;
    this.#warn = warn;
    this.#basic = new UiccChannel(sender, BASIC, 'elsewhere');
  }

  get root(): FileSystem {
    return this.#root;
  }

  get atMf(): boolean {
    return this.#root.atMf;
  }

  /** The MF is current: it was selected, or a file of its was read by its short identifier. */
  provenAtMf(): void {
    this.#root.provenAtMf();
  }

  get application(): FileSystem {
    return this.#application;
  }

  get #root(): UiccChannel {
    return this.hasBasic ? this.#basic : this.#application;
  }

  get #application(): UiccChannel {
    if (this.#own === null) throw new TypeError('no channel is open');
    return this.#own;
  }

  /** The basic channel is ours: no other program shares the card, and the reader lets us select on it. */
  get hasBasic(): boolean {
    return this.#connection.share === 'exclusive' && this.#connection.capabilities.basicChannel;
  }

  async prepare(): Promise<void> {
    if (!this.hasBasic) await this.open();
  }

  /**
   * MANAGE CHANNEL (TS 102 221, 11.1.17). Where no channel is free the basic one is taken, if it is ours alone;
   * otherwise rejects with `CardError` (`no-channel`).
   */
  async open(): Promise<void> {
    if (this.#own !== null) return;
    const { ok, sw, data } = await this.#sender.send({
      ...{ cla: 0, ins: INS.manageChannel, p1: OPEN, p2: 0, le: 1 },
    });
    if (ok) {
      const number = data[0];
      if (data.length !== 1 || number === undefined || number < 1 || number > MAX_CHANNEL) {
        // A channel beyond the standard is open all the same.
        if (data.length === 1 && number !== undefined && number > MAX_CHANNEL) {
          await this.#sender.send({ cla: 0, ins: INS.manageChannel, p1: CLOSE, p2: number });
        }
        throw new CardError('malformed', 'MANAGE CHANNEL named no channel from 1 to 19');
      }
      // The MF is current on a channel opened from the basic one (TS 102 221, 8.7).
      this.#own = new UiccChannel(this.#sender, number, 'mf');
    } else if (this.hasBasic) {
      this.#warn('no logical channel is free: the basic channel is used');
      this.#own = this.#basic;
    } else {
      const refusal = unexpectedStatus(INS.manageChannel, 'the card', sw);
      throw new CardError('no-channel', `no logical channel is free: ${refusal.message}`, { sw });
    }
  }

  async selectApplication({ aid }: Application): Promise<boolean> {
    await this.open();
    this.#ownPins = null;
    return await this.#application.selectAid(aid);
  }

  /** The rule that the FCP names decides alone, flagged or not (DM Bootstrap, D.3.4). A rule that cannot be read demands nothing. */
  async readNeed(path: FilePath, { read }: FileInfo): Promise<Need> {
    const condition = await this.#condition(path, read);
    if (condition === null) {
      this.#warn(`the access rule of ${path.name} cannot be read`);
      return NOTHING;
    }
    const keys = keysOf(condition);
    if (!keys.some(isOurs)) return needOf(condition, () => UNATTAINABLE);
    const isMissing = (own: PinStatuses, key: number) =>
      isOurs(key) && key < LOCAL && !own.has(key);
    const pins = await this.#statuses((own) => keys.some((key) => isMissing(own, key)));
    return needOf(condition, (key) => this.#needOfKey(key, pins));
  }

  async tries(key: number): Promise<Tries> {
    await this.#application.home();
    return triesOf((await this.#application.send({ ins: INS.verify, p1: 0, p2: key })).sw);
  }

  async verify(key: number, code: Uint8Array): Promise<Verification> {
    await this.#application.home();
    const { sw } = await this.#application.send({ ins: INS.verify, p1: 0, p2: key, data: code });
    const verification = verificationOf(sw);
    if (verification.kind === 'right') this.#verified.add(key);
    return verification;
  }

  async close(): Promise<void> {
    const own = this.#own;
    this.#own = null;
    if (own === null || own === this.#basic) return;
    const command = { cla: 0, ins: INS.manageChannel, p1: CLOSE, p2: own.number };
    const { ok, sw } = await this.#sender.send(command);
    if (!ok) this.#warn(unexpectedStatus(INS.manageChannel, `channel ${own.number}`, sw).message);
  }

  #needOfKey(key: number, pins: PinStatuses): Need {
    const status = pins.get(key);
    if (!isOurs(key) || status === undefined) return UNATTAINABLE;
    if (this.#verified.has(key)) return NOTHING;
    const universal = pins.get(UNIVERSAL_PIN);
    if (key === UNIVERSAL_PIN && status.usage === NOT_IN_USE) return NOTHING;
    if (status.enabled) return { kind: 'key', key };
    const replaced = isApplicationPin(key) && universal?.enabled && universal.usage === REPLACES;
    return replaced ? this.#needOfKey(UNIVERSAL_PIN, pins) : NOTHING;
  }

  /** The PIN status of the application; where it lacks a global key that is sought, the MF's as well (TS 102 221, 9.5.2). */
  async #statuses(lacks: (own: PinStatuses) => boolean): Promise<PinStatuses> {
    const own = this.#ownPins ?? (await this.#application.applicationFcp())?.pins ?? new Map();
    this.#ownPins = own;
    if (this.#mfPins === null && lacks(own)) {
      this.#mfPins = (await this.#root.mfFcp())?.pins ?? new Map();
    }
    return new Map([...[...(this.#mfPins ?? [])].filter(([key]) => key < LOCAL), ...own]);
  }

  async #condition(path: FilePath, rule: ReadRule): Promise<Condition | null> {
    if (rule.kind === 'condition') return rule.condition;
    if (rule.kind === 'unknown') return null;
    const number = await this.#recordNumber(rule);
    if (number === null) return null;
    const record = await this.#arrRecord(path, rule.fid, number);
    if (record === null) return null;
    try {
      return readCondition(record);
    } catch (error) {
      if (error instanceof TlvError) return null;
      throw error;
    }
  }

  async #recordNumber({
    records,
  }: Extract<ReadRule, { kind: 'reference' }>): Promise<number | null> {
    const [first] = records;
    if (first === undefined || first.environment === null) return first?.record ?? null;
    const pins = await this.#statuses((own) => ![...own.keys()].some(isApplicationPin));
    const application = [...pins].find(([key]) => isApplicationPin(key));
    const environment = application?.[1].enabled ? PIN_ENABLED : PIN_DISABLED;
    return records.find((pair) => pair.environment === environment)?.record ?? null;
  }

  /** A record of EF ARR, sought in the DF of the file, in its parents up to the ADF, and then under the MF (TS 102 221, 9.2.7). */
  async #arrRecord(path: FilePath, fid: number, record: number): Promise<Uint8Array | null> {
    if (fid !== MF_ARR) {
      const own = path.fids.length - 1;
      const top = path.base === 'mf' ? Math.min(own, 1) : 0;
      for (let depth = own; depth >= top; depth--) {
        const fids = [...path.fids.slice(0, depth), fid];
        const near = await this.#record(
          this.#application,
          { ...path, fids, name: 'EF ARR' },
          record,
        );
        if (near !== null) return near;
      }
    }
    const fids = [fid === DF_ARR ? MF_ARR : fid];
    return await this.#record(this.#root, { base: 'mf', fids, name: 'EF ARR' }, record);
  }

  /** Null where there is no such file or record. A fault of the card is none of its rules. */
  async #record(channel: UiccChannel, arr: FilePath, record: number): Promise<Uint8Array | null> {
    const selected = await channel.select(arr, 'info');
    if (selected.kind !== 'selected') return null;
    const length = selected.info.recordLength ?? MAX_LE;
    const { ok, sw, data } = await channel.readRecord(record, length);
    if (!ok && isFault(sw)) throw unexpectedStatus(INS.readRecord, arr.name, sw);
    return ok ? data : null;
  }
}
