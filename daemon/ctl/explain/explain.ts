import {
  MessageError,
  type ProvisioningReport,
  processDocuments,
  type Report,
} from '../../../lib/bootstrap/index.js';
import {
  type AccountChange,
  type DocumentKind,
  type DocumentSummary,
  type Origin,
  type Renamed,
  type StoreReader,
  TreeError,
  type VisibleNode,
} from '../../../lib/tree/index.js';
import { endOf, WbxmlError, XmlError } from '../../../lib/wbxml/index.js';
import { type ShownNode, shownNode } from '../../shown.js';
import { type Digest, digestOf } from '../digest.js';
import { readDocument } from '../document.js';
import { differences, type NodeChange } from './difference.js';

/** What applying a document would do: plain JSON. */
export interface Explanation extends Digest {
  /** As a visit to a card would end with it. */
  readonly outcome: 'applied' | 'unchanged' | 'malformed' | 'rejected';
  readonly detail: string | null;
  readonly origin: Origin;
  /** Null of what cannot be decoded. */
  readonly kind: DocumentKind | null;
  /** Null of what cannot be taken. */
  readonly report: Report | ProvisioningReport | null;
  /** The documents of the origin that would make way. */
  readonly replaces: readonly DocumentSummary[];
  readonly accounts: readonly AccountChange[];
  /** Objects that would stand elsewhere than they ask for. */
  readonly renamed: readonly Renamed[];
  /** URIs of references that would lead nowhere. */
  readonly dangling: readonly string[];
  readonly nodes: readonly ShownChange[];
}

export interface ShownChange extends Pick<NodeChange, 'change' | 'uri'> {
  readonly before: ShownNode | null;
  readonly after: ShownNode | null;
}

export interface ExplainOptions {
  readonly origin: Origin;
  /** As the configuration has it. */
  readonly lenient: boolean;
  readonly showSecrets: boolean;
}

/** What applying the document that `bytes` begin with would do to the tree, by the code that would apply it. Nothing is changed. */
export function explain(
  bytes: Uint8Array,
  store: StoreReader,
  { origin, lenient, showSecrets }: ExplainOptions,
): Explanation {
  const content = withoutPadding(bytes);
  const digest = digestOf(content);
  const kind = kindOf(content);
  const inForce = (store.layer(origin)?.documents ?? []).map(
    ({ report, ...document }): DocumentSummary => document,
  );
  const oid = inForce.find(({ sha256 }) => sha256 === digest.sha256)?.oid ?? null;
  const about = { origin, kind, ...digest };
  try {
    // What cannot be decoded is refused whatever it is taken for.
    const documents = [{ kind: kind ?? 'dm', oid, label: null, bytes: content }];
    const input = processDocuments(documents, origin, { lenient });
    const { result, changes, renamed, dangling, before, after } = store.preview(input);
    return {
      ...{ outcome: result, detail: null, ...about },
      report: input.documents[0]!.report as Explanation['report'],
      replaces: result === 'unchanged' ? [] : inForce,
      ...{ accounts: changes, renamed, dangling },
      nodes: differences(before, after).map((change) => shownChange(change, showSecrets)),
    };
  } catch (error) {
    const { outcome, detail } = refusalOf(error);
    const nothing = { accounts: [], renamed: [], dangling: [], nodes: [] };
    return { outcome, detail, ...about, report: null, replaces: [], ...nothing };
  }
}

/** What a card has behind the end of a document is no part of it. */
function withoutPadding(bytes: Uint8Array): Uint8Array {
  const ending = endOf(bytes);
  return ending.kind === 'end' ? bytes.subarray(0, ending.length) : bytes;
}

function kindOf(bytes: Uint8Array): DocumentKind | null {
  try {
    return readDocument(bytes).root.name === 'wap-provisioningdoc' ? 'cp' : 'dm';
  } catch (error) {
    if (error instanceof WbxmlError || error instanceof XmlError) return null;
    throw error;
  }
}

/** As a visit to a card words it. */
function refusalOf(error: unknown): Pick<Explanation, 'outcome' | 'detail'> {
  if (error instanceof MessageError) return { outcome: error.code, detail: error.message };
  if (error instanceof TreeError && error.fault === 'message') {
    return { outcome: 'malformed', detail: error.message };
  }
  throw error;
}

const shownChange = (
  { before, after, ...change }: NodeChange,
  showSecrets: boolean,
): ShownChange => {
  const shown = (node: VisibleNode | null): ShownNode | null =>
    node && shownNode(node, showSecrets);
  return { ...change, before: shown(before), after: shown(after) };
};
