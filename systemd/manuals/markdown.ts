import type { Page } from './page.js';

const FENCE = /^(`{3,}|~{3,})/;
const ITEM = /^(-|\d+\.)( +)(?=\S)/;
const INDENTED = /^ {4}/;
/** What begins a block of a kind that is not known: a quotation, a line across, a heading by underlining, HTML, another kind of list. */
const UNKNOWN = /^(>|([-*_] ?){3,}$|=+$|<|[*+] |#{4,} | {1,3}\S)/;
const RULE = /^\|?( *:?-+:? *\|)* *:?-+:? *\|?$/;

/**
 * Puts a Markdown text into a manual page: headings (`##` is a section, `###` one in it; the title is the page's own), paragraphs, lists,
 * tables, code.
 *
 * @throws Error quoting the line that is of another kind.
 */
export function putMarkdown(page: Page, markdown: string): void {
  put(page, markdown.split('\n'));
}

function put(page: Page, lines: readonly string[]): void {
  for (let at = 0; at < lines.length; ) {
    const line = lines[at]!;
    const rest = lines.slice(at);
    if (line.trim() === '') at += 1;
    else if (FENCE.test(line)) at += fenced(page, rest);
    else if (INDENTED.test(line)) at += indented(page, rest);
    else if (UNKNOWN.test(line)) throw new Error(`Markdown that no manual page can show: ${line}`);
    else if (/^#{1,3} /.test(line)) at += heading(page, line);
    else if (line.startsWith('|')) at += table(page, rest);
    else if (ITEM.test(line)) at += item(page, rest);
    else at += paragraph(page, rest);
  }
}

function fenced(page: Page, lines: readonly string[]): number {
  const [, fence] = FENCE.exec(lines[0]!)!;
  const end = lines.findIndex((line, at) => at > 0 && line.trim() === fence);
  if (end === -1) throw new Error(`code without an end: ${lines[0]}`);
  page.example(lines.slice(1, end));
  return end + 1;
}

function indented(page: Page, lines: readonly string[]): number {
  let length = lines.findIndex((line) => line.trim() !== '' && !INDENTED.test(line));
  if (length === -1) length = lines.length;
  while (lines[length - 1]!.trim() === '') length -= 1;
  page.example(lines.slice(0, length).map((line) => line.slice(4)));
  return length;
}

function heading(page: Page, line: string): number {
  const [, marks, title] = /^(#+) +(.*?)[ #]*$/.exec(line)!;
  if (marks === '##') page.section(title!.replaceAll('`', ''));
  if (marks === '###') page.subsection(title!.replaceAll('`', ''));
  return 1;
}

function table(page: Page, lines: readonly string[]): number {
  const end = lines.findIndex((line) => !line.startsWith('|'));
  const [head, rule, ...rows] = end === -1 ? lines : lines.slice(0, end);
  if (rule === undefined || !RULE.test(rule)) throw new Error(`a table without a head: ${head}`);
  const all = [head!, ...rows].map(cellsOf);
  const odd = all.findIndex((cells) => cells.length !== all[0]!.length);
  if (odd !== -1) throw new Error(`a row with another number of cells: ${[head, ...rows][odd]}`);
  page.table(all);
  return all.length + 1;
}

const cellsOf = (line: string): string[] =>
  line
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));

function item(page: Page, lines: readonly string[]): number {
  const [mark, sign] = ITEM.exec(lines[0]!)!;
  const within = ' '.repeat(mark.length);
  let length = lines.findIndex(
    (line, at) => at > 0 && line.trim() !== '' && !line.startsWith(within),
  );
  if (length === -1) length = lines.length;
  const body = lines.slice(0, length).map((line) => line.slice(mark.length));
  const first = textLength(body);
  page.item(sign!, joined(body.slice(0, first)), () => put(page, body.slice(first)));
  return length;
}

function paragraph(page: Page, lines: readonly string[]): number {
  const length = textLength(lines);
  page.text(joined(lines.slice(0, length)));
  return length;
}

/** The lines of a paragraph, none of which demands that a new line begins behind it. */
function joined(lines: readonly string[]): string {
  const broken = lines.slice(0, -1).find((line) => /( {2}|\\)$/.test(line));
  if (broken !== undefined) throw new Error(`a line that is to end where it does: ${broken}`);
  return lines.join(' ');
}

/** The number of lines that a paragraph has: whatever begins another block ends it. */
function textLength(lines: readonly string[]): number {
  const end = lines.findIndex(
    (line, at) =>
      line.trim() === '' ||
      (at > 0 &&
        (FENCE.test(line) || ITEM.test(line) || UNKNOWN.test(line) || /^(\||#)/.test(line))),
  );
  return end === -1 ? lines.length : end;
}
