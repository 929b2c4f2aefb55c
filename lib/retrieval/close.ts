import { ApduError, TlvError } from '../apdu/index.js';
import { type Card, CardError } from '../card/index.js';
import { ReaderError } from '../reader/error.js';

/** Errors of the rooms below as `CardError`; others as they are. */
export function asCardError(error: unknown): unknown {
  const isExchange = error instanceof ApduError || error instanceof TlvError;
  return isExchange ? new CardError('exchange', error.message, { cause: error }) : error;
}

/** Does something with a card; if that fails, closes what it opened there, unless the card or its reader failed. */
export async function closeOnError<T>(
  card: Card,
  warn: (message: string) => void,
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof ReaderError)) await close(card, warn);
    throw error;
  }
}

/** The same, and closes it on success too. */
export async function closeAfter<T>(
  card: Card,
  warn: (message: string) => void,
  action: () => Promise<T>,
): Promise<T> {
  const result = await closeOnError(card, warn, action);
  await close(card, warn);
  return result;
}

async function close(card: Card, warn: (message: string) => void): Promise<void> {
  try {
    await card.close();
  } catch (error) {
    if (!(error instanceof ApduError)) throw error;
    warn(`the logical channel was not closed: ${error.message}`);
  }
}
