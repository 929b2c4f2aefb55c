import { dirname } from 'node:path';
import type { ProgramCard } from '../../../lib/reader/program-card.js';
import { VirtualCard } from '../../../lib/virtual-card/card.js';
import type { CardImage } from '../../../lib/virtual-card/image.js';
import type { ProgramImage } from '../../../lib/virtual-card/image-file.js';
import type { PlayableCard } from '../../../lib/virtual-card/playable.js';
import { readCardFile } from '../../card-file.js';
import { EXIT, Exit } from '../../exit.js';

/** A card of a file, ready to be put into a reader. */
export interface Played {
  readonly card: PlayableCard;
  /** Resolves when the card is of no use any more, with the reason: its program has ended. Never, where it is data. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/**
 * Makes a card of an image file, a new one each time. `runPrograms`: an image may name a program, and whoever sends one
 * would run it here; so that must be wanted.
 *
 * @throws CardFileError, CardProgramError, Exit
 */
export async function play(file: string, runPrograms: boolean): Promise<Played> {
  return await playImage(file, readCardFile(file), runPrograms);
}

/** As `play`, of an image that was read. */
export async function playImage(
  file: string,
  image: CardImage | ProgramImage,
  runPrograms: boolean,
): Promise<Played> {
  if (!('program' in image)) {
    const card = new VirtualCard(image);
    return { card, ended: new Promise(() => {}), stop: async () => {} };
  }
  if (!runPrograms) {
    throw new Exit(EXIT.usage, `${file}: it names a program: expected --run-programs`);
  }
  const { ProgramCard } = await import('../../../lib/reader/program-card.js');
  return ofProgram(await ProgramCard.start(image, dirname(file)));
}

const ofProgram = (card: ProgramCard): Played => ({
  card,
  ended: card.ended.then((error) => error?.message ?? 'its program has ended'),
  stop: () => card.stop(),
});
