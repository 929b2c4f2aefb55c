import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'smol-toml';
import { bootstrapImage } from '../../lib/virtual-card/bootstrap-image.js';
import { KEYS } from '../../lib/virtual-card/file-schema.js';
import { parseCardFile } from '../../lib/virtual-card/image-file.js';
import { formatCardImage } from '../../lib/virtual-card/image-text.js';
import { ROOT } from '../support/paths.js';
import { EXAMPLES, page } from './examples.js';
import { SCHEMAS } from './schemas.js';

/** The examples of a page: what is indented. */
const blocks = (text: string): string[] =>
  [...text.matchAll(/(?:^(?: {4}.*)?\n)+/gm)]
    .map(([block]) => block.replaceAll(/^ {4}/gm, '').trim())
    .filter((block) => block !== '');

const [WHOLE = '', ...PARTS] = blocks(page('card-image.md'));

const read = (text: string) =>
  parseCardFile(text, { name: 'doc', format: 'toml', message: () => Uint8Array.of(1) });

const validate = new Ajv2020({ strict: false }).compile(SCHEMAS['card-image.schema.json']!);

describe('the documentation of card images', () => {
  it('has examples that can be read, each added to the first', () => {
    assert.equal(PARTS.length, 4);
    for (const part of ['', ...PARTS]) {
      assert.ok(!('program' in read(`${WHOLE}\n${part}\n`)));
      assert.ok(validate(parse(`${WHOLE}\n${part}\n`)), JSON.stringify(validate.errors));
    }
    for (const block of blocks(page('card-program.md'))) {
      assert.ok('program' in read(block));
      assert.ok(validate(parse(block)), JSON.stringify(validate.errors));
    }
  });

  it('explains every key, and its examples use every one', () => {
    const text = page('card-image.md');
    const used = [WHOLE, ...PARTS].join('\n');
    for (const key of KEYS) {
      assert.ok(text.includes(`\`${key}\``), key);
      if (key === 'program' || key === 'aid') continue;
      assert.match(used, new RegExp(`(^|[\\s.\\[])${key}\\b`, 'm'), key);
    }
  });

  it('has an example of a whole card', () => {
    for (const { name } of EXAMPLES) {
      const raw = parse(readFileSync(join(ROOT, name), 'utf8'));
      assert.ok(validate(raw), JSON.stringify(validate.errors));
    }
  });
});

describe('the published schemas of cards', () => {
  for (const [file, schema] of Object.entries(SCHEMAS)) {
    it(`${file} is the one that \`npm run schemas\` makes`, () => {
      const published = JSON.parse(readFileSync(join(ROOT, 'docs/schemas', file), 'utf8'));
      assert.deepEqual(published, JSON.parse(JSON.stringify(schema)));
    });
  }

  it('take what is written', () => {
    const text = formatCardImage(bootstrapImage({ pin: { enabled: true } }), 'json');
    assert.ok(validate(JSON.parse(text)), JSON.stringify(validate.errors));
    assert.ok(!validate({ ...JSON.parse(text), mode: '4g' }));
  });
});
