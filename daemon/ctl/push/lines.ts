import { type Pushed, pushedText } from '../../../lib/source/push/outcome.js';
import { printable } from '../../../lib/text.js';
import { EXIT, type ExitCode } from '../../exit.js';
import { isPushSuccess } from '../../sources/push-success.js';
import { paint } from '../print.js';

/** The exit code that what became of a push stands for. */
export function exitOfPushed({ outcome }: Pushed): ExitCode {
  if (outcome === 'store-error') return EXIT.cannotCreate;
  return isPushSuccess(outcome) ? EXIT.ok : EXIT.failure;
}

/** What became of a push, and what there is to do about it, for people. */
export function pushedLines(pushed: Pushed): string[] {
  const { sender, outcome, id } = pushed;
  const colour = isPushSuccess(outcome) ? 'green' : 'red';
  return [
    `push from ${printable(sender)}: ${paint(colour, pushedText(pushed))}`,
    ...(outcome === 'pending' ? [`  its PIN is asked for by: dmbootctl push confirm ${id}`] : []),
  ];
}
