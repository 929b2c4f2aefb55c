import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { changesBetween } from '../../daemon/config/changes.js';
import { defaultConfig, parseConfig } from '../../daemon/config/load.js';
import { configurationPage } from '../../systemd/manuals/configuration.js';
import { keys, keysOf } from '../../systemd/manuals/keys.js';
import { ROOT } from '../support/paths.js';

const page = readFileSync(join(ROOT, 'docs/configuration.md'), 'utf8');
const manual = readFileSync(join(ROOT, 'docs/manual.md'), 'utf8');

const one = (item: v.GenericSchema) =>
  keysOf(v.strictObject({ table: v.strictObject({ item }) }))[0];

describe('the page on the configuration', () => {
  it('is the one that `npm run configuration` makes', () => {
    assert.equal(page, configurationPage());
  });

  it('has every key of every table', () => {
    const { initial_rights, ...tables } = defaultConfig();
    assert.deepEqual(initial_rights, []);
    const names = Object.entries(tables).flatMap(([table, values]) =>
      Object.keys(values).map((key) => `${table}.${key}`),
    );
    for (const name of names) assert.match(page, new RegExp(`^\\| \`${name}[\`.]`, 'm'));
  });

  it('has defaults that change nothing', () => {
    for (const { name, fallback } of keys().filter((key) => key.fallback !== null)) {
      const config = parseConfig(`${name} = ${fallback}\n`, name);
      assert.deepEqual(changesBetween(defaultConfig(), config), { now: [], later: [] }, name);
    }
  });

  it('has no key that the manual explains otherwise', () => {
    assert.doesNotMatch(
      manual,
      /^\| `(smartcard|message|readers|hooks|session|log)\.[a-z_.]+` \| `/m,
    );
    assert.match(manual, /\(configuration\.md\)/);
  });
});

describe('a key of a schema', () => {
  it('is refused where its effect is not described', () => {
    assert.throws(
      () => one(v.optional(v.boolean(), true)),
      /^Error: table\.item: .*v\.description/,
    );
  });

  it('is refused where nothing says what it takes', () => {
    const text = v.pipe(v.string(), v.description('does something'));
    assert.throws(() => one(text), /^Error: table\.item: .*\(string\) has no v\.title/);
  });

  it('says what it takes', () => {
    const text = v.pipe(v.string(), v.title('text in quotes'));
    const taken: readonly (readonly [string, v.GenericSchema])[] = [
      ['`true` or `false`', v.boolean()],
      ['`"a"`, `"b"` or `"c"`', v.picklist(['a', 'b', 'c'])],
      ['number', v.number()],
      ['number, 2 to 15', v.pipe(v.number(), v.minValue(2), v.maxValue(15))],
      ['number, at least 2', v.pipe(v.number(), v.minValue(2))],
      ['number, at most 2', v.pipe(v.number(), v.maxValue(2))],
      ['text in quotes', text],
      ['list (text in quotes), at most 3', v.pipe(v.array(text), v.maxLength(3))],
      ['list (`true` or `false`)', v.array(v.boolean())],
    ];
    for (const [values, schema] of taken) {
      const item = v.pipe(schema, v.description('does something'));
      assert.deepEqual(one(item), {
        name: 'table.item',
        values,
        fallback: null,
        required: true,
        effect: 'does something',
        atRunTime: false,
      });
      assert.equal(one(v.optional(item))?.required, false);
    }
  });

  it('may be of a table with names of its own, or of one of a list of tables', () => {
    const deep = v.strictObject({ key: v.pipe(v.boolean(), v.description('does something')) });
    const name = v.pipe(v.string(), v.title('NAME'));
    const list = v.optional(v.pipe(v.array(deep), v.description('many')), []);
    const names = keysOf(v.strictObject({ named: v.record(name, deep), list })).map((k) => k.name);
    assert.deepEqual(names, ['named.NAME.key', '[[list]]', 'list.key']);
  });
});
