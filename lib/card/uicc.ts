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

/** EF ARR of the MF. */
const MF_ARR = 0x2f06;

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
  #pins: PinStatuses | null = null;

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
    this.#pins = null;
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
    const pins = await this.#statuses(keys);
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

  /** The PIN status of the application; for a global key that it does not name, the MF's as well (TS 102 221, 9.5.2). */
  async #statuses(keys: readonly number[]): Promise<PinStatuses> {
    if (this.#pins === null) {
      const own = (await this.#application.applicationFcp())?.pins ?? new Map();
      const isMissing = (key: number) => isOurs(key) && key < LOCAL && !own.has(key);
      const global = keys.some(isMissing) ? ((await this.#root.mfFcp())?.pins ?? []) : [];
      this.#pins = new Map([...[...global].filter(([key]) => key < LOCAL), ...own]);
    }
    return this.#pins;
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
    const pins = await this.#statuses([]);
    const application = [...pins].find(([key]) => isApplicationPin(key));
    const environment = application?.[1].enabled ? PIN_ENABLED : PIN_DISABLED;
    return records.find((pair) => pair.environment === environment)?.record ?? null;
  }

  /** A record of EF ARR, sought where the file is and then under the MF (TS 102 221, 9.2.7). */
  async #arrRecord(path: FilePath, fid: number, record: number): Promise<Uint8Array | null> {
    if (fid !== MF_ARR) {
      const channel = this.#application;
      if ((await channel.select(path, 'nothing')).kind !== 'selected') return null;
      const near = await this.#record(channel, await channel.selectHere(fid), record);
      if (near !== null) return near;
    }
    const arr: FilePath = { base: 'mf', fids: [fid], name: 'EF ARR' };
    return await this.#record(this.#root, await this.#root.select(arr, 'info'), record);
  }

  async #record(
    channel: UiccChannel,
    selected: Awaited<ReturnType<UiccChannel['select']>>,
    record: number,
  ): Promise<Uint8Array | null> {
    if (selected.kind !== 'selected') return null;
    const { ok, data } = await channel.readRecord(record, selected.info.recordLength ?? MAX_LE);
    return ok ? data : null;
  }
}
