import type { NetworkKey } from '../../push/index.js';

/** A sender, in ASCII: a telephone number, a short code or a name, of which a file can be named. */
export const SENDER = /^[!-.0-~]{1,64}$/;

/** Whose pushes are taken (5.2), and how they are judged. */
export interface PushPolicy {
  readonly senders: readonly string[];
  /** These need no MAC. */
  readonly trusted: readonly string[];
  readonly networkKey: NetworkKey;
  /** Where pushes are dropped as files; null for nowhere. */
  readonly folder: string | null;
}

/** Whether anybody may push at all. */
export const isOn = ({ senders, trusted }: Pick<PushPolicy, 'senders' | 'trusted'>): boolean =>
  senders.length + trusted.length > 0;

export const isAllowed = ({ senders, trusted }: PushPolicy, sender: string): boolean =>
  senders.includes(sender) || trusted.includes(sender);
