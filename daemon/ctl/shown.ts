import { isSecret, type VisibleNode } from '../../lib/tree/index.js';

const MASK = '(secret)';

/** The value of a node for eyes: octets in base64, and a secret only where it is asked for. */
export function shownValue(
  { uri, value }: Pick<VisibleNode, 'uri' | 'value'>,
  showSecrets: boolean,
): string | null {
  if (value === null) return null;
  if (isSecret(uri) && !showSecrets) return MASK;
  return typeof value === 'string' ? value : Buffer.from(value).toString('base64');
}
