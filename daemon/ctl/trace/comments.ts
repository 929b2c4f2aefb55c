import { SECRETS_WARNING } from '../../../lib/trace/index.js';

const REDACTED = [
  'Redacted: passwords, keys and nonces in this file are fillers of the same length.',
  ...SECRETS_WARNING.slice(1),
];

/** What a native trace says of itself in its head. */
export const commentsOf = (redacted: boolean): readonly string[] =>
  redacted ? REDACTED : SECRETS_WARNING;
