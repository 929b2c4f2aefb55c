import { VirtualProvider } from '../../lib/reader/virtual.js';
import { StayRecorder } from '../../lib/trace/index.js';
import { bootstrapImage } from '../../lib/virtual-card/bootstrap-image.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import { supervise } from '../support/supervise.js';
import type { TraceCase } from './parts.js';

const READER = 'Bench Reader 00 00';
const SILENT = () => undefined;

/** Plays the case on virtual cards, and answers with what the recorder wrote of all its stays. */
async function record(one: TraceCase): Promise<string> {
  const stays: string[] = [];
  const provider = new VirtualProvider({
    readers: [READER],
    onCommand: (_, n) => (n === one.tearAt ? 'tear' : 'answer'),
  });
  const supervisor = supervise({
    provider,
    ...(one.config !== undefined && { toml: one.config }),
    record: (reader) => {
      const at = stays.push('') - 1;
      const write = (text: string): void => {
        stays[at] += text;
      };
      const sink = { write, close: SILENT };
      return new StayRecorder(
        reader,
        sink,
        (error) => {
          throw error;
        },
        () => 0,
      );
    },
  });
  supervisor.start();
  await supervisor.until(() => supervisor.listed);
  for (const [at, description] of one.cards.entries()) {
    const image = bootstrapImage(description);
    const visited = provider.nextVisit(READER);
    provider.insert(READER, new VirtualCard(one.change?.(image) ?? image));
    await visited;
    if (at < one.cards.length - 1 || one.takenOut) provider.remove(READER);
  }
  await supervisor.stop();
  const [first = header(), ...more] = stays;
  return [first, ...more.map(withoutHeader)].join('');
}

const header = (): string => `dmbootd-trace 1\nreader ${READER}\n`;
const withoutHeader = (stay: string): string => stay.slice(stay.search(/^(\+[\d.]+ )?connect /m));

/** The times of a virtual card say nothing, and the warning of a recording does not hold for made-up secrets. */
const plain = (trace: string): string => trace.replace(/^\+[\d.]+ /gm, '').replace(/^# .*\n/gm, '');

/** The trace file of a case. What comes out is the same each time. */
export async function recordedTrace(one: TraceCase): Promise<string> {
  const trace = plain(await record(one));
  const changed =
    one.edit === undefined ? '' : ', and changed by hand to what no virtual card does';
  const origin = `# Where it comes from: recorded from a virtual card${changed}; every secret in it is made up.`;
  return `# ${one.about}\n${origin}\n${one.edit?.(trace) ?? trace}`;
}
