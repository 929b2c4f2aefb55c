import type { Verdict } from './verdict.js';

/** What XML 1.0 cannot hold becomes U+FFFD; what means something in it is escaped. */
const escaped = (text: string): string =>
  text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[<>&"'\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(6);

/** Verdicts as a JUnit report: one suite, one case a replay; what failed is a failure, what cannot be read is an error. */
export function junit(verdicts: readonly Verdict[]): string {
  const count = (result: Verdict['result']): number =>
    verdicts.filter((verdict) => verdict.result === result).length;
  const time = seconds(verdicts.reduce((sum, { milliseconds }) => sum + milliseconds, 0));
  const totals = `tests="${verdicts.length}" failures="${count('failed')}" errors="${count('malformed')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="dmbootctl trace replay" ${totals} time="${time}">`,
    `  <testsuite name="traces" ${totals} skipped="0" time="${time}">`,
    ...verdicts.map(caseOf),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function caseOf({ trace, fault, result, problems, milliseconds }: Verdict): string {
  const name = fault === null ? trace : `${trace} ${fault}`;
  const head = `    <testcase classname="${escaped(trace)}" name="${escaped(name)}" time="${seconds(milliseconds)}"`;
  if (result === 'passed') return `${head}/>`;
  const kind = result === 'failed' ? 'failure' : 'error';
  const message = escaped(problems[0] ?? result);
  return `${head}><${kind} message="${message}">${escaped(problems.join('\n'))}</${kind}></testcase>`;
}
