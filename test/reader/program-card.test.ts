import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CardReport } from '../../daemon/report.js';
import { fromHex, toHex } from '../../lib/bytes.js';
import { CardProgramError, ProgramCard } from '../../lib/reader/program-card.js';
import { VirtualProvider } from '../../lib/reader/virtual.js';
import { ROOT } from '../support/paths.js';
import { supervise } from '../support/supervise.js';

const NODE = process.execPath;
const ANSWER = `let n = 0;
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { type } = JSON.parse(line);
  n += 1;
  if (type === 'remove') process.exit(0);
  const say = (said) => console.log(JSON.stringify(said));
`;

describe('a card that a program plays', () => {
  let folder: string;
  const cards: ProgramCard[] = [];
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'dmbootd-program-'));
  });
  afterEach(() => Promise.all(cards.splice(0).map((card) => card.stop())));
  after(() => rmSync(folder, { recursive: true }));

  async function start(program: readonly string[], deadline?: number): Promise<ProgramCard> {
    const options = deadline === undefined ? {} : { deadline };
    const card = await ProgramCard.start({ program, protocol: 'T=0' }, folder, options);
    cards.push(card);
    return card;
  }

  /** A program that does this with each line; `n` counts them. */
  const script = (name: string, body: string): readonly string[] => {
    writeFileSync(join(folder, name), `${ANSWER}${body}\n});\n`);
    return [NODE, name];
  };

  const ATR = `if (type === 'reset') return say({ type: 'atr', atr: '3B0' + n });`;

  it('is visited in a reader like any other: the example in Python', async () => {
    const card = await start(['python3', join(ROOT, 'docs/example-card.py')]);
    const provider = new VirtualProvider();
    const reports: CardReport[] = [];
    const supervisor = supervise({
      provider,
      tell: (told) => told.event === 'card-visited' && reports.push(told.card),
    });
    supervisor.start();
    await supervisor.until(() => supervisor.listed);
    const visited = provider.nextVisit('Virtual 0');
    provider.insert('Virtual 0', card);
    await visited;
    const [report] = reports;
    assert.equal(report?.identity, '89888211000043009999');
    assert.deepEqual([report?.mode, report?.outcome], ['2g', 'no-application']);
    await supervisor.stop();
  });

  it('answers in the order of what it is asked, and tells each ATR', async () => {
    const program = script(
      'order.cjs',
      `${ATR} say({ type: 'response', response: '9' + '00' + n });`,
    );
    const card = await start(program);
    assert.equal(toHex(card.atr), '3B01');
    const [first, atr, second] = await Promise.all([
      card.answer(fromHex('00A40000')),
      card.reset(),
      card.answer(fromHex('00A40000')),
    ]);
    assert.ok(first !== 'gone' && second !== 'gone');
    assert.deepEqual(
      [toHex(first.bytes!), toHex(atr), toHex(second.bytes!)],
      ['9002', '3B03', '9004'],
    );
    await card.stop();
    assert.equal(await card.ended, null);
  });

  for (const [what, body, problem] of [
    ['dies', 'process.exit(3);', /it ended with 3$/],
    ['is killed', 'process.kill(process.pid, "SIGKILL");', /it ended with SIGKILL$/],
    ['talks nonsense', 'console.log("PIN 93571846");', /expected a JSON object on a line$/],
    [
      'answers something else',
      `say({ type: 'atr', atr: '3B00' });`,
      /expected "response" as an answer/,
    ],
    [
      'says twice what it was asked once',
      `for (const _ of 'ab') say({ type: 'response', response: '9000' });`,
      /speaks unasked$/,
    ],
    [
      'never ends its line',
      `process.stdout.write('x'.repeat(5000));`,
      /expected a line of at most 4096/,
    ],
  ] as const) {
    it(`is gone where its program ${what}`, async () => {
      const card = await start(script('wrong.cjs', `${ATR} ${body}`));
      await card.answer(fromHex('00A40000'));
      const ended = await card.ended;
      assert.ok(ended instanceof CardProgramError);
      assert.match(ended.message, problem);
      assert.equal(await card.answer(fromHex('00A40000')), 'gone');
    });
  }

  it('is gone where its program does not answer in time', async () => {
    const card = await start(script('late.cjs', ATR), 1500);
    assert.equal(await card.answer(fromHex('00A40000')), 'gone');
    assert.match((await card.ended)!.message, /no answer within 1500 ms$/);
  });

  it('cannot be started where there is no such program, or it has no ATR', async () => {
    await assert.rejects(start(['./there-is-none']), /ENOENT/);
    await assert.rejects(start(script('none.cjs', 'process.exit(0);')), /it ended with 0/);
  });
});
