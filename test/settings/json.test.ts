import assert from 'node:assert/strict';
import fc from 'fast-check';
import { placesOf } from '../../lib/settings/locate-json.js';
import { SettingsSyntaxError } from '../../lib/settings/problem.js';
import { parseSettings } from '../../lib/settings/text.js';

const TEXT = `{
  "atr": "3B",
  "files": [
    { "path": "3F00" },
    {
      "path": "3F00/2F00",
      "records": [
        "FF", "00"
      ]
    }
  ]
}
`;

const syntaxError = (text: string): SettingsSyntaxError => {
  try {
    parseSettings(text, 'json');
  } catch (error) {
    assert.ok(error instanceof SettingsSyntaxError);
    return error;
  }
  return assert.fail('it is JSON');
};

describe('a JSON text', () => {
  const parsed = parseSettings(TEXT, 'json');

  for (const [line, path] of [
    [2, 'atr'],
    [3, 'files'],
    [4, 'files.0.path'],
    [5, 'files.1'],
    [6, 'files.1.path'],
    [7, 'files.1.records'],
    [8, 'files.1.records.1'],
    [5, 'files.1.sfi'],
    [1, 'mode'],
  ] as const) {
    it(`has ${path} on line ${line}`, () => assert.equal(parsed.lineOf(path.split('.')), line));
  }

  for (const [what, text, line, column] of [
    ['nothing', '', 1, 1],
    ['no value', '{\n  "a": ]', 2, 8],
    ['a comma too many', '[1,\n]', 2, 1],
    ['text without its end', '{"pin": "93571846', 1, 9],
    ['a word', '{"pin": 93571846x}', 1, 17],
    ['a control character', '["a\tb"]', 1, 2],
    ['something behind it', '{}\n{}', 2, 1],
    ['a key that stands twice', '{"a": 1,\n "a": 2}', 2, 2],
    ['depth', '['.repeat(5000), 1, 102],
  ] as const) {
    it(`is refused for ${what}, and repeats nothing of it`, () => {
      const error = syntaxError(text);
      assert.deepEqual([error.line, error.column], [line, column]);
      assert.doesNotMatch(error.message, /9357/);
    });
  }

  it('is what the language takes for JSON, but for keys that stand twice', () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 5 }),
        fc.nat(),
        fc.string({ maxLength: 2 }),
        (json, at, put) => {
          const where = at % (json.length + 1);
          for (const text of [json, json.slice(0, where) + put + json.slice(where + put.length)]) {
            let valid = true;
            try {
              JSON.parse(text);
            } catch {
              valid = false;
            }
            try {
              placesOf(text);
              assert.ok(valid);
            } catch (error) {
              assert.ok(!valid || String(error).includes('stands twice'), text);
            }
          }
        },
      ),
    );
  });
});
