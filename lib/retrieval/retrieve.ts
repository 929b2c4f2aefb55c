import { CardError } from '../card/index.js';
import { selectPkcs15 } from './application.js';
import { asCardError, closeAfter } from './close.js';
import { Dodfs } from './dodfs.js';
import { EfDir } from './ef-dir.js';
import type { Identified } from './identify.js';
import { readImsi } from './imsi.js';
import { readOdf } from './odf.js';
import { PinGuard } from './pin-guard.js';
import { findProvisioning } from './provisioning.js';
import { type Found, findMessage } from './search.js';
import type { Provisioning, Retrieved, WalkPolicy } from './types.js';
import { WalkEnd } from './walk-end.js';

/**
 * The walk from EF DIR to EF DM_Bootstrap (DM Bootstrap, D.2.5 in 2G and D.3.5 in 3G), and behind it to the CP documents (5.4.5), which are
 * read unless something else than the lack of a message ended it.
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
    const { message, provisioning } = await found(dir).catch(asNothing);
    const none = message instanceof WalkEnd;
    const wantsImsi =
      policy.imsi === 'always' ||
      (policy.imsi === 'of-message' &&
        !(none && message.url === null && provisioning.length === 0));
    const imsi = wantsImsi ? await readImsi(card, dir, policy.warn) : null;
    const besides = { provisioning, imsi, pinVerified: pins.verified };
    return none
      ? { kind: 'none', ...endingOf(message), ...besides }
      : { kind: 'message', ...message, ...besides };
  };

  async function found(dir: EfDir): Promise<FoundAll> {
    const application = await selectPkcs15(card, dir);
    const odf = await readOdf(card, application);
    const search = { card, pins, share, policy, application };
    const dodfs = new Dodfs(search, odf);
    const message = await findMessage(search, dodfs);
    return { message, provisioning: await findProvisioning(search, dodfs) };
  }

  try {
    return await closeAfter(card, policy.warn, walk);
  } catch (thrown) {
    const error = asCardError(thrown);
    const besides = { provisioning: [], imsi: null, pinVerified: pins.verified };
    if (error instanceof WalkEnd) {
      return { kind: 'none', ...endingOf(error), ...besides };
    }
    if (error instanceof CardError) {
      return { kind: 'none', outcome: 'card-error', detail: error.message, url: null, ...besides };
    }
    throw error;
  }
}

interface FoundAll {
  readonly message: Found | WalkEnd;
  readonly provisioning: readonly Provisioning[];
}

function asNothing(error: unknown): FoundAll {
  if (!(error instanceof WalkEnd)) throw error;
  return { message: error, provisioning: [] };
}

const endingOf = ({ code, detail, url }: WalkEnd) => ({ outcome: code, detail, url });
