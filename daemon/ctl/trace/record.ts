import { existsSync, statSync } from 'node:fs';
import { errorText } from '../../../lib/error.js';
import { PcscProvider } from '../../../lib/reader/pcsc/provider.js';
import type { Slot } from '../../../lib/reader/reader.js';
import { printable, printableJson } from '../../../lib/text.js';
import {
  openNamedTraceFile,
  openTraceFile,
  recordingSlot,
  StayRecorder,
} from '../../../lib/trace/index.js';
import { Store } from '../../../lib/tree/index.js';
import { type Visit, type VisitPolicy, visit } from '../../../lib/visit/visit.js';
import { loadPins } from '../../config/pins.js';
import { configuration } from '../../configuration.js';
import { EXIT, Exit, type ExitCode } from '../../exit.js';
import { DEFAULTS } from '../../options.js';
import { policyOf } from '../../policy.js';
import type { Given } from '../command.js';
import { slotWithCard } from '../slot.js';
import { note } from '../source.js';
import type { TRACE_RECORD } from './table.js';

export async function run({ values }: Given<typeof TRACE_RECORD>): Promise<ExitCode> {
  const config = configuration(values.config);
  const pins = loadPins(config, process.env['CREDENTIALS_DIRECTORY']);
  // Without a PIN no try can be spent, and the state, which a daemon may own, is left alone.
  const store = pins.any ? Store.open(values.state ?? DEFAULTS.state, 'readers') : Store.scratch();
  const provider = new PcscProvider({ match: config.readers.match });
  try {
    const slot = await slotWithCard(provider, values.reader);
    const { file, visited } = await record(slot, values.output!, {
      ...policyOf(config, pins, store.pins),
      enabled: true,
      warn: note,
      identified: () => undefined,
      documentsOf: () => [],
      exchanged: () => undefined,
      bug: (error) => note(errorText(error)),
    });
    print(file, slot.name, visited, values.json ?? false);
    return EXIT.ok;
  } finally {
    await provider.stop();
    store.close();
  }
}

/** Walks over the card as the daemon does, and writes down what is said. Nothing becomes of what is found. */
async function record(
  slot: Slot,
  output: string,
  policy: VisitPolicy,
): Promise<{ readonly file: string; readonly visited: Visit }> {
  const isFolder = output.endsWith('/') || (existsSync(output) && statSync(output).isDirectory());
  const sink = isFolder ? openTraceFile(output, slot.name) : openNamedTraceFile(output);
  const failures: unknown[] = [];
  const stay = new StayRecorder(slot.name, sink, (error) => failures.push(error));
  const visited = await visit(recordingSlot(slot, stay), new AbortController().signal, policy);
  if (outcomeOf(visited) === 'removed') stay.removed();
  else stay.close();
  if (failures.length > 0 || sink.path === null) {
    throw new Exit(EXIT.cannotCreate, `${output}: ${errorText(failures[0] ?? 'nothing was said')}`);
  }
  return { file: sink.path, visited };
}

const outcomeOf = ({ result }: Visit): string | null =>
  result.kind === 'outcome' ? result.outcome : null;

function print(file: string, reader: string, visited: Visit, json: boolean): void {
  const { mode, identity, label, message, apdus, result } = visited;
  const detail = result.kind === 'outcome' ? result.detail : null;
  const outcome = outcomeOf(visited);
  const id = identity?.id ?? null;
  if (json) {
    const told = { file, reader, identity: id, mode, outcome, detail, label, message, apdus };
    process.stdout.write(`${printableJson(told)}\n`);
    return;
  }
  const found = message === null ? 'no message' : `a message of ${message.length} bytes`;
  const came = outcome === null ? found : detail === null ? outcome : `${outcome}: ${detail}`;
  const card = id === null ? 'the card' : `card ${id}`;
  const text = `${file}: ${apdus} exchanges with ${card} in ${reader}, ${came}`;
  process.stdout.write(`${printable(text)}\n`);
}
