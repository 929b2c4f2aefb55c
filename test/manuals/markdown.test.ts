import assert from 'node:assert/strict';
import { putMarkdown } from '../../systemd/manuals/markdown.js';
import { Page } from '../../systemd/manuals/page.js';

/** What a Markdown text becomes in a page. */
function put(...lines: readonly string[]): string[] {
  const head = { name: 'x', chapter: 5, does: 'it', date: '1970-01-01', version: '0' } as const;
  const page = new Page(head);
  const { length } = page.toString();
  putMarkdown(page, lines.join('\n'));
  return page.toString().slice(length).trimEnd().split('\n');
}

describe('Markdown in a manual page', () => {
  const becomes: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['sections', ['# Title', '## A `b`', '### c', 'text'], ['.SH "A B"', '.SS "c"', 'text']],
    ['paragraphs', ['one', 'two', '', '', 'three'], ['.PP', 'one two', '.PP', 'three']],
    ['code', ['`a-b` and ``c`d``'], ['.PP', '\\fBa\\-b\\fR and \\fBc\\(gad\\fR']],
    ['stress', ['**a** *b* c*d'.slice(0, 9)], ['.PP', '\\fBa\\fR \\fIb\\fR']],
    ['a link', ['[`a`](b.md) [c](https://d)'], ['.PP', '\\fBa\\fR c <https://d>']],
    ['an escape', ['\\*a\\* \\`'], ['.PP', '*a* \\(ga']],
    [
      'code that is fenced',
      ['text', '```sh', '.a \\ - # b', '', '  | c', '```', 'more'],
      [
        '.PP',
        'text',
        '.PP',
        '.RS 4',
        '.EX',
        '\\&.a \\e \\- # b',
        '',
        '  | c',
        '.EE',
        '.RE',
        '.PP',
        'more',
      ],
    ],
    [
      'code that is indented',
      ['    a', '', '      b', '', 'c'],
      ['.PP', '.RS 4', '.EX', 'a', '', '  b', '.EE', '.RE', '.PP', 'c'],
    ],
    [
      'a list',
      ['- a', '  b', '- c', '', 'd'],
      ['.IP \\(bu 2', 'a b', '.IP \\(bu 2', 'c', '.PP', 'd'],
    ],
    ['a numbered list', ['1. a', '2. b'], ['.IP 1. 3', 'a', '.IP 2. 3', 'b']],
    [
      'a list in a list',
      ['- a', '  - b', '- c'],
      ['.IP \\(bu 2', 'a', '.RS 2', '.IP \\(bu 2', 'b', '.RE', '.IP \\(bu 2', 'c'],
    ],
    [
      'paragraphs of an item',
      ['- a', '', '  b', '', '      c', ''],
      ['.IP \\(bu 2', 'a', '.RS 2', '.PP', 'b', '.PP', '.RS 4', '.EX', 'c', '.EE', '.RE', '.RE'],
    ],
    [
      'a table',
      ['| a | b |', '|---|:-:|', '| `c\\|d` | |'],
      ['.PP', '.TS', 'lb lb', 'l lx.', 'a\tb', 'T{', '\\fBc|d\\fR', 'T}\tT{', '\\&', 'T}', '.TE'],
    ],
  ];
  for (const [what, markdown, roff] of becomes) {
    it(`may have ${what}`, () => assert.deepEqual(put(...markdown), roff));
  }

  it('is broken between words, and no line of it is a request', () => {
    const words = Array.from({ length: 200 }, (_, at) => (at % 3 === 0 ? '.x' : `'${at}`));
    const lines = put(`a ${words.join(' ')}`).slice(1);
    assert.ok(lines.length > 5);
    for (const line of lines) assert.match(line, /^(?![.']).{1,78}$/);
  });

  const refused: readonly (readonly string[])[] = [
    ['> quoted'],
    ['---'],
    ['* * *'],
    ['#### deep'],
    ['Title', '====='],
    ['* item'],
    ['+ item'],
    ['<p>html</p>'],
    ['a <b>c</b>'],
    ['a &amp; b'],
    ['![image](a.png)'],
    ['[a][b]'],
    ['[a]: b'],
    ['`open'],
    ['a **open'],
    ['a __b__'],
    ['a _b c_ d'],
    ['a **b `c`**'],
    ['a[^1]'],
    ['a  ', 'b'],
    ['- a\\', '  b'],
    ['```', 'open'],
    ['| a | b |', '| c | d |'],
    ['| a | b |', '|---|---|', '| c |'],
    ['  a'],
    ['- a', '', '   b'],
  ];
  for (const markdown of refused) {
    it(`is refused where it is not known: ${markdown.join(' ')}`, () => {
      assert.throws(() => put(...markdown), Error);
    });
  }
});
