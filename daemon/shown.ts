import type {
  Account,
  LayerReport,
  LayerSummary,
  NodeFormat,
  StoreReader,
  VisibleNode,
} from '../lib/tree/index.js';
// Not the whole room: a command that asks a daemon has no need of it.
import { isSecret } from '../lib/tree/secret.js';

/** What stands in place of a secret. */
const MASK = '(secret)';

/** A node as it is shown: octets in base64. */
export interface ShownNode extends Omit<VisibleNode, 'value'> {
  readonly format: NodeFormat;
  readonly value: string | null;
}

export const shownNode = (node: VisibleNode, showSecrets: boolean): ShownNode => ({
  ...node,
  value: shownValue(node, showSecrets),
});

function shownValue({ uri, value }: VisibleNode, showSecrets: boolean): string | null {
  if (value === null) return null;
  if (isSecret(uri) && !showSecrets) return MASK;
  return typeof value === 'string' ? value : Buffer.from(value).toString('base64');
}

// The same over a socket as from the state folder.

export const shownAccounts = (store: StoreReader): { readonly accounts: readonly Account[] } => ({
  accounts: store.accounts(),
});

/** Throws `TreeError` `bad-uri`; without nodes where there is none at the URI. */
export const shownTree = (
  store: StoreReader,
  uri: string | undefined,
  showSecrets = false,
): { readonly nodes: readonly ShownNode[] } => ({
  nodes: store.tree(uri).map((node) => shownNode(node, showSecrets)),
});

export const shownOrigins = (
  store: StoreReader,
): { readonly origins: readonly LayerSummary[] } => ({
  origins: store.layers(),
});

/** By the layer's sequence number; null where there is none. */
export function shownReport(store: StoreReader, sequence: number): LayerReport | null {
  const origin = store.layers().find((layer) => layer.sequence === sequence)?.origin;
  return origin === undefined ? null : store.layer(origin);
}
