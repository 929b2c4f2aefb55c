import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toHex } from '../../lib/bytes.js';
import {
  CardLineError,
  LineCutter,
  MAX_LINE,
  readCardLine,
  readReaderLine,
  writeCardLine,
  writeReaderLine,
} from '../../lib/virtual-card/json-lines.js';

const SEED = 20130401;

describe('the lines between a reader and a card', () => {
  it('say the same after writing and reading', () => {
    const command = fc.uint8Array({ minLength: 1, maxLength: 261 });
    const response = fc.uint8Array({ minLength: 2, maxLength: 258 });
    fc.assert(
      fc.property(command, response, (bytes, answer) => {
        const asked = readReaderLine(writeReaderLine({ type: 'command', bytes }));
        assert.ok(asked.type === 'command');
        assert.equal(toHex(asked.bytes), toHex(bytes));
        const answered = readCardLine(writeCardLine({ type: 'response', bytes: answer }));
        assert.equal(toHex(answered.bytes), toHex(answer));
      }),
      { seed: SEED },
    );
    assert.deepEqual(readReaderLine(writeReaderLine({ type: 'reset' })), { type: 'reset' });
  });

  for (const [what, line, problem] of [
    ['nothing', '', /^expected a JSON object on a line$/],
    ['no JSON', '{"type": "response", "response": 93571846', /^expected a JSON object on a line$/],
    ['a list', '[]', /^expected "type"/],
    ['null', 'null', /^expected "type"/],
    ['another type', '{"type":"93571846"}', /^expected "type": "atr" or "response"$/],
    ['what is missing', '{"type":"atr"}', /^atr: missing$/],
    [
      'what is unknown',
      '{"type":"atr","atr":"3B00","pin":"93571846"}',
      /^expected an object|known members/,
    ],
    [
      'an odd digit',
      '{"type":"response","response":"90009"}',
      /^expected a response: 2 to 258 bytes/,
    ],
    [
      'a short answer',
      '{"type":"response","response":"90"}',
      /^expected a response: 2 to 258 bytes/,
    ],
    [
      'a long one',
      `{"type":"response","response":"${'90'.repeat(259)}"}`,
      /^expected a response: 2/,
    ],
    [
      'a long line',
      `{"type":"atr","atr":"3B00"}${' '.repeat(MAX_LINE)}`,
      /^expected a line of at most/,
    ],
  ] as const) {
    it(`are refused for ${what}, and nothing is repeated`, () => {
      assert.throws(
        () => readCardLine(line),
        (error) => {
          assert.ok(error instanceof CardLineError);
          assert.match(error.message, problem);
          assert.doesNotMatch(error.message, /93571846/);
          return true;
        },
      );
    });
  }

  it('are a line or an error, whatever comes', () => {
    const text = fc.oneof(
      fc.json(),
      fc.string(),
      fc.constantFrom('{"type":"reset"}', '{"type":1}'),
    );
    fc.assert(
      fc.property(text, (line) => {
        for (const read of [readReaderLine, readCardLine]) {
          try {
            read(line);
          } catch (error) {
            assert.ok(error instanceof CardLineError, String(error));
          }
        }
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it('are cut wherever the pieces end, and never held beyond their limit', () => {
    const lines = fc.array(fc.string({ maxLength: 20 }).map((line) => line.replaceAll('\n', '')));
    fc.assert(
      fc.property(lines, fc.array(fc.nat(7)), (all, cuts) => {
        const cutter = new LineCutter();
        let text = all.map((line) => `${line}\n`).join('');
        const found: string[] = [];
        for (const at of [...cuts, text.length]) {
          found.push(...cutter.cut(text.slice(0, at)));
          text = text.slice(at);
        }
        found.push(...cutter.cut(text));
        assert.deepEqual(found, all);
      }),
      { seed: SEED },
    );
    const cutter = new LineCutter();
    const found = ['x'.repeat(MAX_LINE), 'y', 'z'.repeat(MAX_LINE), '\nnext\n'];
    const cut = found.flatMap((piece) => [...cutter.cut(piece)]);
    assert.deepEqual(
      cut.map(({ length }) => length),
      [MAX_LINE + 1, 4],
    );
  });
});
