import type { Verdict } from '../../../lib/replay/index.js';
import { printable } from '../../../lib/text.js';
import { paint } from '../print.js';
import type { Counts } from './replay.js';

/** What did not pass and why, what is worth knowing of the others, and how many there were. */
export function verdictLines(verdicts: readonly Verdict[], counts: Counts): string[] {
  const { traces, passed, failed, malformed } = counts;
  const parts = [`${passed} passed`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (malformed > 0) parts.push(`${malformed} cannot be read`);
  const replays = verdicts.length === 1 ? '1 replay' : `${verdicts.length} replays`;
  const files = traces === 1 ? '1 trace or image' : `${traces} traces and images`;
  const all = `${replays} of ${files}: ${parts.join(', ')}`;
  const colour = failed + malformed > 0 ? 'red' : 'green';
  return [...verdicts.flatMap(linesOf), paint(colour, all)];
}

function linesOf({ trace, fault, result, problems, notes }: Verdict): string[] {
  const lines = [...problems, ...notes].map((line) => `  ${printable(line)}`);
  if (lines.length === 0) return [];
  const name = printable(fault === null ? trace : `${trace} ${fault}`);
  return [`${result === 'passed' ? 'passed' : paint('red', result)} ${name}`, ...lines];
}
