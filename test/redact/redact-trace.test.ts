import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultConfig, loadConfig } from '../../daemon/config/load.js';
import { EXIT } from '../../daemon/exit.js';
import type { Report } from '../../daemon/report.js';
import { runOnTraces } from '../../daemon/run.js';
import { RedactError, redactTrace } from '../../lib/redact/index.js';
import { formatTrace, parseTrace, type Trace } from '../../lib/trace/index.js';
import { captured } from '../daemon/captured.js';
import { sample } from '../support/bench-card.js';
import { ROOT } from '../support/paths.js';
import { secretsIn } from '../support/secrecy.js';

const FOLDER = join(ROOT, 'apdu-traces');
const NAMES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.trace'))
  .map((file) => file.slice(0, -'.trace'.length))
  .sort();

const traceOf = (name: string): Trace =>
  parseTrace(readFileSync(join(FOLDER, `${name}.trace`), 'utf8'), name);

/** What was read, one answer behind the other, apart from their status words; so a secret that several answers hold is one text. */
function readOf({ stays }: Trace): string {
  const answers = stays.flatMap(({ events }) =>
    events.flatMap((event) => (event.kind === 'response' ? [event.bytes.subarray(0, -2)] : [])),
  );
  return Buffer.concat(answers).toString('latin1');
}

describe('a trace without its secrets', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'dmbootd-redact-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** What a replay comes to, apart from what depends on every byte of a message. */
  async function replayed(trace: Trace, toml: string): Promise<object> {
    const file = join(folder, 'a.trace');
    writeFileSync(file, formatTrace(trace));
    const config = existsSync(toml) ? loadConfig(toml) : defaultConfig();
    const { result, stdout, stderr } = await captured(() =>
      runOnTraces({
        config: { ...config, log: { level: 'error', format: 'text' } },
        record: null,
        json: true,
        traces: [file],
        state: null,
      }),
    );
    assert.equal(stderr, '');
    assert.notEqual(result, EXIT.data, 'no departure');
    return { exit: result, ...withoutDigests(JSON.parse(stdout)) };
  }

  const withoutDigests = ({ cards, purged }: Report): object => ({
    cards: cards.map(({ message, ...rest }) => ({ ...rest, length: message?.length })),
    purged,
  });

  for (const name of NAMES) {
    it(`replays to the same: ${name}`, async () => {
      const trace = traceOf(name);
      const redacted = redactTrace(trace);
      const { exit, ...report } = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'));
      const toml = join(FOLDER, `${name}.toml`);
      assert.deepEqual(await replayed(redacted, toml), { exit, ...withoutDigests(report) });
      assert.deepEqual(secretsIn(readOf(redacted)), []);
    });
  }

  it('is another one only where there are secrets', () => {
    const told = NAMES.filter((name) => secretsIn(readOf(traceOf(name))).length > 0);
    assert.ok(told.length > 20);
    for (const name of NAMES) {
      const trace = traceOf(name);
      const isSame = formatTrace(redactTrace(trace)) === formatTrace(trace);
      if (told.includes(name)) assert.ok(!isSame, name);
    }
  });

  it('keeps the change of a secret a change', () => {
    const lines = readFileSync(join(FOLDER, '3g/public.trace'), 'utf8').trimEnd().split('\n');
    const connect = lines.findIndex((line) => line.startsWith('connect'));
    const hex = (text: string): string => Buffer.from(text).toString('hex').toUpperCase();
    const again = lines
      .slice(connect)
      .map((line) => line.replace(hex('one-client-secret'), hex('two-client-secret')));
    const trace = parseTrace([...lines, ...again].join('\n'), 'a');
    const unchanged = parseTrace([...lines, ...lines.slice(connect)].join('\n'), 'a');
    assert.match(readOf(trace), /two-client-secret/);
    const [first, second] = halves(redactTrace(trace));
    assert.doesNotMatch(`${first}${second}`, /(one|two)-client-secret/);
    assert.notEqual(first, second);
    assert.equal(new Set(halves(redactTrace(unchanged))).size, 1);
  });

  /** What was read by each of two visits. */
  function halves({ stays, ...header }: Trace): string[] {
    const events = stays[0]!.events;
    const second = events.findLastIndex((event) => event.kind === 'connect');
    return [events.slice(0, second), events.slice(second)].map((some) =>
      readOf({ ...header, stays: [{ events: some }] }),
    );
  }
});

