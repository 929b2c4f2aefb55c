import { MAX_STORE_BYTES } from '../bounds.js';
import { checkLayer } from '../check.js';
import type { InitialRight } from '../initial-rights.js';
import type { AccountChange, LayerInput, VisibleNode } from '../model.js';
import { ROOT_URI } from '../uri.js';
import { applyLayer, type Renamed } from './apply.js';
import { accountChanges, newlyDangling } from './changes.js';
import { loadView } from './load.js';
import { openScratch } from './open.js';
import type { Sql } from './sql.js';

/** What a layer is applied to. */
const TABLES = ['meta', 'layers', 'documents', 'identities', 'nodes', 'writes'] as const;

/** What applying a layer would do. */
export interface Preview {
  readonly result: 'applied' | 'unchanged';
  readonly renamed: readonly Renamed[];
  readonly changes: readonly AccountChange[];
  /** URIs of connectivity references that would lead nowhere. */
  readonly dangling: readonly string[];
  /** The whole tree as it is, and as it would be. */
  readonly before: readonly VisibleNode[];
  readonly after: readonly VisibleNode[];
}

/** Applies a layer to a copy of the store in memory. Throws `TreeError` where it could not be applied. */
export function preview(
  sql: Sql,
  input: LayerInput,
  initialRights: readonly InitialRight[],
): Preview {
  checkLayer(input);
  const copy = copyOf(sql);
  try {
    const before = loadView(copy, initialRights);
    const applied = applyLayer(copy, input);
    const after = loadView(copy, initialRights);
    return {
      ...applied,
      changes: accountChanges(before, after),
      dangling: newlyDangling(before, after),
      before: before.tree(ROOT_URI),
      after: after.tree(ROOT_URI),
    };
  } finally {
    copy.close();
  }
}

function copyOf(sql: Sql): Sql {
  const { sql: copy } = openScratch(MAX_STORE_BYTES);
  sql.transaction('read', () => {
    for (const table of TABLES) {
      copy.takeOver(sql, table);
    }
  });
  return copy;
}
