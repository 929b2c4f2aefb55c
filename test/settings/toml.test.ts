import assert from 'node:assert/strict';
import * as v from 'valibot';
import { TABLE_PROBLEM } from '../../lib/settings/check.js';
import { lineOfKey } from '../../lib/settings/locate-toml.js';
import { readToml } from '../../lib/settings/toml.js';

const LISTS = `
[[account]]
server = "a"
[account.credentials]
name = "1"

[[account]]
server = "b"
[[account.address]]
port = 1
[[account.address]]
port = 2
[account.credentials]
name = "2"
[proxy]
address = [
  "x",
]
`;

describe('the line of a key', () => {
  for (const [line, path] of [
    [2, 'account.0'],
    [3, 'account.0.server'],
    [5, 'account.0.credentials.name'],
    [7, 'account.1'],
    [7, 'account.1.name'],
    [8, 'account.1.server'],
    [10, 'account.1.address.0.port'],
    [12, 'account.1.address.1.port'],
    [14, 'account.1.credentials.name'],
    [13, 'account.1.credentials.secret'],
    [16, 'proxy.address.0'],
    [0, 'server'],
  ] as const) {
    it(`of ${path}`, () => assert.equal(lineOfKey(LISTS, path.split('.')), line));
  }
});

describe('a TOML text that is held against a schema', () => {
  const inner = v.strictObject({ name: v.string('expected text') }, TABLE_PROBLEM);
  const schema = v.strictObject(
    { one: v.optional(inner), many: v.optional(v.array(inner, 'expected a list')) },
    TABLE_PROBLEM,
  );
  const read = (text: string) => readToml(text, schema, (path) => path.join('.'));

  it('is what it says', () => {
    assert.deepEqual(read('[one]\nname = "x"'), { output: { one: { name: 'x' } } });
  });

  for (const [what, text, key, line, problem] of [
    ['a key that is missing', '[one]\n', 'one.name', 1, 'missing'],
    [
      'one that is missing in a list',
      '[[many]]\nname = "x"\n[[many]]\n',
      'many.1.name',
      3,
      'missing',
    ],
    ['a key that nobody knows', '[one]\nname = "x"\nnick = "y"\n', 'one.nick', 3, 'unknown key'],
    ['a list of tables in place of one', '[[one]]\nname = "x"\n', 'one', 1, TABLE_PROBLEM],
    ['text in place of a table', 'one = "x"\n', 'one', 1, TABLE_PROBLEM],
    ['a table in place of a list', '[many]\nname = "x"\n', 'many', 1, 'expected a list'],
    ['no text', '[one]\nname = 1\n', 'one.name', 2, 'expected text'],
  ] as const) {
    it(`is refused for ${what}`, () => {
      assert.deepEqual(read(text), { problems: [{ key, line, problem }] });
    });
  }
});
