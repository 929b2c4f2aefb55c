import { createHash } from 'node:crypto';
import type { Card } from '../card/index.js';
import type { CardConnection, ShareMode } from '../reader/reader.js';
import { activate } from './activate.js';
import { selectPkcs15 } from './application.js';
import { asCardError, closeAfter } from './close.js';
import { EfDir } from './ef-dir.js';
import { readIccid } from './iccid.js';
import { readOdf } from './odf.js';
import type { CardIdentity, Mode } from './types.js';
import { WalkEnd } from './walk-end.js';

/** A card that is known; to be handed to `retrieve`, on the same connection and without a reset in between. */
export interface Identified {
  readonly mode: Mode;
  readonly identity: CardIdentity;
  readonly card: Card;
  readonly share: ShareMode;
}

/**
 * Finds out a card's mode and who it is, before any PIN (TS 102 221, 13.2). Leaves no logical channel open.
 * A card without an ICCID is known by the SHA-256 of its ATR, its PKCS#15 template in EF DIR and the objects of its ODF,
 * one after the other, as far as it has them.
 *
 * Rejects with `ReaderError`, or `CardError` where the card does what no procedure foresees.
 */
export async function identify(
  connection: CardConnection,
  mode: 'auto' | Mode,
  warn: (message: string) => void,
): Promise<Identified> {
  try {
    const { card, iccid } = await activate(connection, mode, warn);
    const identity = await closeAfter(card, warn, async (): Promise<CardIdentity> => {
      const digits = iccid ?? (await readIccid(card));
      if (digits !== null) return { id: digits, iccid: digits };
      return { id: `card-${await digest(connection, card)}`, iccid: null };
    });
    return { mode: card.mode, identity, card, share: connection.share };
  } catch (error) {
    throw asCardError(error);
  }
}

async function digest(connection: CardConnection, card: Card): Promise<string> {
  const hash = createHash('sha256').update(connection.atr);
  try {
    const application = await selectPkcs15(card, new EfDir(card));
    hash.update(application.template.raw);
    hash.update((await readOdf(card, application)).bytes);
  } catch (error) {
    // What cannot be had does not count; `retrieve` will say why.
    if (!(error instanceof WalkEnd) || error.code === 'card-error') throw error;
  }
  return hash.digest('hex').toUpperCase();
}
