import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FORMATS, type FormatName } from '../../../lib/trace/formats.js';
import { CaptureError, TraceError } from '../../../lib/trace/index.js';
import { imported, refusal } from '../imported.js';

type Case = readonly [format: FormatName, why: string, log: string, place: string, limit?: 'limit'];

const LONG = '00'.repeat(300);

const CASES: readonly Case[] = [
  ['cardpeek', 'another key', 'X:00', '1:1'],
  ['cardpeek', 'a command without its answer', 'C:00A40000', '1:1'],
  ['cardpeek', 'a field too many', 'C:00A40000:9000::', '1:1'],
  ['cardpeek', 'a letter that is no digit', 'R:3B00\nC:00A4000G:9000:', '2:3'],
  ['cardpeek', 'half a byte', 'C:00A40000:9000:1', '1:17'],
  ['cardpeek', 'a short command', 'C:00A400:9000:', '1:3'],
  ['cardpeek', 'a long command', `C:${LONG}:9000:`, '1:3', 'limit'],
  ['cardpeek', 'a long answer', `C:00A40000:9000:${LONG}`, '1:17', 'limit'],
  ['cardpeek', 'a status word of one byte', 'C:00A40000:90:', '1:12'],
  ['cardpeek', 'a status word of three bytes', 'C:00A40000:900000:', '1:12'],
  ['cardpeek', 'a long ATR', `R:${'3B'.repeat(34)}`, '1:3', 'limit'],
  ['cardpeek', 'a long line', `R:3B00\n${' '.repeat(4097)}`, '2:4097', 'limit'],
  ['pcscd', 'no bytes', '00000001 APDU: ', '1:16'],
  ['pcscd', 'other text', '\n00000001 APDU: 00 A4 zz', '2:16'],
  ['pcscd', 'an extended command', `00000001 APDU: ${LONG}`, '1:16', 'limit'],
  ['pcscd', 'an answer of one byte', '00000001 APDU: 00 A4 00 00\n00000001 SW: 90', '2:14'],
  ['pcscd', 'an ATR that is none', '00000001 Card ATR: 3B 0', '1:20'],
  ['pcscd', 'a long line', 'x'.repeat(65_537), '1:65537', 'limit'],
  ['scriptor', 'another line', 'hello', '1:1'],
  ['scriptor', 'an answer to nothing', '< 90 00 : ok', '1:1'],
  ['scriptor', 'a command that is none', '> 00 A4 00 0', '1:3'],
  ['scriptor', 'an answer that does not end', `> 00 A4 00 00\n< 00${'\n00'.repeat(32)}`, '34:1'],
  ['scriptor', 'an answer that is none', '> 00 A4 00 00\n< 90 0x : ok', '2:3'],
  ['pcscd', 'a text of something else', 'dmbootd-trace 1\n> 00A40000\n', '1:1'],
  ['pysim', 'a text of something else', 'dmbootd-trace 1\n> 00A40000\n', '1:1'],
  ['scriptor', 'a script that was not run', '# a script\nreset\n00 A4 00 00\n', '1:1'],
  ['pysim', 'half a byte', '-> 00a4000', '1:4'],
  ['pysim', 'a short command', 'x\n-> 00a400', '2:4'],
  ['pysim', 'a long answer', `-> 00a40000\n<- 9000: ${LONG}`, '2:4', 'limit'],
];

describe('a malformed log', () => {
  for (const [format, why, log, place, limit] of CASES) {
    it(`is refused with line and column: ${format}, ${why}`, () => {
      const error = refusal(() => imported(format, log));
      assert.ok(error instanceof TraceError);
      assert.equal(`${error.line}:${error.column}`, place);
      assert.equal(error.code, limit ?? 'malformed');
    });
  }

  for (const format of Object.keys(FORMATS) as FormatName[]) {
    it(`never ends in an error of another class, nor tells bytes: ${format}`, () => {
      const words = fc.constantFrom(
        ...['R:', 'C:', ':', '-> ', '<- ', '> ', '< ', '-- RESET', 'RESET', 'OK: ', '00000001 '],
        ...['APDU: ', 'SW: ', 'Card ATR: ', 'Card Removed From ', 'Using T=0 protocol', '#'],
        ...[
          '00A40000',
          '9000',
          '31323334',
          '3B00',
          '0020000104',
          '\n',
          '\n',
          '\n',
          ' ',
          ' : ',
          'x',
        ],
      );
      const logs = fc.array(fc.oneof({ weight: 9, arbitrary: words }, fc.string()));
      fc.assert(
        fc.property(logs, fc.integer({ min: 1, max: 9 }), (parts, size) => {
          try {
            imported(format, parts.join(''), size);
          } catch (error) {
            assert.ok(error instanceof TraceError || error instanceof CaptureError, String(error));
            assert.doesNotMatch(error.message, /31323334/);
          }
        }),
        { seed: 31_000, numRuns: 500 },
      );
    });
  }
});
