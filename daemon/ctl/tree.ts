import { printable, printableJson } from '../../lib/text.js';
import type { VisibleNode } from '../../lib/tree/index.js';
import { isSecret } from '../../lib/tree/index.js';
import { configuration } from '../configuration.js';
import { EXIT, Exit } from '../exit.js';
import { DEFAULTS, parse } from '../options.js';
import type { Command } from './command.js';
import { reading, STATE_OPTIONS } from './state.js';

const OPTIONS = {
  ...STATE_OPTIONS,
  config: {
    type: 'string',
    value: 'FILE',
    help: `the initial rights that ACLs show (default ${DEFAULTS.config}, if it is there)`,
  },
  'show-secrets': { type: 'boolean', help: 'print passwords and keys too' },
} as const;

const MASK = '(secret)';

function shownValue(node: VisibleNode, showSecrets: boolean): string | null {
  if (node.value === null) return null;
  if (isSecret(node.uri) && !showSecrets) return MASK;
  return typeof node.value === 'string' ? node.value : Buffer.from(node.value).toString('base64');
}

function line(node: VisibleNode, value: string | null): string {
  const depth = node.uri.split('/').length - 1;
  const name = node.uri.slice(node.uri.lastIndexOf('/') + 1);
  const shown = value === null ? '' : ` = ${printable(value)}`;
  const facts = [
    node.format === 'node' || node.format === 'chr' ? null : node.format,
    node.format === 'node' ? node.type : null,
    node.acl === null ? null : `ACL ${node.acl}`,
    node.writtenBy === null ? null : `written by ${node.writtenBy}`,
  ].filter((fact) => fact !== null);
  const aside = facts.length === 0 ? '' : `  [${printable(facts.join('; '))}]`;
  return `${'  '.repeat(depth)}${printable(name)}${shown}${aside}`;
}

export const tree: Command = {
  words: '[URI]',
  summary: 'the management tree, or what is at and below a URI',
  options: OPTIONS,
  async run(args) {
    const { values, positionals } = parse(OPTIONS, args);
    if (positionals.length > 1) throw new Exit(EXIT.usage, `unexpected word: ${positionals[1]}`);
    const { initial_rights: initialRights } = configuration(values.config);
    const nodes = reading(values.state, (store) => store.tree(positionals[0]), { initialRights });
    if (nodes.length === 0) throw new Exit(EXIT.noInput, `there is no node ${positionals[0]}`);
    const shown = nodes.map((node) => ({
      ...node,
      value: shownValue(node, values['show-secrets'] ?? false),
    }));
    const text = values.json
      ? printableJson({ nodes: shown })
      : shown.map((node) => line(node, node.value)).join('\n');
    process.stdout.write(`${text}\n`);
    return EXIT.ok;
  },
};
