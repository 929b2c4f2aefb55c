import { INS } from '../apdu/index.js';
import { type Card, pinCode, unexpectedStatus } from '../card/index.js';
import type { ShareMode } from '../reader/reader.js';
import type { CardIdentity, WalkPolicy } from './types.js';
import { guarded, WalkEnd } from './walk-end.js';

/** A PIN's last try is never spent, whatever the policy says. */
const MIN_TRIES_LEFT = 2;

/** The only place from which a PIN is verified. It either verifies, finds that there is no need to, or ends the walk. */
export class PinGuard {
  readonly #card: Card;
  readonly #iccid: string | null;
  readonly #share: ShareMode;
  readonly #policy: WalkPolicy;
  #verified = false;
  /** One key was tried. A lost answer is settled by the counter of one key, so no second one is. */
  #tried = false;

  constructor(card: Card, identity: CardIdentity, share: ShareMode, policy: WalkPolicy) {
    this.#card = card;
    this.#iccid = identity.iccid;
    this.#share = share;
    this.#policy = policy;
  }

  /** A PIN was verified on this stay, or may have been. */
  get verified(): boolean {
    return this.#verified;
  }

  /**
   * Verifies the configured PIN against a key that is enabled and not verified yet.
   * The record of it is durable before the card hears of it, and stays pending where neither success nor a refusal comes.
   */
  async verify(key: number): Promise<void> {
    const { ledger } = this.#policy;
    const iccid = this.#iccid;
    if (iccid === null) throw guarded('anonymous');
    const pin = this.#policy.pinFor(iccid);
    if (pin === null) throw new WalkEnd('pin-required', null);
    const code = pinCode(pin);
    if (code === null) throw new WalkEnd('pin-required', 'the configured PIN is not 4 to 8 digits');
    if (this.#share === 'shared') throw guarded('shared');
    if (this.#tried) throw guarded('access');
    const left = await this.#triesLeft(key, iccid, pin);
    if (left === null) return;

    this.#tried = true;
    ledger.begin(iccid, pin, left);
    const verification = await this.#card.verify(key, code);
    switch (verification.kind) {
      case 'right':
        this.#verified = true;
        ledger.clear(iccid, pin);
        return;
      case 'wrong':
        ledger.refuse(iccid, pin);
        throw new WalkEnd('pin-rejected', null);
      case 'not-needed':
        return;
      case 'not-initialised':
        throw guarded('not-initialised');
      case 'unclear':
        this.#verified = true;
        throw unexpectedStatus(INS.verify, 'the PIN', verification.sw);
    }
  }

  /** The tries left, if there are enough and this PIN was not refused before. Null: the card needs no PIN after all. */
  async #triesLeft(key: number, iccid: string, pin: string): Promise<number | null> {
    const { ledger, minTriesLeft } = this.#policy;
    if (ledger.look(iccid, pin) === 'refused') throw guarded('refused');
    const tries = await this.#card.tries(key);
    if (tries.kind === 'not-needed') return null;
    if (tries.kind === 'unknown') throw guarded('tries-unknown');
    if (tries.kind === 'not-initialised') throw guarded('not-initialised');
    const { left } = tries;
    ledger.settle(iccid, left);
    if (left === 0) throw guarded('blocked');
    if (ledger.look(iccid, pin) === 'refused') throw guarded('refused');
    if (!(left >= Math.max(MIN_TRIES_LEFT, minTriesLeft))) throw guarded('tries');
    return left;
  }
}
