import { printable, printableJson } from '../../../lib/text.js';
import { FORMATS, importTrace } from '../../../lib/trace/formats.js';
import type { TraceItem } from '../../../lib/trace/index.js';
import { EXIT, Exit, type ExitCode } from '../../exit.js';
import { writePrivately } from '../../private-file.js';
import { lackText, openTraceSource } from '../../trace-file.js';
import type { Given } from '../command.js';
import { note } from '../source.js';
import { commentsOf } from './comments.js';
import type { TRACE_CONVERT } from './table.js';
import { Warnings } from './warnings.js';

type Written = NonNullable<Given<typeof TRACE_CONVERT>['values']['to']>;

export async function run({ values, words }: Given<typeof TRACE_CONVERT>): Promise<ExitCode> {
  const input = words[0]!;
  const output = values.output!;
  const to = values.to ?? formatNamed(output);
  const warnings = new Warnings();
  const source = openTraceSource(input, values.from);
  let events = 0;
  try {
    const from = source.format;
    const { lacks } = FORMATS[from];
    if (lacks !== null) warnings.add(lackText(from, lacks));
    const items = importTrace(from, source.chunks, { name: input, warn: warnings.add });
    const counted = function* (): Generator<TraceItem> {
      for (const item of items) {
        if (item.kind !== 'header') events += 1;
        yield item;
      }
    };
    writePrivately(output, FORMATS[to].write(counted(), warnings.add, commentsOf(false)));
    if (values.json) {
      const told = { input, from, output, to, events, warnings: warnings.list() };
      process.stdout.write(`${printableJson(told)}\n`);
    } else {
      warnings.lines().forEach(note);
      process.stdout.write(`${printable(`${output}: ${events} events, from ${from} to ${to}`)}\n`);
    }
  } finally {
    source.close();
  }
  return EXIT.ok;
}

/** @throws Exit 64 where the name of a file says no format that can be written. */
function formatNamed(file: string): Written {
  const names = Object.keys(FORMATS) as (keyof typeof FORMATS)[];
  for (const name of names) {
    const { suffixes, write } = FORMATS[name];
    if (write !== null && suffixes.some((suffix) => file.endsWith(suffix))) return name as Written;
  }
  throw new Exit(EXIT.usage, `${file}: expected --to FORMAT, as the name of the file says none`);
}
