import assert from 'node:assert/strict';
import type { CardReport } from '../../daemon/report.js';
import type { ReaderProvider } from '../../lib/reader/reader.js';
import { TraceProvider } from '../../lib/reader/trace.js';
import { VirtualProvider } from '../../lib/reader/virtual.js';
import { formatTrace, parseTrace, StayRecorder } from '../../lib/trace/index.js';
import { bootstrapImage } from '../../lib/virtual-card/bootstrap-image.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import type { CardImage } from '../../lib/virtual-card/image.js';
import { supervise } from '../support/supervise.js';
import { CASES } from '../traces/cases.js';
import { EXAMPLES } from './examples.js';

const READER = 'Virtual 0';

interface Recorded {
  readonly trace: string;
  readonly reports: readonly CardReport[];
}

/** A visit of what a provider has, recorded. */
async function recorded(
  provider: ReaderProvider,
  toml: string,
  visit: () => Promise<void>,
): Promise<Recorded> {
  let trace = '';
  const reports: CardReport[] = [];
  const supervisor = supervise({
    provider,
    toml,
    tell: (told) => told.event === 'card-visited' && reports.push(told.card),
    record: (reader) => {
      const sink = { write: (text: string) => (trace += text), close: () => undefined };
      return new StayRecorder(
        reader,
        sink,
        (error) => assert.fail(String(error)),
        () => 0,
      );
    },
  });
  supervisor.start();
  await supervisor.until(() => supervisor.listed);
  await visit();
  await supervisor.stop();
  return { trace, reports };
}

async function played(image: CardImage, toml: string): Promise<Recorded> {
  const provider = new VirtualProvider({ readers: [READER] });
  return await recorded(provider, toml, async () => {
    const end = provider.nextVisit(READER);
    provider.insert(READER, new VirtualCard(image));
    await end;
  });
}

async function replayed(trace: string, toml: string): Promise<Recorded> {
  const provider = new TraceProvider([parseTrace(trace, 'recorded')]);
  const again = await recorded(provider, toml, () => provider.finished);
  assert.deepEqual(provider.departures, []);
  return again;
}

const CARDS: readonly {
  readonly name: string;
  readonly image: CardImage;
  readonly toml: string;
}[] = [
  ...CASES.flatMap(({ file, cards, change, config = '' }) =>
    cards.map((card, at) => {
      const image = bootstrapImage(card);
      return { name: `${file}, card ${at + 1}`, image: change?.(image) ?? image, toml: config };
    }),
  ),
  ...EXAMPLES.map(({ name, image }) => ({ name, image, toml: '' })),
];

describe('recording a virtual card and replaying it', () => {
  for (const { name, image, toml } of CARDS) {
    it(`is the identity: ${name}`, async () => {
      const first = await played(image, toml);
      assert.notEqual(first.trace, '');
      const again = await replayed(first.trace, toml);
      assert.equal(again.trace, first.trace);
      assert.deepEqual(again.reports, first.reports);
      assert.equal(formatTrace(parseTrace(first.trace, 't')), first.trace.replace(/^#.*\n/gm, ''));
    });
  }
});
