import type { Edition } from './edition.js';
import { putMarkdown } from './markdown.js';
import { Page } from './page.js';

/** dmbootd-trace(5). @param markdown docs/trace-format.md */
export function tracePage(markdown: string, edition: Edition): string {
  const page = new Page({
    ...edition,
    name: 'dmbootd-trace',
    chapter: 5,
    does: 'recorded cards: the trace format',
  });
  const [title, ...rest] = markdown.split('\n');
  if (!title?.startsWith('# '))
    throw new Error('docs/trace-format.md does not begin with its title');
  page.section('DESCRIPTION');
  putMarkdown(page, rest.join('\n'));
  page.seeAlso('dmbootd(8)', 'dmbootctl(1)');
  return page.toString();
}
