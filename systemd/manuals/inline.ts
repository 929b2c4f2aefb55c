import { bold, escaped, italic } from './roff.js';

const MARKS =
  /(?<ticks>`+)(?<code>.+?)\k<ticks>(?!`)|\*\*(?<strong>[^*]+)\*\*|(?<!\*)\*(?<weak>[^*\s][^*]*)\*|(?<!!)\[(?<shown>[^\]]+)\]\((?<to>[^)\s]+)\)|\\(?<plain>[!-/:-@[-`{-~])/gs;

/** What is left where Markdown means more than is known here. */
const UNKNOWN = /`|\*|!\[|\]\[|\]:|\[\^|<[a-z/!]|&#?\w+;|__|(?<!\w)_\w[^_]*_(?!\w)/i;

/**
 * Markdown within a paragraph as roff: code and strong are bold, what is emphasised is italic, a link is its text, and an
 * address in angle brackets where it leads elsewhere.
 *
 * @throws Error quoting what is not understood.
 */
export function inline(markdown: string): string {
  let roff = '';
  let at = 0;
  for (const mark of markdown.matchAll(MARKS)) {
    roff += plain(markdown.slice(at, mark.index)) + marked(mark.groups!);
    at = mark.index + mark[0].length;
  }
  return roff + plain(markdown.slice(at));
}

function plain(text: string): string {
  if (UNKNOWN.test(text)) refuse(text);
  return escaped(text);
}

function marked(groups: Readonly<Record<string, string | undefined>>): string {
  const { code, strong, weak, shown, to } = groups;
  if (code !== undefined) return bold(code);
  if (/[`[\\]/.test(strong ?? weak ?? '')) refuse(strong ?? weak ?? '');
  if (strong !== undefined) return bold(strong);
  if (weak !== undefined) return italic(weak);
  if (shown === undefined) return escaped(groups['plain']!);
  return inline(shown) + (/^[a-z]+:/.test(to!) ? escaped(` <${to}>`) : '');
}

function refuse(markdown: string): never {
  throw new Error(`Markdown that no manual page can show: ${markdown}`);
}
