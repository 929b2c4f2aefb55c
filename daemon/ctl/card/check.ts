import { type CardCheck, checkCard, type Verdict } from '../../../lib/card-check/index.js';
import { DmbootError } from '../../../lib/error.js';
import { connectPatiently } from '../../../lib/reader/connect.js';
import { ReaderError, type ReaderErrorCode } from '../../../lib/reader/error.js';
import type { Slot } from '../../../lib/reader/reader.js';
import { VirtualProvider } from '../../../lib/reader/virtual.js';
import { ImageSlot } from '../../../lib/replay/index.js';
import { printable } from '../../../lib/text.js';
import { VirtualCard } from '../../../lib/virtual-card/card.js';
import { endOf } from '../../../lib/wbxml/index.js';
import { readCardFile } from '../../card-file.js';
import { EXIT, Exit, type ExitCode } from '../../exit.js';
import type { Given } from '../command.js';
import { paint, print } from '../print.js';
import { slotWithCard } from '../slot.js';
import { note } from '../source.js';
import { CountedConnection } from './counted.js';
import { playImage } from './play.js';
import type { CARD_CHECK } from './table.js';

export async function run({ values, words }: Given<typeof CARD_CHECK>): Promise<ExitCode> {
  const [image] = words;
  if ((image === undefined) === (values.reader === undefined)) {
    throw new Exit(EXIT.usage, 'expected a card image, or --reader READER');
  }
  const checked =
    image === undefined
      ? await checkReader(values.reader!)
      : await checkImage(image, values['run-programs'] ?? false);
  print(values.json, { card: image ?? values.reader, ...checked }, () => linesOf(checked));
  return checked.strict.accepts ? EXIT.ok : EXIT.failure;
}

async function checkImage(file: string, runPrograms: boolean): Promise<CardCheck> {
  const image = readCardFile(file);
  if (!('program' in image)) {
    // No time passes: what a card of data would never answer, it does not answer at once.
    return await checkSlot(new ImageSlot(file, new VirtualCard(image), async () => undefined));
  }
  const played = await playImage(file, image, runPrograms);
  const provider = new VirtualProvider();
  try {
    const slot = new Promise<Slot>((resolve) => {
      provider.start((event) => event.kind === 'card' && resolve(event.slot));
    });
    provider.insert('Virtual 0', played.card);
    return await checkSlot(await slot);
  } finally {
    await provider.stop();
    await played.stop();
  }
}

async function checkReader(reader: string): Promise<CardCheck> {
  const { PcscProvider } = await import('../../../lib/reader/pcsc/provider.js');
  const provider = new PcscProvider({ match: [] });
  try {
    return await checkSlot(await slotWithCard(provider, reader));
  } finally {
    await provider.stop();
  }
}

/** What a reader says where it is the card that does not do what it should. */
const CARDS: ReadonlySet<string> = new Set<ReaderErrorCode>([
  'mute',
  'removed',
  'reset',
  'transport',
]);

async function checkSlot(slot: Slot): Promise<CardCheck> {
  const { signal } = new AbortController();
  const connection = new CountedConnection(await connectPatiently(slot, { signal }));
  try {
    return await checkCard(connection, { endOf, warn: note });
  } catch (error) {
    const isCards = error instanceof DmbootError && error.fault === 'card';
    if (!isCards && !(error instanceof ReaderError && CARDS.has(error.code))) throw error;
    const isMute = error.code === 'mute';
    const what = `the card ${isMute ? 'is mute' : 'cannot be judged'} at ${connection.last}`;
    throw new Exit(EXIT.failure, `${what}: ${error.message}`);
  } finally {
    await connection.disconnect('leave');
  }
}

const MARKS = {
  pass: ['green', 'pass'],
  warn: ['yellow', 'warn'],
  fail: ['red', 'FAIL'],
  'not-applicable': ['faint', '-   '],
} as const satisfies Record<Verdict, readonly ['green' | 'yellow' | 'red' | 'faint', string]>;

function linesOf({ mode, identity, items, strict, lenient }: CardCheck): string[] {
  const { accepts, outcome, detail } = lenient;
  const because = detail === null ? outcome : `${outcome}: ${detail}`;
  return [
    `card ${printable(identity)} (${mode.toUpperCase()})`,
    ...items.map(({ clause, asks, verdict, found }) => {
      const [colour, mark] = MARKS[verdict];
      return `${paint(colour, mark)}  ${clause.padEnd(12)}  ${asks}: ${printable(found)}`;
    }),
    `a strict reader: ${strict.accepts ? paint('green', 'accepts it') : paint('red', `refuses it: ${strict.because.join(', ')}`)}`,
    `a lenient reader, as dmbootd is: ${paint(accepts ? 'green' : 'red', printable(because))}`,
  ];
}
