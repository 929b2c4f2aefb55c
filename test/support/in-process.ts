import type { Slot } from '../../lib/reader/reader.js';
import { VirtualProvider } from '../../lib/reader/virtual.js';
import { Store } from '../../lib/tree/index.js';
import type { VirtualCard } from '../../lib/virtual-card/card.js';
import { type Visit, visit } from '../../lib/visit/visit.js';

/** The visit of a card that stands in this process, without PC/SC and without a tree. */
export async function visitInProcess(card: VirtualCard): Promise<Visit> {
  const provider = new VirtualProvider({ readers: ['here'] });
  const slot = new Promise<Slot>((resolve) => {
    provider.start((event) => event.kind === 'card' && resolve(event.slot));
  });
  provider.insert('here', card);
  const store = Store.scratch();
  const nothing = () => {};
  try {
    return await visit(await slot, new AbortController().signal, {
      enabled: true,
      mode: 'auto',
      rules: { allow: [], deny: [] },
      minTriesLeft: 2,
      pinFor: () => null,
      ledger: store.pins,
      warn: nothing,
      identified: nothing,
      exchanged: nothing,
      bug: nothing,
    });
  } finally {
    await provider.stop();
    store.close();
  }
}
