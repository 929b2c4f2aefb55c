import { setTimeout as wait } from 'node:timers/promises';
import { VirtualCard } from '../../../lib/virtual-card/card.js';
import { LineCutter, readReaderLine, writeCardLine } from '../../../lib/virtual-card/json-lines.js';
import { readCardFile } from '../../card-file.js';
import { EXIT, Exit, type ExitCode } from '../../exit.js';
import type { Given } from '../command.js';
import type { CARD_STDIO } from './table.js';

export async function run({ words }: Given<typeof CARD_STDIO>): Promise<ExitCode> {
  const file = words[0]!;
  const image = readCardFile(file);
  if ('program' in image) {
    throw new Exit(EXIT.usage, `${file}: a program plays this card: it speaks JSON lines itself`);
  }
  const card = new VirtualCard(image);
  const lines = new LineCutter();
  process.stdin.setEncoding('utf8');
  for await (const piece of process.stdin) {
    for (const line of lines.cut(piece)) {
      const said = readReaderLine(line);
      if (said.type === 'remove') return EXIT.ok;
      if (said.type === 'reset') {
        process.stdout.write(writeCardLine({ type: 'atr', bytes: card.reset() }));
        continue;
      }
      if (said.type !== 'command') continue;
      const { bytes, delayMs } = card.answer(said.bytes);
      if (delayMs > 0) await wait(delayMs);
      // A card that is mute says nothing.
      if (bytes !== null) process.stdout.write(writeCardLine({ type: 'response', bytes }));
    }
  }
  return EXIT.ok;
}
