import { printable } from '../../../lib/text.js';
import type { ShownNode } from '../../shown.js';
import type { ShownChange } from './explain.js';

/**
 * Changes of a tree, each below the nodes that lead to it: `+` is what would come, `-` what would go, `~` what would be another
 * without a difference that is shown.
 */
export function treeLines(changes: readonly ShownChange[]): string[] {
  const lines: string[] = [];
  let above: readonly string[] = [];
  for (const change of changes) {
    const names = change.uri.split('/');
    const shared = names.findIndex((name, at) => name !== above[at]);
    for (let depth = shared; depth < names.length - 1; depth += 1) {
      lines.push(line(' ', depth, printable(names[depth]!)));
    }
    lines.push(...nodeLines(change).map(([sign, text]) => line(sign, names.length - 1, text)));
    above = names;
  }
  return lines;
}

const line = (sign: string, depth: number, text: string): string =>
  `${sign} ${'  '.repeat(depth)}${text}`;

function nodeLines({ before, after, change }: ShownChange): (readonly [string, string])[] {
  const [old, fresh] = [before === null ? [] : facts(before), after === null ? [] : facts(after)];
  const gone = old.filter((text) => !fresh.includes(text)).map((text) => ['-', text] as const);
  const come = fresh.filter((text) => !old.includes(text)).map((text) => ['+', text] as const);
  const isHidden = change === 'changed' && gone.length + come.length === 0;
  const name = old[0] === fresh[0] ? old[0] : undefined;
  return [...(name === undefined ? [] : [[isHidden ? '~' : ' ', name] as const]), ...gone, ...come];
}

/** The name of a node with its value, and what else there is to say of it. */
function facts({ uri, format, type, value, acl, title, writtenBy }: ShownNode): string[] {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  const asides = [
    format === 'node' || format === 'chr' ? null : format,
    type === 'text/plain' ? null : type,
  ].filter((aside) => aside !== null);
  const more = [
    acl === null ? null : `  ACL ${acl}`,
    title === null ? null : `  title ${title}`,
    writtenBy === null ? null : `  written by ${writtenBy}`,
  ];
  return [
    name +
      (value === null ? '' : ` = ${value}`) +
      (asides.length === 0 ? '' : `  [${asides.join('; ')}]`),
    ...more.filter((fact) => fact !== null),
  ].map(printable);
}
