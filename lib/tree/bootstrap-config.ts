import type { InitialRight } from './initial-rights.js';
import { MAX_ACCESS } from './initial-rights.js';
import type { VisibleNode } from './model.js';
import { below, nameOf, pathWithin } from './uri.js';

/** The Bootstrap Config MO (OMA-TS-DM_Bootstrap-V1_3, 6.3): there is one, it is always there, and it stands here. */
export const BOOTSTRAP_CONFIG = {
  name: 'BootstrapConfig',
  uri: './BootstrapConfig',
  identity: 'bootstrapcfg:',
  moId: 'urn:oma:mo:oma-dm-bootstrapcfg:1.0',
} as const;

/** An entry of InitialARInfo, and who is behind it: the servers that wrote a part of it, or that came with what installed it. */
export interface InitialEntry extends InitialRight {
  readonly authors: ReadonlySet<string>;
}

/** What the object says; what is not whole, or has a value that makes no sense, is passed over. */
export interface BootstrapConfig {
  /** The device may look for a bootstrap server by itself. */
  readonly discovery: boolean;
  /** The URLs of bootstrap servers, `https:` all of them, in the order of their nodes' names, by number where they are numbers. */
  readonly servers: readonly string[];
  /** In the same order. */
  readonly initialRights: readonly InitialEntry[];
}

/** The values that nodes of the object may have (6.3). */
export const DISCOVERY_VALUE = /^[01]$/;
export const SERVER_URL = /^https:\/\/[^\s/?#@\p{C}]+(?:[/?#][^\s\p{C}]*)?$/iu;
export const SUBTREE_URI = /^\.(?:\/[^/\p{Cc}]+)*$/u;
export const ACCESS_CODE = /^(?:[1-9]|[1-5][0-9]|6[0-3])$/;

const inOrder = new Intl.Collator('en', { numeric: true }).compare;

/**
 * The object as it is to be understood.
 *
 * @param nodes the node at its URI and all below it.
 * @param brought the servers that came with what installed the object.
 */
export function readBootstrapConfig(
  nodes: readonly VisibleNode[],
  brought: ReadonlySet<string>,
): BootstrapConfig {
  const byUri = new Map(nodes.map((node) => [node.uri, node]));
  const at = (path: string): VisibleNode | undefined =>
    byUri.get(below(BOOTSTRAP_CONFIG.uri, path));
  const valueAt = (path: string, form: RegExp): string | null => {
    const value = at(path)?.value;
    return typeof value === 'string' && form.test(value) ? value : null;
  };
  const instances = (path: string): string[] =>
    nodes
      .flatMap(({ uri, format }) => {
        const within = pathWithin(uri, below(BOOTSTRAP_CONFIG.uri, path));
        return within && format === 'node' && within === nameOf(uri) ? [`${path}/${within}`] : [];
      })
      .sort(inOrder);

  const servers = instances('BootSrvInfo').flatMap(
    (path) => valueAt(`${path}/URL`, SERVER_URL) ?? [],
  );
  const initialRights = instances('InitialARInfo').flatMap((path) => {
    const subtree = valueAt(`${path}/SubtreeURI`, SUBTREE_URI);
    const access = Number(valueAt(`${path}/AccessCode`, ACCESS_CODE) ?? 0);
    if (subtree === null || access === 0 || access > MAX_ACCESS) return [];
    const written = ['SubtreeURI', 'AccessCode'].map((leaf) => at(`${path}/${leaf}`)?.writtenBy);
    const authors = new Set(written.flatMap((writer) => (writer == null ? [...brought] : writer)));
    return [{ subtree, access, authors }];
  });
  return {
    discovery: valueAt('BootSrvDiscovery', DISCOVERY_VALUE) !== '0',
    servers,
    initialRights,
  };
}
