/** What must hold for a command to be allowed on a file. Keys are PIN references of VERIFY. */
export type Condition =
  | { readonly kind: 'always' }
  | { readonly kind: 'never' }
  | { readonly kind: 'key'; readonly key: number }
  | { readonly kind: 'any' | 'all' | 'none'; readonly of: readonly Condition[] }
  /** Anything that a PIN cannot meet: ADM, external authentication, secure messaging. */
  | { readonly kind: 'other' };

/** What is left to do before a command is allowed: nothing, verify this one key, or something that is not ours to do. */
export type Need =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'key'; readonly key: number }
  | { readonly kind: 'unattainable' };

export const NOTHING: Need = { kind: 'nothing' };
export const UNATTAINABLE: Need = { kind: 'unattainable' };

/** The keys that a condition mentions. */
export function keysOf(condition: Condition): number[] {
  if (condition.kind === 'key') return [condition.key];
  return 'of' in condition ? condition.of.flatMap(keysOf) : [];
}

/**
 * What a condition demands, where `needOfKey` says what one key demands.
 * More than one key at once is unattainable; so is the absence of a condition, unless that can never be met.
 */
export function needOf(condition: Condition, needOfKey: (key: number) => Need): Need {
  switch (condition.kind) {
    case 'always':
      return NOTHING;
    case 'never':
    case 'other':
      return UNATTAINABLE;
    case 'key':
      return needOfKey(condition.key);
    case 'any':
      return anyOf(condition.of.map((inner) => needOf(inner, needOfKey)));
    case 'all':
      return allOf(condition.of.map((inner) => needOf(inner, needOfKey)));
    case 'none':
      return condition.of.every(({ kind }) => kind === 'never') ? NOTHING : UNATTAINABLE;
  }
}

/** The least: nothing before a key, and an application PIN before the universal and a local one, which have higher references. */
function anyOf(needs: readonly Need[]): Need {
  return needs.reduce((least, need) => {
    if (least.kind === 'nothing' || need.kind === 'unattainable') return least;
    if (least.kind === 'key' && need.kind === 'key') return need.key < least.key ? need : least;
    return need;
  }, UNATTAINABLE);
}

function allOf(needs: readonly Need[]): Need {
  let whole = NOTHING;
  for (const need of needs) {
    if (need.kind === 'nothing') continue;
    if (need.kind === 'unattainable') return UNATTAINABLE;
    if (whole.kind === 'key' && whole.key !== need.key) return UNATTAINABLE;
    whole = need;
  }
  return whole;
}
