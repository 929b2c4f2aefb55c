import { printable } from '../../lib/text.js';
import { wrapped } from '../columns.js';
import { EXIT, type ExitCode } from '../exit.js';
import type { Given } from './command.js';
import { examine, type Found } from './doctor/examine.js';
import type { Finding } from './doctor/finding.js';
import { thisMachine } from './doctor/this-machine.js';
import { paint, print } from './print.js';
import type { DOCTOR } from './table.js';

const COLOURS = { ok: 'green', warn: 'yellow', fail: 'red', skipped: 'faint' } as const;
const WIDTH = 'skipped'.length;

export async function run({ values }: Given<typeof DOCTOR>): Promise<ExitCode> {
  const { config, state, runtime, json } = values;
  const findings = await examine(thisMachine(), {
    ...(config !== undefined && { config }),
    ...(state !== undefined && { state }),
    ...(runtime !== undefined && { runtime }),
  });
  const failures = count(findings, 'fail');
  const warnings = count(findings, 'warn');
  print(json, { healthy: failures === 0, failures, warnings, findings }, () => [
    ...findings.flatMap((finding, at) => linesOf(finding, findings[at - 1])),
    '',
    `${counted(failures, 'failure')}, ${counted(warnings, 'warning')}`,
  ]);
  return failures === 0 ? EXIT.ok : EXIT.failure;
}

const count = (findings: readonly Found[], state: Finding['state']): number =>
  findings.filter((finding) => finding.state === state).length;

const counted = (number: number, what: string): string =>
  `${number === 0 ? 'no' : number} ${what}${number === 1 ? '' : 's'}`;

/** With a heading where it is of another area than the one before. What to do stands on lines of its own. */
function linesOf({ area, state, text, remedy }: Found, before: Found | undefined): string[] {
  return [
    ...(before?.area === area ? [] : [paint('bold', area)]),
    `  ${paint(COLOURS[state], state.padEnd(WIDTH))}  ${printable(text)}`,
    ...(remedy === null
      ? []
      : wrapped(printable(remedy), ' '.repeat(WIDTH + 4).concat('→ '), ' '.repeat(WIDTH + 6))),
  ];
}
