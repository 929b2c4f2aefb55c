import { rebuild } from '../../../lib/rebuild/index.js';
import { EXIT, Exit, type ExitCode } from '../../exit.js';
import { refuseInput } from '../../private-file.js';
import type { Given } from '../command.js';
import { readTrace } from '../trace/read.js';
import { outputFormat, readPin, writeImage } from './output.js';
import type { CARD_FROM_TRACE } from './table.js';

export async function run({ values, words }: Given<typeof CARD_FROM_TRACE>): Promise<ExitCode> {
  const file = words[0]!;
  outputFormat(values.output!);
  refuseInput(values.output!, [file, values['pin-file']]);
  const { stay = '1' } = values;
  if (!/^[1-9][0-9]{0,3}$/.test(stay))
    throw new Exit(EXIT.usage, '--stay: expected a number from 1');
  const trace = readTrace(file);
  const pin = values['pin-file'] === undefined ? null : readPin(values['pin-file']);
  const { image, notes, files, commands, same } = rebuild(trace, Number(stay), pin);
  const top = [
    'A card as a trace shows it: docs/card-image.md says what can be changed here.',
    'It may hold secrets: the passwords and keys of its message. Keep it private.',
    ...notes,
    `It answers ${same} of the ${commands} commands of the trace as the card did.`,
  ];
  writeImage(values.output!, image, { top, files }, values.json ?? false, {
    commands,
    same,
    notes,
    files: Object.fromEntries(files),
    text: `which answers ${same} of ${commands} commands as the card did`,
  });
  return EXIT.ok;
}
