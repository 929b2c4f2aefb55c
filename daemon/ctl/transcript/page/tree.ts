import type { VisibleNode } from '../../../../lib/tree/index.js';
import { shownNode } from '../../../shown.js';
import { differences } from '../../explain/difference.js';
import { type Child, type Html, h } from './html.js';
import { DEPTHS } from './style.js';

/** Nodes of one tree that are shown. */
const MAX_NODES = 1500;

/** A tree before and after, side by side; what only one of them has is marked in colour and in words. Secrets are masked. */
export function trees(before: readonly VisibleNode[], after: readonly VisibleNode[]): Child {
  const changed = new Set(differences(before, after).map(({ uri }) => uri));
  return h(
    'div',
    { class: 'columns' },
    column('Before', before, changed, { className: 'go', sign: '−', word: 'goes' }),
    column('After', after, changed, { className: 'come', sign: '+', word: 'comes' }),
  );
}

interface Mark {
  readonly className: string;
  readonly sign: string;
  readonly word: string;
}

const column = (
  title: string,
  nodes: readonly VisibleNode[],
  changed: ReadonlySet<string>,
  mark: Mark,
): Html =>
  h(
    'div',
    {},
    h('h4', {}, `${title}: ${nodes.length} nodes`),
    h(
      'ul',
      { class: 'tree' },
      ...nodes.slice(0, MAX_NODES).map((node) => line(node, changed.has(node.uri) ? mark : null)),
    ),
    nodes.length > MAX_NODES
      ? h('p', { class: 'note' }, `${nodes.length - MAX_NODES} more nodes are not shown.`)
      : null,
  );

function line(node: VisibleNode, mark: Mark | null): Html {
  const { uri, format, value } = shownNode(node, false);
  const names = uri.split('/');
  const depth = Math.min(names.length - 1, DEPTHS - 1);
  const own = value === null ? '' : ` = ${value}`;
  const aside = format === 'node' || format === 'chr' ? '' : ` [${format}]`;
  const sign =
    mark === null
      ? '\u00a0 '
      : [
          h('span', { 'aria-hidden': 'true' }, `${mark.sign} `),
          h('span', { class: 'sr' }, `${mark.word}: `),
        ];
  const classes = [`d${depth}`, mark?.className ?? ''].filter((name) => name !== '');
  return h('li', { class: classes.join(' ') }, sign, names.at(-1)! + own + aside);
}
