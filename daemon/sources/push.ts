import { isOn, type Pushed, PushSource, pushedText } from '../../lib/source/index.js';
import type { Store } from '../../lib/tree/index.js';
import type { Config } from '../config/schema.js';
import type { Log } from '../log.js';
import { originField } from '../stay-log.js';
import { isPushSuccess } from './push-success.js';

export interface PushNeeds {
  readonly store: Store;
  readonly log: Log;
  /** Those of the cards that are there. */
  imsis(): readonly string[];
}

/** Whether anybody may push messages to the device. */
export const isPushOn = (push: Config['push']): boolean => isOn(push);

/** The pushes that a configuration lets in. */
export function pushSource({ push }: Config, { store, log, imsis }: PushNeeds): PushSource {
  const { senders, trusted, imsi, network_key: networkKey, folder = null } = push;
  return new PushSource(
    { senders, trusted, networkKey, folder },
    {
      ledger: store.pushes,
      imsis: () => (imsi === undefined ? imsis() : [imsi]),
      tell(pushed: Pushed) {
        const { sender, outcome, id } = pushed;
        const level = isPushSuccess(outcome) ? 'info' : 'warn';
        log[level](`push ${pushedText(pushed)}`, {
          origin: originField({ kind: 'push', id: sender }),
          outcome,
          ...(id !== null && { push: id }),
          kind: 'push',
        });
      },
    },
  );
}
