/** `iccid:8988` or `imsi:26201`: the cards whose number begins so. */
export interface CardRule {
  readonly kind: 'iccid' | 'imsi';
  readonly prefix: string;
}

export interface CardRules {
  /** Empty: every card is allowed. */
  readonly allow: readonly CardRule[];
  /** Wins over `allow`. */
  readonly deny: readonly CardRule[];
}

/** `undecided`: only the IMSI can tell. */
export type Verdict = 'allowed' | 'denied' | 'undecided';

/**
 * Judges a card by what is known of it. A number that the card does not have, or that cannot be read, is null and matches no rule;
 * `undefined` is one that has not been looked for yet.
 */
export function judge(
  rules: CardRules,
  iccid: string | null,
  imsi: string | null | undefined,
): Verdict {
  const matches = ({ kind, prefix }: CardRule): boolean =>
    (kind === 'iccid' ? iccid : imsi)?.startsWith(prefix) ?? false;
  const imsiMayMatch = (list: readonly CardRule[]): boolean =>
    imsi === undefined && list.some(({ kind }) => kind === 'imsi');

  if (rules.deny.some(matches)) return 'denied';
  const allowed = rules.allow.length === 0 || rules.allow.some(matches);
  if (!allowed) return imsiMayMatch(rules.allow) ? 'undecided' : 'denied';
  return imsiMayMatch(rules.deny) ? 'undecided' : 'allowed';
}
