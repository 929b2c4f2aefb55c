/** What is said of a push that does not come into force: why, and what can be done about it. No secret is in any. */

export const STRANGER = 'its sender is not in push.senders';
export const REPLAYED = 'it came into force before, and does nothing now';
export const NO_MAC = 'it carries no MAC, and its sender is not in push.trusted';
export const FORGED =
  'its MAC is not of the IMSI: it was changed on its way, or is for another subscriber (push.imsi, push.network_key)';
export const NO_IMSI =
  'its MAC is made of an IMSI, and none is known: push.imsi, or a card whose EF IMSI can be read';
export const MADE_ROOM = 'too many wait for a PIN, and a later one takes its place';
export const DROPPED = 'it was dropped by hand';
export const REFUSED = 'none of its tries was right: it is gone, and its sender must make another';

/** @param left tries, at least one. */
export const wrongPin = (isOfImsi: boolean, left: number): string =>
  `its MAC is not of this PIN${isOfImsi ? ' and the IMSI' : ''}: ${left} of its tries ${left === 1 ? 'is' : 'are'} left`;
