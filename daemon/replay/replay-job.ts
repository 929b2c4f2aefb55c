import type { Heard, Said } from './protocol.js';
import { Trials } from './trial.js';

/** Plays the traces that it is told to, one after the other, and ends with the process that tells it. */
let trials: Trials | null = null;
let last: Promise<void> = Promise.resolve();

const say = (message: Heard): void => {
  process.send?.(message);
};

async function play(file: string): Promise<void> {
  for await (const verdict of trials!.of(file, (fault) => say({ kind: 'trying', fault }))) {
    say({ kind: 'verdict', verdict });
  }
  say({ kind: 'played' });
}

process.on('message', (message: Said) => {
  if (message.kind === 'manner') trials = new Trials(message.manner);
  else last = last.then(() => play(message.file));
});
process.on('disconnect', () => process.exit());
