import type { ReaderEvent, ReaderProvider, Slot } from '../../lib/reader/reader.js';
import { EXIT, Exit } from '../exit.js';

const PATIENCE_MS = 5_000;

/**
 * Waits for the first list of readers, and picks the one that was named, or the first that holds a card.
 *
 * @throws Exit 69 where PC/SC does not answer, 66 where there is no such reader, or no card.
 */
export async function slotWithCard(
  provider: ReaderProvider,
  name: string | undefined,
): Promise<Slot> {
  const cards: Slot[] = [];
  const readers = new Set<string>();
  let reason = `PC/SC did not answer within ${PATIENCE_MS / 1000} s`;
  const listed = await new Promise<boolean>((resolve) => {
    const late = setTimeout(() => resolve(false), PATIENCE_MS);
    const done = (answers: boolean): void => {
      clearTimeout(late);
      resolve(answers);
    };
    provider.start((event: ReaderEvent) => {
      if (event.kind === 'card') cards.push(event.slot);
      if (event.kind === 'card' || event.kind === 'empty') readers.add(event.slot.name);
      if (event.kind === 'listed') done(true);
      if (event.kind !== 'down') return;
      reason = event.reason;
      if (event.lasting) done(false);
    });
  });
  if (!listed) throw new Exit(EXIT.unavailable, reason);
  const slot = name === undefined ? cards[0] : cards.find((one) => one.name === name);
  if (slot) return slot;
  if (name !== undefined && !readers.has(name)) {
    const others = readers.size === 0 ? 'there is none' : `there are ${[...readers].join(', ')}`;
    throw new Exit(EXIT.noInput, `there is no reader ${name}: ${others}`);
  }
  const where = name === undefined ? 'any reader' : `the reader ${name}`;
  throw new Exit(EXIT.noInput, `there is no card in ${where}`);
}
