import { PATIENCE } from '../lib/reader/connect.js';
import type { PinLedger } from '../lib/retrieval/types.js';
import type { Pins } from './config/pins.js';
import type { Config } from './config/schema.js';
import { isPushOn } from './sources/push.js';
import type { SupervisorOptions } from './supervisor.js';

/** Whether a server is believed by the certificates on a card. */
export const wantsAnchors = ({ server }: Config['https']): boolean =>
  server.some(({ anchors }) => anchors === 'card');

/** What the configuration says of visits. */
export function policyOf(
  { smartcard, message, push, https, scws }: Config,
  pins: Pins,
  ledger: PinLedger,
): SupervisorOptions['policy'] {
  return {
    enabled: smartcard.enabled,
    patience: PATIENCE,
    mode: smartcard.mode,
    rules: smartcard,
    provisioning: smartcard.oids.provisioning,
    lenient: message.lenient,
    fetches: https.announced,
    webServerIn: scws.reader ?? null,
    wantsImsi: isPushOn(push) && push.imsi === undefined,
    wantsAnchors: wantsAnchors(https),
    minTriesLeft: smartcard.min_tries_left,
    pinFor: (iccid) => pins.for(iccid),
    ledger,
  };
}
