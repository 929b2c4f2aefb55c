import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseTrace, TraceError, type TraceErrorCode } from '../../lib/trace/index.js';

const V = 'dmbootd-trace 1\n';
const C = `${V}connect T=0\natr 3B00\n`;

type Case = readonly [why: string, text: string, line: number, column: number, code?: 'limit'];

const CASES: readonly Case[] = [
  ['an empty file', '', 1, 1],
  ['comments alone', '# dmbootd-trace 1\n', 1, 1],
  ['no version line', 'reader A\n', 1, 1],
  ['another version', 'dmbootd-trace 2\n', 1, 15],
  ['a version with more behind it', 'dmbootd-trace 1 beta\n', 1, 17],
  ['the version twice', `${V}${V}`, 2, 1],
  ['an unknown header key', `${V}speed 9600\n`, 2, 1],
  ['a header line twice', `${V}reader A\nreader B\n`, 3, 1],
  ['a reader without a name', `${V}reader\n`, 2, 7],
  ['a control character in a name', `${V}reader A\u0007B\n`, 2, 8],
  ['a protocol that is none', `${V}protocol T=2\n`, 2, 10],
  ['a header line with a time', `${V}+0.1 reader A\n`, 2, 6],
  ['a header line after an event', `${C}reader A\n`, 4, 1],
  ['an unknown keyword', `${C}verify 1\n`, 4, 1],
  ['a time alone', `${C}+1.0\n`, 4, 5],
  ['a time without digits', `${C}+.5 removed\n`, 4, 1],
  ['a time finer than microseconds', `${C}+0.1234567 removed\n`, 4, 1],
  ['a time that goes back', `${C}+2.0 > 00A40000\n+1.999999 < 9000\n`, 5, 1],
  ['a time that goes back past a line without', `${C}+2.0 > 00A40000\n< 9000\n+1 removed`, 6, 1],
  ['no connect first', `${V}> 00A40000\n`, 2, 1],
  ['a connect without a protocol', `${V}connect\n`, 2, 8],
  ['a connect with an unknown mode', `${V}connect T=0 direct\n`, 2, 13],
  ['a connect with more behind it', `${V}connect T=0 shared x\n`, 2, 20],
  ['a connect without an answer', `${V}connect T=0\n> 00A40000\n`, 3, 1],
  ['a connect at the end of the file', `${V}connect T=0\n`, 2, 1],
  ['a command on a connection that failed', `${V}connect T=0\nerror 0x8010000B\n> 00A40000`, 4, 1],
  ['an ATR out of place', `${C}atr 3B00\n`, 4, 1],
  ['an ATR of 34 bytes', `${V}connect T=0\natr ${'3B'.repeat(34)}\n`, 3, 71, 'limit'],
  ['a command without an answer', `${C}> 00A40000\n> 00A40000\n`, 5, 1],
  ['a command at the end of the file', `${C}> 00A40000\n\n# end\n`, 4, 1],
  ['a response to nothing', `${C}< 9000\n`, 4, 1],
  ['an error as the answer to nothing', `${C}error 0x80100069\n`, 4, 1],
  ['an odd digit', `${C}> 00A4000\n`, 4, 9],
  ['a byte torn in two', `${C}> 00 A 4 00 00\n`, 4, 6],
  ['a letter that is no digit', `${C}> 00A40G00\n`, 4, 7],
  ['a comment that is not set off', `${C}> 00A40000#select\n`, 4, 11],
  ['a command of three bytes', `${C}> 00A400\n`, 4, 9],
  ['a command without bytes', `${C}>\n`, 4, 2],
  ['a command of 262 bytes', `${C}> ${'00'.repeat(262)}\n`, 4, 525, 'limit'],
  ['a response of one byte', `${C}> 00A40000\n< 90\n`, 5, 5],
  ['a response of 259 bytes', `${C}> 00A40000\n< ${'00'.repeat(259)}\n`, 5, 519, 'limit'],
  ['a masked response', `${C}> 00A40000\n< ** 9000\n`, 5, 1],
  ['a masked ATR', `${V}connect T=0\natr **\n`, 3, 1],
  ['a lone asterisk', `${C}> 0020000101 *\n`, 4, 14],
  ['a masked header', `${C}> 00 20 00 ** 01 31\n`, 4, 1],
  ['data that is masked in part', `${C}> 0020000102 31 **\n`, 4, 1],
  ['masked data in part, the other way', `${C}> 0020000102 ** 31\n`, 4, 1],
  ['masked data of no PIN command', `${C}> 00A4000402 ** **\n`, 4, 1],
  ['a reset without an answer', `${C}reset\n> 00A40000\n`, 5, 1],
  ['a reset with more behind it', `${C}reset warm\n`, 4, 7],
  ['an error without 0x', `${C}> 00A40000\nerror 80100069\n`, 5, 7],
  ['an error code of seven digits', `${C}> 00A40000\nerror 0x8010006\n`, 5, 7],
  ['an error that is success', `${C}> 00A40000\nerror 0x00000000\n`, 5, 7],
  ['removed twice', `${C}removed\nremoved\n`, 5, 1],
  ['a command after removed', `${C}removed\n> 00A40000\n`, 5, 1],
  ['removed with more behind it', `${C}removed now\n`, 4, 9],
  ['a line that is too long', `${V}# ${'x'.repeat(4095)}\n`, 2, 4097, 'limit'],
  ['a file that is too long', ' '.repeat(64 * 1024 * 1024 + 1), 1, 1, 'limit'],
  ['too many lines', `${V}${'\n'.repeat(99_999)}x`, 100_001, 1, 'limit'],
  ['too many lines, one of them blank', `${V}${'\n'.repeat(100_000)}x`, 100_001, 1, 'limit'],
  ['too many stays', `${V}${'connect T=0\natr 3B00\nremoved\n'.repeat(1001)}`, 3002, 1, 'limit'],
];

