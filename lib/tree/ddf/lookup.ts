import { printable } from '../../text.js';
import type { AclCommand } from '../acl.js';
import { TreeError } from '../error.js';
import type { NodeFormat } from '../format.js';
import type { Mo } from '../model.js';
import { isSecret } from '../secret.js';
import { below, nameOf, namesOf, parentOf, ROOT_URI } from '../uri.js';
import { ANY_NAME, type Occurrence, ROWS, type ValueRule } from './descriptions.js';

/** A node, or a placeholder for nodes of any name, as the DDF has it. */
export interface Description {
  /** `<X>` for a placeholder. */
  readonly name: string;
  readonly occurrence: Occurrence;
  readonly format: NodeFormat;
  /** The commands that a server may do where the ACLs let it. */
  readonly access: readonly AclCommand[];
  readonly title: string;
  /** The MO identifier of an interior node, or `''`; the MIME type of a leaf. */
  readonly type: string;
  /** Anything may stand below: the object's own description says what. */
  readonly isOpen: boolean;
  /** It may as well be a leaf, of any format. */
  readonly mayBeLeaf: boolean;
  readonly value: ValueRule | null;
  readonly children: readonly Description[];
}

/** The description of the root, with all below it. */
export const DDF: Description = described();

/** Of what stands at and below a node that is open. */
const OPEN = ['Add', 'Delete', 'Get', 'Replace'] as const;

/** What the DDF says of a node: `format` is null where it may be any, `value` where it may be anything of that format, and no command is in `access` where there can be no such node. Throws `TreeError` `bad-uri`. */
export function describedAt(uri: string): {
  readonly access: readonly AclCommand[];
  readonly format: NodeFormat | null;
  readonly value: ValueRule | null;
} {
  let at = DDF;
  for (const name of namesOf(uri)) {
    const next =
      at.children.find((child) => child.name === name) ??
      at.children.find((child) => child.name === ANY_NAME);
    if (next === undefined) {
      return { access: at.isOpen ? openAccess(uri) : [], format: null, value: null };
    }
    at = next;
  }
  return { access: at.access, format: at.mayBeLeaf ? null : at.format, value: at.value };
}

/** The commands that the DDF has for a node, whatever its ACL says; none for a node that it does not have. Throws `TreeError` `bad-uri`. */
export const accessTypesOf = (uri: string): readonly AclCommand[] => describedAt(uri).access;

/** Holds an object against the DDF (5.4.3). Throws `TreeError` `bad-node` at a node that the DDF does not have, or has as a leaf where it is none or the other way round. */
export function checkPlacement({ parent, name, nodes }: Mo): void {
  const root = below(parent, name);
  for (const node of nodes) {
    const uri = below(root, node.path);
    const { access, format } = describedAt(uri);
    const isInterior = node.format === 'node';
    if (access.length === 0 || (format !== null && (format === 'node') !== isInterior)) {
      const what = isInterior ? 'an interior node' : 'a leaf';
      throw new TreeError('bad-node', `the DDF does not have ${printable(uri)} as ${what}`);
    }
  }
}

/** Nobody is told a password: AuthSecret of an access point is one as AAuthSecret is. */
const openAccess = (uri: string): readonly AclCommand[] =>
  isSecret(uri) ? OPEN.filter((command) => command !== 'Get') : OPEN;

function described(): Description {
  const byUri = new Map<string, Description & { readonly children: Description[] }>();
  for (const [uri, occurrence, format, access, title, more = {}] of ROWS) {
    const type = more.type ?? (format === 'node' ? '' : 'text/plain');
    const { isOpen = false, mayBeLeaf = false, value = null } = more;
    const what = { occurrence, format, access, title, type, isOpen, mayBeLeaf, value };
    const description = { name: nameOf(uri), ...what, children: [] };
    byUri.set(uri, description);
    byUri.get(parentOf(uri))?.children.push(description);
  }
  return byUri.get(ROOT_URI)!;
}
