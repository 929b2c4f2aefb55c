import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { CardReport, Report } from '../../daemon/report.js';
import { VirtualProvider } from '../../lib/reader/virtual.js';
import { RebuildError, rebuild } from '../../lib/rebuild/index.js';
import { parseTrace } from '../../lib/trace/index.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import { parseCardImage } from '../../lib/virtual-card/image-file.js';
import { formatCardImage } from '../../lib/virtual-card/image-text.js';
import { ROOT } from '../support/paths.js';
import { supervise } from '../support/supervise.js';
import { CASES } from '../traces/cases.js';

const FOLDER = join(ROOT, 'apdu-traces');
const READER = 'Virtual 0';

/** What no visit of an image shows: that a card is not there, or is taken out; and a reader in this process waits for a mute card for ever. */
const EXCEPTIONS: ReadonlySet<string> = new Set(['reader-empty', 'torn-out', 'removed', 'mute']);
/** Here the second visit is another one of the same card. */
const FIRST_ONLY: ReadonlySet<string> = new Set([
  ...['read-twice', 'reset-by-another', 'unchanged', 'timed'],
]);
/** The PIN of the card is not the one that the walk had. */
const UNKNOWN_PIN: ReadonlySet<string> = new Set(['pin-rejected']);

/** Commands that may be answered otherwise: a directory of a SIM counts its files, seen or not; a command that another program cut off. */
const different = (file: string): number =>
  file.startsWith('2g') || basename(file) === 'reset-by-another' ? 1 : 0;

const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8');

async function visit(card: VirtualCard, toml: string): Promise<CardReport> {
  const provider = new VirtualProvider();
  const reports: CardReport[] = [];
  const supervisor = supervise({
    provider,
    toml,
    tell: (told) => told.event === 'card-visited' && reports.push(told.card),
  });
  supervisor.start();
  await supervisor.until(() => supervisor.listed);
  const end = provider.nextVisit(READER);
  provider.insert(READER, card);
  await end;
  await supervisor.stop();
  return reports[0]!;
}

const told = ({ identity, mode, outcome, detail, label, message }: CardReport) => ({
  ...{ identity, mode, outcome, detail, label, message },
});

describe('a card that is rebuilt from a trace of the collection', () => {
  for (const { file } of CASES.filter((one) => !EXCEPTIONS.has(basename(one.file)))) {
    const { cards }: Report = JSON.parse(read(`${file}.json`));
    const stays = FIRST_ONLY.has(basename(file)) ? 1 : cards.length;
    for (let stay = 1; stay <= stays; stay += 1) {
      it(`comes to the same, with the same message: ${file}, card ${stay}`, async () => {
        const pin = UNKNOWN_PIN.has(basename(file)) ? null : '1234';
        const made = rebuild(parseTrace(read(`${file}.trace`), file), stay, pin);
        const image = parseCardImage(
          formatCardImage(made.image, 'toml', { top: made.notes, files: made.files }),
          { name: file, format: 'toml' },
        );
        const toml = existsSync(join(FOLDER, `${file}.toml`)) ? read(`${file}.toml`) : '';
        const others = made.commands - made.same;
        assert.ok(others <= different(file), `${others} commands are answered otherwise`);
        assert.deepEqual(told(await visit(new VirtualCard(image), toml)), told(cards[stay - 1]!));
      });
    }
  }

  it('stops answering where the card did', () => {
    const { image } = rebuild(parseTrace(read('3g/mute.trace'), 'mute'), 1, null);
    assert.deepEqual(image.quirks?.at, { 7: { mute: true } });
  });

  it('is refused where the trace shows none, or no such one', () => {
    const empty = parseTrace(read('3g/reader-empty.trace'), 'empty');
    assert.throws(() => rebuild(empty, 1, null), { code: 'no-card' });
    assert.throws(() => rebuild(parseTrace(read('3g/swapped.trace'), 's'), 3, null), RebuildError);
  });
});
