import assert from 'node:assert/strict';
import { columns, wrapped } from '../../daemon/columns.js';

describe('a long text', () => {
  it('is broken between words at 80 columns', () => {
    const lines = wrapped('word '.repeat(60).trim(), '- ', '    ');
    assert.ok(lines.every((line) => line.length <= 80));
    assert.deepEqual(
      lines.map((line) => /^[- ]*/.exec(line)![0]),
      ['- ', ...lines.slice(1).map(() => '    ')],
    );
    assert.equal(lines.join(' ').match(/word/g)?.length, 60);
  });

  it('is not broken within a word', () => {
    const uri = `./${'x'.repeat(100)}`;
    assert.deepEqual(wrapped(`at ${uri} it`, '', '  '), ['at', `  ${uri}`, '  it']);
    assert.deepEqual(wrapped(uri), [uri]);
  });

  it('stands beside its name, or below one that is too wide', () => {
    const long = 'x'.repeat(40);
    assert.deepEqual(
      columns([
        ['a', 'one'],
        ['abc', `two ${'word '.repeat(16)}end`],
        [long, 'three'],
      ]),
      [
        '  a    one',
        `  abc  two ${'word '.repeat(13)}word`,
        '       word word end',
        `  ${long}`,
        '       three',
      ],
    );
  });
});
