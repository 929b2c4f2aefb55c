import { PcscProvider } from '../../../lib/reader/pcsc/provider.js';
import type { Pcsc } from './machine.js';

/** Milliseconds that PC/SC may take to list its readers. */
const PATIENCE = 5_000;

/** What PC/SC lists. The child that asks it connects to no card. */
export async function listReaders(): Promise<Pcsc> {
  const readers = new Set<string>();
  const provider = new PcscProvider({ match: [] });
  let late: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Pcsc>((resolve) => {
      const end = (absent: string | null, down: string | null): void =>
        resolve({ absent, down, readers: [...readers].sort() });
      late = setTimeout(() => end(null, `no answer within ${PATIENCE / 1000} s`), PATIENCE);
      provider.start((event) => {
        if (event.kind === 'card' || event.kind === 'empty') readers.add(event.slot.name);
        if (event.kind === 'listed') end(null, null);
        if (event.kind !== 'down') return;
        if (event.lasting) end(event.reason, null);
        else end(null, event.reason);
      });
    });
  } finally {
    clearTimeout(late);
    await provider.stop();
  }
}
