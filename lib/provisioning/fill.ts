import { isIP } from 'node:net';
import { fromBase64 } from '../bytes.js';
import type { Characteristic, Parm } from './document.js';
import type { Instance, Leaf, Nodes } from './nodes.js';
import { label, type Notes, shownName } from './notes.js';
import type { Table } from './tables/table.js';

/** Puts the leaves of `source` where the table says. What it does not say, and what cannot be put, is told to `notes`. */
export function fill(nodes: Nodes, table: Table, source: Characteristic, notes: Notes): void {
  const from = label(source);

  const visit = (
    { parms, characteristics }: Characteristic,
    above: string,
    instances: readonly Instance[],
  ): void => {
    for (const parm of parms) {
      const name = above + parm.name;
      const template = table.leaves.get(name);
      if (template === undefined) {
        notes.unmapped.add(`${from}: ${above}${shownName(parm.name)}`);
      } else if (template !== null) {
        const problem = put(nodes, table, {
          template,
          parm,
          instances: [...instances, instanceOf(parm, parms, 'name')],
        });
        if (problem !== null) notes.warnings.add(`${from}: ${name} ${problem}`);
      }
    }
    for (const inner of characteristics) {
      const name = `${above}${inner.type}/`;
      if (leadsOn(table, name)) {
        visit(inner, name, [...instances, instanceOf(inner, characteristics, 'type')]);
      } else {
        notes.unmapped.add(`${from}: ${above}${shownName(inner.type)}`);
      }
    }
  };
  visit(source, '', []);
}

/** What is wrong with a parm, or null; one that breaks the rules of its leaf only is put all the same. */
function put(
  nodes: Nodes,
  { formats }: Table,
  {
    template,
    parm: { name, value },
    instances,
  }: { template: string; parm: Parm; instances: readonly Instance[] },
): string | null {
  if (value === null) return 'has no value, and is left out';
  const family = isIP(value.trim());
  if (template.includes('<IP>') && family === 0) return 'is no IP address, and is left out';
  const path = template.replace('<IP>', `IPv${family}`);
  const leaf = leafOf(formats.get(path.slice(path.lastIndexOf('/') + 1)) ?? 'chr', value);
  if (leaf === null) return 'is no number, and is left out';
  if (!nodes.put(path, instances, leaf)) return 'is there more than once; the first one counts';
  return name === 'PORTNBR' && !isPort(value) ? 'is no port number' : null;
}

function leafOf(format: Leaf['format'], text: string): Leaf | null {
  switch (format) {
    case 'bin':
      return { format, value: fromBase64(text) ?? Uint8Array.from(Buffer.from(text)), ref: null };
    case 'int':
      return NUMBER.test(text.trim()) ? { format, value: text.trim(), ref: null } : null;
    default:
      return { format, value: text, ref: null };
  }
}

const NUMBER = /^\d{1,10}$/;
const MAX_PORT = 65_535;

const isPort = (text: string): boolean => NUMBER.test(text) && Number(text) <= MAX_PORT;

function instanceOf<Key extends string>(
  of: { readonly [key in Key]: string },
  siblings: readonly { readonly [key in Key]: string }[],
  key: Key,
): Instance {
  return { of, isAlone: siblings.filter((sibling) => sibling[key] === of[key]).length === 1 };
}

const leadsOn = ({ leaves }: Table, name: string): boolean =>
  [...leaves.keys()].some((key) => key.startsWith(name));
