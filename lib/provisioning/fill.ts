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
    const isOnlyParm = uniqueAmong(parms.map(({ name }) => name));
    for (const parm of parms) {
      const name = above + parm.name;
      const template = table.leaves.get(name);
      if (template === undefined) {
        notes.unmapped.add(`${from}: ${above}${shownName(parm.name)}`);
      } else if (template !== null) {
        const problem = put(nodes, table, {
          template,
          parm,
          instances: [...instances, { of: parm, isAlone: isOnlyParm(parm.name) }],
        });
        if (problem !== null) notes.warnings.add(`${from}: ${name} ${problem}`);
      }
    }
    const isOnlyOne = uniqueAmong(characteristics.map(({ type }) => type));
    for (const inner of characteristics) {
      const name = `${above}${inner.type}/`;
      if (leadsOn(table, name)) {
        visit(inner, name, [...instances, { of: inner, isAlone: isOnlyOne(inner.type) }]);
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
  const path = placeOf(template, value);
  if (path === null) return 'is no IP address, and is left out';
  const leaf = leafOf(formats.get(path.slice(path.lastIndexOf('/') + 1)) ?? 'chr', value);
  if (leaf === null) return 'is no number, and is left out';
  if (!nodes.put(path, instances, leaf)) return 'is there more than once; the first one counts';
  return name === 'PORTNBR' && !isPort(value) ? 'is no port number' : null;
}

/** The template with the word for an address in it; null where the value is none. */
function placeOf(template: string, value: string): string | null {
  if (!template.includes('<IP>')) return template;
  const family = isIP(value.trim());
  return family === 0 ? null : template.replace('<IP>', `IPv${family}`);
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

/** Tells of a name whether it stands but once among these. */
function uniqueAmong(names: readonly string[]): (name: string) => boolean {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const name of names) (seen.has(name) ? repeated : seen).add(name);
  return (name) => !repeated.has(name);
}

const leadsOn = ({ leaves }: Table, name: string): boolean =>
  [...leaves.keys()].some((key) => key.startsWith(name));
