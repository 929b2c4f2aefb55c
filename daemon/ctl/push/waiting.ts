import type { Waiting } from '../../../lib/source/push/source.js';
import { printable } from '../../../lib/text.js';

const KINDS = { dm: 'DM message', cp: 'Client Provisioning document' } as const;

/** A push that waits for its PIN, for people. */
export const waitingLine = ({ id, sender, kind, method, tries }: Waiting): string => {
  const typed = method === 'user-mac' ? ', its PIN to be typed with the MAC behind it' : '';
  return `${id}  ${KINDS[kind]} from ${printable(sender)}, ${tries} tries left${typed}`;
};