function refusal(text: string): TraceError {
  try {
    parseTrace(text, 'a.trace');
  } catch (error) {
    assert.ok(error instanceof TraceError);
    return error;
  }
  return assert.fail('it was read');
}

describe('a malformed trace', () => {
  for (const [why, text, line, column, code] of CASES) {
    it(`is refused with its place: ${why}`, () => {
      const error = refusal(text);
      const expected: TraceErrorCode = code ?? 'malformed';
      assert.deepEqual([error.code, error.line, error.column], [expected, line, column]);
      assert.equal(error.file, 'a.trace');
      assert.equal(error.fault, 'operator');
    });
  }

  it('allows a file of exactly as many lines as the bound says', () => {
    assert.deepEqual(parseTrace(`${V}${'\n'.repeat(99_999)}`, 'a').stays, []);
  });

  for (const text of [
    `${C}A0200001083132333435363738\n`,
    `${C}> A0200001\n31323334\n`,
    `${C}> A0200001 0831323334353637383\n`,
    `${C}> A020000108 31323334 ** **\n`,
    `${C}> 00A40000\nerror 31323334\n`,
  ]) {
    it(`is refused without a word of its bytes: ${JSON.stringify(text.slice(C.length))}`, () => {
      assert.doesNotMatch(refusal(text).message, /31|32|33|34/);
    });
  }

  it('prints no control character of the file or of its name', () => {
    const error = (() => {
      try {
        parseTrace(`${V}\u001b[31m`, 'a\u001b[31m');
      } catch (thrown) {
        return thrown;
      }
      return null;
    })();
    assert.ok(error instanceof TraceError);
    assert.doesNotMatch(error.message, /\p{Cc}/u);
  });

  it('never ends in an error of another class', () => {
    const words = fc.constantFrom(
      ...[
        'dmbootd-trace 1',
        'reader',
        'protocol',
        'connect',
        'T=0',
        'T=1',
        'shared',
        'atr',
        'reset',
      ],
      ...['removed', 'error', '0x80100069', '+1.5', '+', '>', '<', '**', '00A40000', '9000', '#'],
      ...['\n', '\n', '\n', '\r\n', ' ', '\t', '\u0000', '*', '3'],
    );
    const line = fc.array(fc.oneof({ weight: 9, arbitrary: words }, fc.string()));
    fc.assert(
      fc.property(line, fc.boolean(), (parts, connected) => {
        const text = (connected ? C : '') + parts.join(' ');
        try {
          assert.equal(parseTrace(text, 'a').version, 1);
        } catch (error) {
          assert.ok(error instanceof TraceError);
          assert.ok(error.line >= 1 && error.column >= 1);
        }
      }),
      { seed: 20_111, numRuns: 2000 },
    );
  });
});
