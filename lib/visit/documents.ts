import { DM_BOOTSTRAP_OID } from '../pkcs15/index.js';
import type { Ending, Provisioning, Retrieved } from '../retrieval/types.js';
import type { LayerDocument } from '../tree/index.js';

/** A document of a card before it is processed. */
type CardDocument = Omit<LayerDocument, 'report'>;

export type Gathered =
  /** In the order of their precedence: the DM message first. */
  | { readonly kind: 'documents'; readonly documents: readonly CardDocument[] }
  | { readonly kind: 'none'; readonly outcome: Ending; readonly detail: string | null };

/**
 * What a card's layer is to be made of. A CP document that a PIN keeps closed is the one that is in force, if there is one: a locked PIN
 * costs nobody what was there. But if nothing was read at all, that is what came of the card.
 */
export function gather(
  retrieved: Retrieved,
  inForce: () => readonly LayerDocument[],
  warn: (message: string) => void,
): Gathered {
  const { provisioning } = retrieved;
  const unread = provisioning.filter((one) => one.kind === 'unread');
  if (retrieved.kind === 'none' && unread.length === provisioning.length) {
    const { outcome, detail } = unread.find(isClosed) ?? unread[0] ?? retrieved;
    return { kind: 'none', outcome, detail };
  }

  function documentOf(one: Provisioning): CardDocument[] {
    const { kind, oid } = one;
    if (kind === 'document') return [{ kind: 'cp', oid, label: one.label, bytes: one.bytes }];
    const present = isClosed(one) ? inForce().find((document) => document.oid === oid) : undefined;
    const reason = one.detail === null ? one.outcome : `${one.outcome}: ${one.detail}`;
    const fate = present === undefined ? 'left out' : 'taken as it was before';
    warn(`CP document ${oid} is ${fate} (${reason})`);
    return present === undefined ? [] : [present];
  }

  const { kind } = retrieved;
  const message: CardDocument[] =
    kind === 'message'
      ? [{ kind: 'dm', oid: DM_BOOTSTRAP_OID, label: retrieved.label, bytes: retrieved.bytes }]
      : [];
  return { kind: 'documents', documents: [...message, ...provisioning.flatMap(documentOf)] };
}

/** A PIN keeps it closed. */
const isClosed = ({ outcome }: { readonly outcome: Ending }): boolean => outcome !== 'malformed';
