import { setTimeout as wait } from 'node:timers/promises';
import { VirtualCard } from '../../../lib/virtual-card/card.js';
import {
  CardLineError,
  readReaderLine,
  writeCardLine,
} from '../../../lib/virtual-card/json-lines.js';
import { readCardFile } from '../../card-file.js';
import { EXIT, Exit, type ExitCode } from '../../exit.js';
import type { Given } from '../command.js';
import { linesOf } from './input.js';
import type { CARD_STDIO } from './table.js';

export async function run({ words }: Given<typeof CARD_STDIO>): Promise<ExitCode> {
  const file = words[0]!;
  const image = readCardFile(file);
  if ('program' in image) {
    throw new Exit(EXIT.usage, `${file}: a program plays this card: it speaks JSON lines itself`);
  }
  const card = new VirtualCard(image);
  let isPowered = false;
  for await (const line of linesOf(process.stdin)) {
    const said = readReaderLine(line);
    if (said.type === 'remove') return EXIT.ok;
    if (said.type !== 'command') {
      isPowered = true;
      process.stdout.write(writeCardLine({ type: 'atr', bytes: card.reset() }));
      continue;
    }
    if (!isPowered) throw new CardLineError('expected "type": "reset" before any command');
    const { bytes, delayMs } = card.answer(said.bytes);
    if (delayMs > 0) await wait(delayMs);
    // A card that is mute says nothing.
    if (bytes !== null) process.stdout.write(writeCardLine({ type: 'response', bytes }));
  }
  return EXIT.ok;
}
