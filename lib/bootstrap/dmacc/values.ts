import { isUtf8 } from 'node:buffer';
import { leafValue } from '../../syncml/index.js';
import { makeNode, type ScratchNode } from '../scratch.js';
import { interiorsAt, type Tell } from './interior.js';
import { isTransportLevel, isTransportType, LEAVES, type LeafRule } from './leaves.js';

/** Formats whose values are text that says all. */
const TEXTUAL: ReadonlySet<string> = new Set(['int', 'bool', 'float', 'date', 'time', 'xml']);

/** Gives the leaves of an account the format and the words of the standard, where what they have can be taken for one; fills in what has a default. */
export function settleValues(account: ScratchNode, warn: Tell): void {
  for (const { parent, leaves } of LEAVES) {
    for (const { node, path } of interiorsAt(account, parent)) {
      const tell = (name: string, what: string): void => warn([...path, name], what);
      for (const rule of leaves) settle(node, rule, (what) => tell(rule.name, what));
      checkPair(node, (what) => tell('AAuthType', what));
    }
  }
}

function checkPair({ children }: ScratchNode, warn: (what: string) => void): void {
  const [level, type] = ['AAuthLevel', 'AAuthType'].map((name) => children.get(name)?.value);
  if (typeof level !== 'string' || typeof type !== 'string') return;
  if (isTransportLevel(level) && !isTransportType(type)) {
    warn('it does not go with the AAuthLevel, and is kept');
  }
}

function settle(parent: ScratchNode, rule: LeafRule, warn: (what: string) => void): void {
  const { name, fill, mayBeEmpty, isRequired, aliases, accepts } = rule;
  const old = parent.children.get(name);
  if (old?.format === 'node') return;
  const leaf = old && inFormat(old, rule, warn);
  if (leaf !== undefined) parent.children.set(name, leaf);

  const { value = null } = leaf ?? {};
  if (value === null || value.length === 0) {
    if (fill !== null) {
      parent.children.set(name, { ...(leaf ?? makeNode('chr')), value: fill });
      if (leaf === undefined || !mayBeEmpty) warn(`it is missing or empty, and taken for ${fill}`);
    } else if (isRequired) {
      warn('it is missing or empty');
    }
  } else if (leaf !== undefined && typeof value === 'string') {
    const word = aliases.get(value);
    if (word !== undefined) {
      parent.children.set(name, { ...leaf, value: word });
      warn(`it says ${word} in another word`);
    } else if (!accepts(value)) {
      warn('what it says is not in the standard, and is kept');
    }
  }
}

function inFormat(
  leaf: ScratchNode,
  { format, isFree }: LeafRule,
  warn: (what: string) => void,
): ScratchNode {
  const { value } = leaf;
  if (leaf.format === format) {
    return typeof value === 'string' && !isFree ? { ...leaf, value: value.trim() } : leaf;
  }
  const taken = format === 'bin' ? leafValue('bin', value, 0) : asText(leaf);
  if (taken === undefined) {
    warn(`its format is not ${format}, and is kept`);
    return leaf;
  }
  warn(`its format is not ${format}, and is taken for that`);
  return { ...leaf, format, value: typeof taken === 'string' && !isFree ? taken.trim() : taken };
}

/** What a leaf of another format says as text, or undefined where that is not sure. */
function asText({ format, value }: ScratchNode): string | null | undefined {
  if (value === null) return null;
  if (typeof value === 'string') return TEXTUAL.has(format) ? value : undefined;
  return isUtf8(value) ? Buffer.from(value).toString() : undefined;
}