describe('documents in the answers of a trace', () => {
  const MESSAGE = sample('one-account');
  const NAP = 'one-nap-secret';
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();
  const byte = (value: number): string => value.toString(16).padStart(2, '0');

  const traced = (...lines: readonly string[]): Trace =>
    parseTrace(['dmbootd-trace 1', 'connect T=0', 'atr', ...lines].join('\n'), 'a.trace');

  /** READ BINARY of a part of the message. */
  const read = (
    from: number,
    to: number,
    { ins = 'B0', before = [] as string[] } = {},
  ): string[] => [
    ...before,
    `> 00${ins}${byte(from >> 8)}${byte(from & 0xff)}${byte((to - from) & 0xff)}`,
    `< ${hex(MESSAGE.subarray(from, to))} 9000`,
  ];

  function assertHidden(trace: Trace): string {
    const text = readOf(redactTrace(trace));
    assert.deepEqual(secretsIn(text), []);
    assert.equal(text.length, readOf(trace).length);
    return text;
  }

  const pieces = (size: number): [number, number][] =>
    [...Array(Math.ceil(MESSAGE.length / size)).keys()].map((n) => [
      n * size,
      Math.min(MESSAGE.length, (n + 1) * size),
    ]);

  /** The message, but for its end. */
  const upTo = (end: number): string[] =>
    pieces(100).flatMap(([from, to]) => (from < end ? read(from, Math.min(to, end)) : []));

  const at = Buffer.from(MESSAGE).indexOf(NAP);

  for (const size of [7, 100, 255, 256]) {
    it(`are found in pieces of ${size} bytes`, () => {
      const lines = pieces(size).flatMap(([from, to]) => read(from, to));
      assertHidden(traced('> 00A4000402 6F00', '< 9000', ...lines));
    });
  }

  it('are found where every piece is read behind a SELECT of its own, backwards, and twice', () => {
    const before = ['> 00A4000402 6F00', '< 9000'];
    const lines = pieces(90).flatMap(([from, to]) => read(from, to, { before }));
    assertHidden(traced(...lines));
    const backwards = pieces(90)
      .toReversed()
      .flatMap(([from, to]) => read(from, to));
    assertHidden(traced(...before, ...backwards, ...backwards));
  });

  it('are found on several channels at once', () => {
    const lines = pieces(120).flatMap(([from, to]) =>
      ['01', '42'].flatMap((cla) => read(from, to).map((line) => line.replace('> 00', `> ${cla}`))),
    );
    assertHidden(traced('> 01A4000402 6F00', '< 9000', '> 42A4000402 6F00', '< 9000', ...lines));
  });

  it('are found behind a short file identifier, and from there on', () => {
    const [first, ...rest] = pieces(200);
    const lines = [
      `> 00B09000C8`,
      `< ${hex(MESSAGE.subarray(...first!))} 9000`,
      ...rest.flatMap(([from, to]) => read(from, to)),
    ];
    assertHidden(traced(...lines));
  });

  it('are found in records', () => {
    const records = pieces(64).flatMap(([from, to], n) => [
      `> 00B2${byte(n + 1)}0440`,
      `< ${hex(MESSAGE.subarray(from, to)).padEnd(128, 'F')} 9000`,
    ]);
    assertHidden(traced('> 00A4000402 6F01', '< 9000', ...records));
    const next = records.map((line) => line.replace(/^> 00B2..04/, '> 00B20002'));
    assertHidden(traced('> 00A4000402 6F01', '< 9000', ...next));
  });

  it('are found where GET RESPONSE fetches them', () => {
    const lines = pieces(100).flatMap(([from, to]) => {
      const half = from + 40;
      return [
        `> 00B0${byte(from >> 8)}${byte(from & 0xff)}64`,
        `< ${hex(MESSAGE.subarray(from, Math.min(half, to)))} 613C`,
        '> 00C000003C',
        `< ${hex(MESSAGE.subarray(Math.min(half, to), to))} 9000`,
      ];
    });
    assertHidden(traced(...lines));
  });

  it('are found in what is written to a card', () => {
    const lines = pieces(100).flatMap(([from, to]) => [
      `> 00D6${byte(from >> 8)}${byte(from & 0xff)}${byte(to - from)} ${hex(MESSAGE.subarray(from, to))}`,
      '< 9000',
    ]);
    const text = formatTrace(redactTrace(traced(...lines)));
    assert.doesNotMatch(text, new RegExp(hex(Buffer.from('client-secret'))));
  });

  it('are masked in an address that a file holds by itself', () => {
    const address = Buffer.from('\u0001https://user:pass@dm.example/boot');
    const trace = traced(
      '> 00A4000402 6F00',
      '< 9000',
      `> 00B00000${byte(address.length)}`,
      `< ${hex(address)} 9000`,
    );
    assert.equal(readOf(redactTrace(trace)), '\u0001https://*********@dm.example/boot');
  });

  it('are not looked for where an odd instruction read nothing', () => {
    const trace = traced('> 00B1000004 54020000', '< 6D00');
    assert.equal(formatTrace(redactTrace(trace)), formatTrace(trace));
  });

  it('are told from what another document left behind them', () => {
    const file = Buffer.concat([MESSAGE, Buffer.from('left-over old-secret')]);
    const lines = [`> 00B0000000`, `< ${hex(file.subarray(0, 256))} 9000`];
    for (let from = 256; from < file.length; from += 256) {
      const part = file.subarray(from, from + 256);
      lines.push(`> 00B0${byte(from >> 8)}00${byte(part.length & 0xff)}`, `< ${hex(part)} 9000`);
    }
    const text = assertHidden(traced(...lines));
    assert.ok(text.endsWith('\u00ff'.repeat(20)));
  });

  it('are redacted as far as they were read', () => {
    for (const cut of [at, at + 3, at + 10, at + 30]) {
      const text = assertHidden(traced(...upTo(cut)));
      assert.ok(!text.includes(NAP.slice(0, 4)));
    }
  });

  for (const [why, lines] of [
    ['what stands before a part was not read', [...read(0, 200), ...read(210, 400)]],
    [
      'it is read on under another name',
      ['> 00B09000C8', ...read(0, 200).slice(1), '> 00A4000402 6F00', '< 9000', ...read(200, 420)],
    ],
    [
      'a file says something else too often',
      [...Array(300).keys()].flatMap((n) => [
        '> 00B0000002',
        `< ${n.toString(16).padStart(4, '0')} 9000`,
      ]),
    ],
    ['only its end was read', read(at - 30, MESSAGE.length)],
    [
      'an odd instruction reads it',
      ['> 00B1000004 54020000', `< 5302${hex(MESSAGE.subarray(0, 2))} 9000`],
    ],
    [
      'GET RESPONSE fetches what an odd instruction reads',
      ['> 00B1000004 54020000', '< 6104', '> 00C0000004', '< 53020102 9000'],
    ],
    ['an odd instruction writes it', [...read(0, 200), '> 00D7000008 54020000 53020102', '< 9000']],
    ['it cannot be decoded', ['> 00B0000010', `< ${hex(MESSAGE.subarray(0, 30))}047F 9000`]],
  ] as const) {
    it(`are refused where ${why}`, () => {
      assert.throws(
        () => redactTrace(traced(...lines)),
        (error) =>
          error instanceof RedactError &&
          error.file === 'a.trace' &&
          error.line >= 5 &&
          secretsIn(error.message).length === 0,
      );
    });
  }
});
