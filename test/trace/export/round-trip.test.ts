import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { FORMATS, type FormatName, importTrace } from '../../../lib/trace/formats.js';
import { guessFormat } from '../../../lib/trace/guess.js';
import {
  collectTrace,
  formatTrace,
  itemsOf,
  parseTrace,
  readTrace,
  type Trace,
  type TraceItem,
} from '../../../lib/trace/index.js';
import { ROOT } from '../../support/paths.js';
import { arbitraryTrace } from '../arbitrary.js';
import { chunks } from '../imported.js';

type Written = 'native' | 'cardpeek' | 'gsmtap' | 'scriptor';

/** A trace as a file of a format, and what was warned of. */
function exported(trace: Trace, format: Written): { bytes: Buffer; warnings: string[] } {
  const warnings: string[] = [];
  const warn = (what: string): void => void warnings.push(what);
  const pieces = [...FORMATS[format].write(itemsOf(trace), warn, ['a comment'])];
  return { bytes: Buffer.concat(pieces.map((piece) => Buffer.from(piece))), warnings };
}

function imported(bytes: Uint8Array, format: FormatName): Trace {
  const source = { name: 'a', warn: () => undefined };
  return collectTrace(importTrace(format, chunks(bytes, 1000), source), 'a');
}

/** What a format without connections, errors and removals can hold: ATRs, and commands with their responses. */
function told(items: Iterable<TraceItem>): string[] {
  const lines: string[] = [];
  let command = '';
  for (const item of items) {
    if (item.kind === 'atr') lines.push(`atr ${Buffer.from(item.bytes).toString('hex')}`);
    if (item.kind === 'command') {
      command = `${item.masked} ${Buffer.from(item.bytes).toString('hex')}`;
    }
    if (item.kind === 'response') {
      lines.push(command, Buffer.from(item.bytes).toString('hex'));
    }
  }
  return lines;
}

const FOLDER = join(ROOT, 'apdu-traces');
const COLLECTION = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.trace'))
  .map((file) => [file, parseTrace(readFileSync(join(FOLDER, file), 'utf8'), file)] as const);

const isBlockwise = (trace: Trace): boolean =>
  trace.stays.some(({ events }) =>
    events.some((event) => event.kind === 'connect' && event.protocol === 'T=1'),
  );

