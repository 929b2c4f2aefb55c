import { CardError } from '../card/index.js';
import { selectPkcs15 } from './application.js';
import { asCardError, closeAfter } from './close.js';
import { EfDir } from './ef-dir.js';
import type { Identified } from './identify.js';
import { readImsi } from './imsi.js';
import { readOdf } from './odf.js';
import { PinGuard } from './pin-guard.js';
import { findMessage } from './search.js';
import type { Retrieved, WalkPolicy } from './types.js';
import { WalkEnd } from './walk-end.js';

/**
 * The walk from EF DIR to EF DM_Bootstrap (DM Bootstrap, D.2.5 in 2G and D.3.5 in 3G).
 *
 * What the card has, lacks or does wrong is in the answer. Rejects with `ReaderError`, and with what the policy throws.
 */
export async function retrieve(
  { card, identity, share }: Identified,
  policy: WalkPolicy,
): Promise<Retrieved> {
  const pins = new PinGuard(card, identity, share, policy);
  const walk = async (): Promise<Retrieved> => {
    await card.prepare();
    const dir = new EfDir(card);
    const application = await selectPkcs15(card, dir);
    const odf = await readOdf(card, application);
    const found = await findMessage({ card, pins, share, policy, application }, odf);
    const imsi = policy.wantsImsi ? await readImsi(card, dir, policy.warn) : null;
    return { kind: 'message', ...found, imsi, pinVerified: pins.verified };
  };
  try {
    return await closeAfter(card, policy.warn, walk);
  } catch (thrown) {
    const error = asCardError(thrown);
    const none = { kind: 'none', pinVerified: pins.verified } as const;
    if (error instanceof WalkEnd) return { ...none, outcome: error.code, detail: error.detail };
    if (error instanceof CardError) {
      return { ...none, outcome: 'card-error', detail: error.message };
    }
    throw error;
  }
}
