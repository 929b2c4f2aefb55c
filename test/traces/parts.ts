import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BootstrapCard } from '../../lib/virtual-card/bootstrap-image.js';
import type { CardImage } from '../../lib/virtual-card/image.js';
import { ROOT } from '../support/paths.js';

/** A trace of the collection: which card it is recorded from, and what happens to the card. */
export interface TraceCase {
  /** Its place below apdu-traces, without ending. */
  readonly file: string;
  /** What it shows, in a line. */
  readonly about: string;
  readonly cards: readonly BootstrapCard[];
  /** The configuration that it is recorded and replayed with. */
  readonly config?: string;
  /** Torn out instead of answering this command, counted from 1. */
  readonly tearAt?: number;
  /** The last card is taken out when its visit has ended. */
  readonly takenOut?: boolean;
  readonly change?: (image: CardImage) => CardImage;
  /** A change made to the recording by hand, for what no virtual card does. */
  readonly edit?: (trace: string) => string;
}

export const message = (name: string): Uint8Array =>
  readFileSync(join(ROOT, 'test/samples', `${name}.wbxml`));

export const iccid = (serial: number): string =>
  `898821100000043${String(serial).padStart(4, '0')}`;

export const PIN_CONFIG = `[smartcard.pin]\ndefault = "1234"\n`;
/** Keeps the exchanges before the `n`-th command, and lets it be answered by an error of PC/SC. */
export const errorAt =
  (n: number, code: string) =>
  (trace: string): string => {
    const lines = trace.trimEnd().split('\n');
    const commands = lines.flatMap((line, at) => (/(^|\s)> /.test(line) ? [at] : []));
    const last = commands[n - 1]!;
    return [...lines.slice(0, last + 1), `error ${code}`, ''].join('\n');
  };

/** The card is visited once more, and says the same. */
export const againAfter = (trace: string): string =>
  trace + trace.slice(trace.search(/^connect /m));

/** As `againAfter` of the first card: it is visited twice before it goes. */
export const againBefore = (trace: string): string => {
  const [first = '', ...rest] = trace.split(/^(?=removed\n)/m);
  return [againAfter(first), ...rest].join('');
};
