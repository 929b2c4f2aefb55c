import { createHash } from 'node:crypto';
import { VERSION } from '../../../version.js';
import { type Child, h } from './html.js';
import { CSS } from './style.js';

export interface Stop {
  readonly id: string;
  readonly title: string;
  readonly below: readonly Stop[];
}

/** A page that needs nothing else: its style is in it, and its policy lets it load nothing and run nothing. */
export function page(title: string, stops: readonly Stop[], ...content: readonly Child[]): string {
  const digest = createHash('sha256').update(CSS).digest('base64');
  const policy = `default-src 'none'; img-src data:; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;
  const head = h(
    'head',
    {},
    h('meta', { charset: 'utf-8' }),
    h('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('meta', { name: 'color-scheme', content: 'light dark' }),
    h('meta', { name: 'referrer', content: 'no-referrer' }),
    // Without it a browser would ask whoever served the page for an icon.
    h('link', { rel: 'icon', href: 'data:,' }),
    h('title', {}, title),
  ).markup.replace('</head>', `<style>${CSS}</style></head>`);
  const body = h(
    'body',
    {},
    h('a', { class: 'skip', href: '#content' }, 'Skip to the content'),
    h('header', {}, h('h1', {}, title)),
    h('nav', { 'aria-label': 'Contents' }, list(stops)),
    h('main', { id: 'content', tabindex: -1 }, ...content),
    h(
      'footer',
      {},
      h('p', {}, `Made by dmbootctl ${VERSION}. PINs, passwords and keys are masked.`),
    ),
  );
  return `<!doctype html>\n<html lang="en">${head}${body.markup}</html>\n`;
}

const list = (stops: readonly Stop[]): Child =>
  stops.length === 0
    ? null
    : h(
        'ul',
        {},
        ...stops.map(({ id, title, below }) =>
          h('li', {}, h('a', { href: `#${id}` }, title), list(below)),
        ),
      );
