import { printable, printableJson } from '../../../lib/text.js';
import { FORMATS, importTrace } from '../../../lib/trace/formats.js';
import { collectTrace, itemsOf, type TraceItem } from '../../../lib/trace/index.js';
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
  const { output = '', redact = false, json = false } = values;
  const to = values.to ?? formatNamed(output);
  const warnings = new Warnings();
  const source = openTraceSource(input, values.from);
  try {
    const from = source.format;
    const { lacks } = FORMATS[from];
    if (lacks !== null) warnings.add(lackText(from, lacks));
    const items = importTrace(from, source.chunks, { name: input, warn: warnings.add });
    const counted = new Counted(redact ? await redacted(items, input) : items);
    writePrivately(output, FORMATS[to].write(counted, warnings.add, commentsOf(redact)));
    const { events } = counted;
    if (json) {
      const told = { input, from, output, to, redacted: redact, events, warnings: warnings.list() };
      process.stdout.write(`${printableJson(told)}\n`);
    } else {
      warnings.lines().forEach(note);
      const how = `from ${from} to ${to}${redact ? ', redacted' : ''}`;
      process.stdout.write(`${printable(`${output}: ${events} events, ${how}`)}\n`);
    }
  } finally {
    source.close();
  }
  return EXIT.ok;
}

/** Held as a whole: a secret may stand in several answers. */
async function redacted(items: Iterable<TraceItem>, name: string): Promise<Iterable<TraceItem>> {
  const { redactTrace } = await import('../../../lib/redact/index.js');
  return itemsOf(redactTrace(collectTrace(items, name)));
}

/** Items that pass by, counted. */
class Counted {
  events = 0;
  readonly #items: Iterable<TraceItem>;

  constructor(items: Iterable<TraceItem>) {
    this.#items = items;
  }

  *[Symbol.iterator](): Generator<TraceItem> {
    for (const item of this.#items) {
      if (item.kind !== 'header') this.events += 1;
      yield item;
    }
  }
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
