import { toHex } from '../../../lib/bytes.js';
import { CLEAR_BYTES } from '../../../lib/trace/index.js';
import type { Exchange } from '../../../lib/transcript/index.js';

/** A command as text: `**` for each byte that may be of a PIN, and, unless secrets are shown, of any data that is not for eyes. */
export function commandHex({ command, masked, open }: Exchange, showSecrets: boolean): string {
  if (!masked && (open.command || showSecrets)) return toHex(command);
  const hidden = Math.max(0, command.length - CLEAR_BYTES);
  return toHex(command.subarray(0, CLEAR_BYTES)) + '**'.repeat(hidden);
}

/** The data of a response as text; null where it is not for eyes. */
export const dataHex = ({ data, open }: Exchange, showSecrets: boolean): string | null =>
  open.data || showSecrets ? toHex(data) : null;

/** A status word as four digits. */
export const statusHex = (sw: number): string => sw.toString(16).toUpperCase().padStart(4, '0');
