import { checkLayer } from '../check.js';
import type { InitialRight } from '../initial-rights.js';
import type { AccountChange, LayerInput, VisibleNode } from '../model.js';
import { ROOT_URI } from '../uri.js';
import { applyLayer, type Renamed } from './apply.js';
import { accountChanges, newlyDangling } from './changes.js';
import { loadView } from './load.js';
import type { Tables } from './tables.js';

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

/** Applies a layer and takes it back. Throws `TreeError` where it could not be applied. */
export function preview(
  tables: Tables,
  input: LayerInput,
  initialRights: readonly InitialRight[],
): Preview {
  checkLayer(input);
  const before = loadView(tables, initialRights);
  return tables.rehearse(() => {
    const applied = applyLayer(tables, input);
    const after = loadView(tables, initialRights);
    return {
      ...applied,
      changes: accountChanges(before, after),
      dangling: newlyDangling(before, after),
      before: before.tree(ROOT_URI),
      after: after.tree(ROOT_URI),
    };
  });
}
