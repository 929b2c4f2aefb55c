import { type CardCheck, checkCard, type Verdict } from '../../../lib/card-check/index.js';
import { connectPatiently } from '../../../lib/reader/connect.js';
import type { Slot } from '../../../lib/reader/reader.js';
import { VirtualProvider } from '../../../lib/reader/virtual.js';
import { printable } from '../../../lib/text.js';
import { endOf } from '../../../lib/wbxml/index.js';
import { EXIT, Exit, type ExitCode } from '../../exit.js';
import type { Given } from '../command.js';
import { paint, print } from '../print.js';
import { slotWithCard } from '../slot.js';
import { note } from '../source.js';
import { play } from './play.js';
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
  const played = await play(file, runPrograms);
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

async function checkSlot(slot: Slot): Promise<CardCheck> {
  const connection = await connectPatiently(slot, { signal: new AbortController().signal });
  try {
    return await checkCard(connection, { endOf, warn: note });
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
