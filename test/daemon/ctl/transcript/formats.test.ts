import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dispatch } from '../../../../daemon/ctl/dispatch.js';
import { parseTrace, type TraceEvent } from '../../../../lib/trace/index.js';
import { captured } from '../../captured.js';
import { collected, Desk, printed } from './support.js';

const NAME = '3g/public';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();
const spaced = (bytes: Uint8Array): string => hex(bytes).replaceAll(/..(?!$)/g, '$& ');

/** The lines of a log, one for each command and answer of a trace. */
function log(
  {
    command,
    answer,
    atr,
  }: Readonly<Record<'command' | 'answer', (bytes: Uint8Array) => string>> & {
    readonly atr?: (bytes: Uint8Array) => string;
  },
  ...head: readonly string[]
): string {
  const { stays } = parseTrace(readFileSync(collected(NAME), 'utf8'), NAME);
  const line = (event: TraceEvent): string[] => {
    if (event.kind === 'command') return [command(event.bytes)];
    if (event.kind === 'response') return [answer(event.bytes)];
    return event.kind === 'atr' && atr !== undefined ? [atr(event.bytes)] : [];
  };
  return `${[...head, ...stays.flatMap(({ events }) => events.flatMap(line))].join('\n')}\n`;
}

/** Logs that other programs would have made of the same exchanges. */
const LOGS: Readonly<Record<string, () => string>> = {
  pcscd: () =>
    log({
      command: (bytes) => `00000508 APDU: ${spaced(bytes)} `,
      answer: (bytes) => `00045712 SW: ${spaced(bytes)} `,
      atr: (bytes) => `00000008 Card ATR: ${spaced(bytes)} `,
    }),
  scriptor: () =>
    log(
      {
        command: (bytes) => `> ${spaced(bytes)}`,
        answer: (bytes) => `< ${spaced(bytes)} : Said in words.`,
        atr: (bytes) => `> RESET\n< OK: ${spaced(bytes)} `,
      },
      'No reader given: using Virtual PCD 00 00',
      'Using T=0 protocol',
    ),
  pysim: () =>
    log({
      command: (bytes) => `-> ${hex(bytes).toLowerCase()}`,
      answer: (bytes) =>
        `<- ${hex(bytes.subarray(-2)).toLowerCase()}: ${hex(bytes.subarray(0, -2)).toLowerCase()}`,
    }),
};

describe('what looks at traces', () => {
  const desk = new Desk();
  after(() => desk.remove());

  async function sample(format: string): Promise<string> {
    const made = LOGS[format];
    if (made !== undefined) return desk.write(`${format}.log`, made());
    const file = desk.at(`${format}.log`);
    await captured(() =>
      dispatch(['trace', 'convert', '--to', format, '-o', file, collected(NAME)]),
    );
    return file;
  }

  for (const format of ['cardpeek', 'gsmtap', 'pcscd', 'scriptor', 'pysim']) {
    it(`takes a file of ${format}, and says what is not in it`, async () => {
      const file = await sample(format);
      const lacks = `${format}: such a file does not tell `;

      const shown = await printed('trace', 'show', file);
      assert.equal(shown.result, 0);
      assert.match(shown.stdout, /What EF DM_Bootstrap 6421 holds/);
      assert.ok(shown.stderr.includes(lacks), shown.stderr);
      assert.equal(shown.stderr.split(lacks).length, 2);

      const compared = await printed('trace', 'diff', '--json', collected(NAME), file);
      const { differences } = JSON.parse(compared.stdout);
      const subjects = new Set(differences.map(({ subject }: { subject: string }) => subject));
      for (const subject of ['status', 'message', 'account', 'tree']) {
        assert.ok(!subjects.has(subject), compared.stdout);
      }
      assert.ok(compared.stderr.includes(lacks), compared.stderr);

      assert.match(await desk.page('trace', 'report', file), /com\.example\.dm/);

      const image = desk.at(`${format}.card.toml`);
      const rebuilt = await printed('card', 'from-trace', file, '-o', image, '--json');
      const { commands, same } = JSON.parse(rebuilt.stdout);
      assert.equal(same, commands);
      assert.ok(rebuilt.stderr.includes(lacks), rebuilt.stderr);
    });
  }

  it('refuses a file of no format', async () => {
    const file = desk.write('nothing.log', 'nothing\n');
    await assert.rejects(printed('trace', 'show', file), /no trace of a known format/);
  });
});
