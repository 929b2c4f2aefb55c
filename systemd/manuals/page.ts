import { inline } from './inline.js';
import { bold, escaped, filled, guarded, literal } from './roff.js';

const MANUALS = {
  1: 'User Commands',
  5: 'File Formats Manual',
  8: "System Manager's Manual",
} as const;

export interface Head {
  readonly name: string;
  readonly chapter: keyof typeof MANUALS;
  /** Half a sentence. */
  readonly does: string;
  /** Of the page, as 2026-01-31. */
  readonly date: string;
  readonly version: string;
}

/** A manual page that is being written, in the macros of man(7). Texts are Markdown unless they are called roff. */
export class Page {
  readonly #lines: string[];

  constructor({ name, chapter, does, date, version }: Head) {
    const names = [`dmbootd ${version}`, MANUALS[chapter]].map(quoted).join(' ');
    // The first line has tables put through tbl(1).
    this.#lines = [
      `'\\" t`,
      `.TH ${quoted(name.toUpperCase())} ${chapter} ${date} ${names}`,
      // Names of commands and files are not to be cut.
      '.nh',
      '.ad l',
    ];
    this.section('NAME');
    this.#put(`${escaped(name)} \\- ${escaped(does)}`);
  }

  section(title: string): void {
    this.#put(`.SH ${quoted(title.toUpperCase())}`);
  }

  subsection(title: string): void {
    this.#put(`.SS ${quoted(title)}`);
  }

  /** Paragraphs. */
  text(...paragraphs: readonly string[]): void {
    for (const paragraph of paragraphs) this.roff(inline(paragraph));
  }

  /** A paragraph of roff. */
  roff(text: string): void {
    this.#put('.PP', ...filled(text));
  }

  /** A word (roff), and what is to be said of it. */
  tagged(tag: string, ...paragraphs: readonly string[]): void {
    const [first = '', ...others] = paragraphs.map((text) => filled(inline(text)));
    this.#put('.TP', guarded(tag), ...first);
    for (const lines of others) this.#put('.IP', ...lines);
  }

  /** An item of a list: its first paragraph, and whatever follows, which belongs to it. */
  item(mark: string, first: string, rest: () => void): void {
    const width = mark === '-' ? 2 : mark.length + 1;
    this.#put(`.IP ${mark === '-' ? '\\(bu' : mark} ${width}`, ...filled(inline(first)));
    const before = this.#lines.length;
    rest();
    if (this.#lines.length === before) return;
    this.#lines.splice(before, 0, `.RS ${width}`);
    this.#put('.RE');
  }

  /** Lines as they are. */
  example(lines: readonly string[]): void {
    this.#put('.PP', '.RS 4', '.EX', ...lines.map((line) => guarded(literal(line))), '.EE', '.RE');
  }

  /** Rows of a table, the first one of which is its head. */
  table([head, ...rows]: readonly (readonly string[])[]): void {
    const { length } = head!;
    const format = (of: string, last: string): string =>
      [...Array<string>(length - 1).fill(of), last].join(' ');
    this.#put('.PP', '.TS', format('lb', 'lb'), `${format('l', 'lx')}.`);
    this.#put(head!.map((cell) => inline(cell)).join('\t'));
    for (const row of rows) {
      const cells = row.map((cell) => `T{\n${filled(inline(cell)).join('\n') || '\\&'}\nT}`);
      this.#put(cells.join('\t'));
    }
    this.#put('.TE');
  }

  /** Other pages, as `dmbootd(8)`. */
  seeAlso(...pages: readonly string[]): void {
    this.section('SEE ALSO');
    const shown = pages.map((page) => {
      const [, name, chapter] = /^(.+)\((\d)\)$/.exec(page)!;
      return `${bold(name!)}(${chapter})`;
    });
    this.#put(...filled(shown.join(', ')));
  }

  /** The whole page. A paragraph that follows a heading begins by itself. */
  toString(): string {
    return this.#lines
      .filter((line, at) => line !== '.PP' || !/^\.S[HS] /.test(this.#lines[at - 1]!))
      .map((line) => `${line}\n`)
      .join('');
  }

  #put(...lines: readonly string[]): void {
    this.#lines.push(...lines);
  }
}

const quoted = (text: string): string => `"${literal(text)}"`;