describe('a trace that is written in a format and read again', () => {
  it('is the same in the native one, as a stream in pieces of any size', () => {
    fc.assert(
      fc.property(arbitraryTrace, fc.integer({ min: 1, max: 50 }), (trace, size) => {
        const { bytes, warnings } = exported(trace, 'native');
        const read = collectTrace(readTrace(chunks(bytes, size), 'a'), 'a');
        assert.equal(formatTrace(read), formatTrace(trace));
        assert.deepEqual(warnings, []);
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  for (const format of ['cardpeek', 'gsmtap'] as const) {
    it(`keeps every ATR and exchange of the collection: ${format}`, () => {
      for (const [file, trace] of COLLECTION) {
        const { bytes } = exported(trace, format);
        const again = imported(bytes, format);
        // In the form of T=0, which is all that GSMTAP knows.
        if (format === 'gsmtap' && isBlockwise(trace)) continue;
        assert.deepEqual(told(itemsOf(again)), told(itemsOf(trace)), file);
        assert.deepEqual(told(itemsOf(parseTrace(formatTrace(again), 'a'))), told(itemsOf(trace)));
      }
    });
  }

  it('is all of it where a trace is one connection without errors: cardpeek, gsmtap', () => {
    const eventsOf = (trace: Trace): string =>
      formatTrace({ ...trace, reader: null, protocol: null }).replace(/^\+\S+ /gm, '');
    // The commands of a SIM are alike in both protocols.
    const alike = (text: string, file: string): string =>
      file.startsWith('2g') ? text.replace(/^connect T=./m, 'connect') : text;
    const simple = COLLECTION.filter(([, trace]) => {
      const kinds = trace.stays.flatMap(({ events }) => events.map(({ kind }) => kind));
      const once = kinds.filter((kind) => kind === 'connect').length === 1;
      return once && !kinds.some((kind) => kind === 'error' || kind === 'removed');
    });
    assert.ok(simple.length > 30);
    for (const [file, trace] of simple) {
      const cardpeek = imported(exported(trace, 'cardpeek').bytes, 'cardpeek');
      assert.equal(alike(eventsOf(cardpeek), file), alike(eventsOf(trace), file), file);
      if (isBlockwise(trace)) continue;
      const gsmtap = imported(exported(trace, 'gsmtap').bytes, 'gsmtap');
      assert.equal(eventsOf(gsmtap), eventsOf(trace), file);
    }
  });

  it('keeps every ATR and exchange of any trace: cardpeek', () => {
    fc.assert(
      fc.property(arbitraryTrace, (trace) => {
        const masked = [...importTrace('native', [exported(trace, 'native').bytes], NOBODY)];
        assert.deepEqual(
          told(itemsOf(imported(exported(trace, 'cardpeek').bytes, 'cardpeek'))),
          told(masked),
        );
      }),
      { seed: 8, numRuns: 300 },
    );
  });

  it('is never malformed, or says what cannot be told: gsmtap', () => {
    fc.assert(
      fc.property(arbitraryTrace, (trace) => {
        const { bytes, warnings } = exported(trace, 'gsmtap');
        if (warnings.some((what) => what.startsWith('where the response begins'))) return;
        const form = warnings.includes('a command is brought into the form of T=0');
        const again = told(itemsOf(imported(bytes, 'gsmtap')));
        const masked = [...importTrace('native', [exported(trace, 'native').bytes], NOBODY)];
        if (!form) assert.deepEqual(again, told(masked));
        else assert.equal(again.length, told(masked).length);
      }),
      { seed: 9, numRuns: 300 },
    );
  });

  it('says what a format has no room for', () => {
    const text = [
      'dmbootd-trace 1',
      ...['connect T=0', 'error 0x8010000B', 'connect T=1', 'atr 3B00', '> 00A4000402 3F00 00'],
      ...[
        '< 9000',
        '> 00A40000',
        '< 9000',
        '> 00A40000',
        'error 0x80100068',
        '> 00A40000',
        'removed',
      ],
    ].join('\n');
    const trace = parseTrace(text, 'a');
    const lost = [
      'an error is left out',
      'a command that an error answers is left out',
      'a command that was not answered is left out',
      'a removal of the card is left out',
    ];
    assert.deepEqual(exported(trace, 'cardpeek').warnings, lost);
    const form = 'a command is brought into the form of T=0';
    assert.deepEqual(exported(trace, 'gsmtap').warnings, [lost[0], form, form, ...lost.slice(1)]);
  });

  it('holds FF for a PIN that was not recorded, and is masked again', () => {
    const text = 'dmbootd-trace 1\nconnect T=0\natr\n> 0020000104 ********\n< 9000\n';
    const trace = parseTrace(text, 'a');
    assert.equal(exported(trace, 'cardpeek').bytes.toString(), 'R:\nC:0020000104FFFFFFFF:9000:\n');
    for (const format of ['cardpeek', 'gsmtap'] as const) {
      assert.equal(
        formatTrace(imported(exported(trace, format).bytes, format)).replaceAll('+0.000000 ', ''),
        text,
      );
    }
  });
});

describe('a script for scriptor', () => {
  const scriptOf = (name: string): { lines: string[]; warnings: string[] } => {
    const { bytes, warnings } = exported(
      COLLECTION.find(([file]) => file === name)![1],
      'scriptor',
    );
    return { lines: bytes.toString().trimEnd().split('\n'), warnings };
  };

  it('sends the commands of the trace', () => {
    const { lines } = scriptOf('3g/public.trace');
    const [, trace] = COLLECTION.find(([file]) => file === '3g/public.trace')!;
    const sent = lines
      .filter((line) => !/^(#|reset)/.test(line))
      .map((line) => line.replaceAll(' ', ''));
    const commands = [...itemsOf(trace)].flatMap((item) =>
      item.kind === 'command' ? [Buffer.from(item.bytes).toString('hex').toUpperCase()] : [],
    );
    assert.deepEqual(sent, commands);
    assert.equal(lines.filter((line) => line === 'reset').length, 1);
  });

  it('never sends a VERIFY whose PIN was not recorded: it would cost a try', () => {
    const { lines, warnings } = scriptOf('3g/pin.trace');
    const verifies = lines.filter((line) => /^#? ?\d\d 20 /.test(line));
    assert.ok(verifies.length > 0);
    for (const line of verifies) assert.match(line, /^(# .*\(without its PIN\)|.. 20 00 .. 00)$/);
    assert.ok(warnings.includes('a command with a PIN becomes a comment'));
    for (const line of lines)
      assert.doesNotMatch(line, /exit/i, 'that word ends a script, anywhere');
  });
});

describe('the format of a file', () => {
  it('is told by its content', () => {
    const pcapng = Buffer.from('0A0D0D0A1C000000', 'hex');
    for (const [format, head] of [
      ['native', '\uFEFF# a comment\r\ndmbootd-trace 1\r\n'],
      ['cardpeek', 'R:3B00\n'],
      ['cardpeek', '# a card\nC:00A40000:9000:\n'],
      ['pcscd', '00000000 main.c:1() no\n00000508 APDU: 00 A4'],
      ['pcscd', 'Nov 24 host pcscd[1]: 00000508 APDU: 00 A4'],
      ['pcscd', '\u001b[35m00000508 APDU: 00 A4'],
      ['scriptor', 'Using T=0 protocol\n'],
      ['scriptor', '> RESET\n'],
      ['scriptor', '> 00 A4 00 04 02 3F 00\n< 61 2F : x'],
      ['pysim', 'INFO\n-> 00a4000402 3f00\n'],
      ['pysim', '-- RESET\n'],
      ['gsmtap', pcapng],
      [null, 'hello\n'],
      [null, ''],
    ] as const) {
      assert.equal(guessFormat(Buffer.from(head)), format, JSON.stringify(head));
    }
  });

  it('is told of what each format writes', () => {
    for (const [file, trace] of COLLECTION.filter(([name]) => /public\.trace/.test(name))) {
      for (const format of ['native', 'cardpeek', 'gsmtap'] as const) {
        assert.equal(guessFormat(exported(trace, format).bytes), format, file);
      }
    }
  });
});

const NOBODY = { name: 'a', warn: () => undefined };
