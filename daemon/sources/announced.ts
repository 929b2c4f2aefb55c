import type { Announced } from '../../lib/source/index.js';
import { BOOTSTRAP_CONFIG, type Store } from '../../lib/tree/index.js';

/** A card whose message is fetched. */
export interface Naming {
  readonly identity: string;
  readonly reader: string;
  /** The server that it names; null where its own web server is asked. */
  readonly url: string | null;
}

export interface AnnouncedNeeds {
  readonly store: Store;
  /** The cards that are there and whose message is fetched. */
  naming(): readonly Naming[];
}

/**
 * The servers that the tree names (6.3), and those that cards name, who bring what comes from there. A server whose own message brought the Bootstrap Config MO that is in
 * force is one as long as it is: else what it says of others could take it away, and bring it back, for ever. Throws `StoreError`.
 */
export function announced({
  store,
  naming,
}: AnnouncedNeeds): Omit<Announced, 'anchors' | 'pins'>[] {
  const by = store.tree(BOOTSTRAP_CONFIG.uri)[0]?.origin;
  // A domain that was discovered is no URL.
  const own = by?.kind === 'https' && URL.canParse(by.id) ? [by.id] : [];
  const urls = store.bootstrapConfig().servers.map(withoutFragment);
  return [
    ...[...urls, ...own].map((url) => ({ url, origin: { kind: 'https', id: url } as const })),
    ...naming().flatMap(({ identity, url }) =>
      url === null ? [] : [{ url, origin: { kind: 'smartcard', id: identity } as const }],
    ),
  ];
}

/** No server sees a fragment: with another one it is the same server still. */
function withoutFragment(text: string): string {
  const url = new URL(text);
  url.hash = '';
  return url.href;
}

/** Notes in which reader a card is for which something was fetched: what it brought goes with it, also while nobody looks. Throws `StoreError`. */
export function noteSightings({ store, naming }: AnnouncedNeeds): void {
  for (const { identity, reader } of naming()) {
    const isHere = store.layer({ kind: 'smartcard', id: identity }) !== null;
    if (isHere && store.lastReaderOf(identity) !== reader) store.sighted(identity, reader);
  }
}
