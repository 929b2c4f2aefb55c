import { type Pushed, pushedText } from '../../../lib/source/push/outcome.js';
import { printable } from '../../../lib/text.js';
import { isPushSuccess } from '../../sources/push-success.js';
import { paint } from '../print.js';

/** What became of a push, and what there is to do about it, for people. */
export function pushedLines(pushed: Pushed): string[] {
  const { sender, outcome, id } = pushed;
  const colour = isPushSuccess(outcome) ? 'green' : 'red';
  return [
    `push from ${printable(sender)}: ${paint(colour, pushedText(pushed))}`,
    ...(outcome === 'pending' ? [`  its PIN is asked for by: dmbootctl push confirm ${id}`] : []),
  ];
}
