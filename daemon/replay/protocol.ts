import type { Verdict } from '../../lib/replay/index.js';
import type { Manner } from './trial.js';

/** What the process that hands out traces says to one that plays them. */
export type Said =
  | { readonly kind: 'manner'; readonly manner: Manner }
  | { readonly kind: 'play'; readonly file: string };

/** What comes back. `trying` comes before each replay with a fault, so that it is known which one never ended. */
export type Heard =
  | { readonly kind: 'trying'; readonly fault: string }
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'played' };
