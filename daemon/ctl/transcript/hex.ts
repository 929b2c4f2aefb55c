import { toHex } from '../../../lib/bytes.js';
import { clearBytes } from '../../../lib/trace/index.js';
import type { Exchange } from '../../../lib/transcript/index.js';

/** CLA INS P1 P2 P3. */
const HEADER = 5;

/** A command as text: `**` for each byte that may be of a PIN, and, unless secrets are shown, of any data that is not for eyes. */
export function commandHex({ command, masked, open }: Exchange, showSecrets: boolean): string {
  if (!masked && (open.command || showSecrets)) return toHex(command);
  const shown = command.length > HEADER ? clearBytes(command) : HEADER;
  const hidden = Math.max(0, command.length - shown);
  return toHex(command.subarray(0, shown)) + '**'.repeat(hidden);
}

/** The data of a response as text; null where it is not for eyes. */
export const dataHex = ({ data, open }: Exchange, showSecrets: boolean): string | null =>
  open.data || showSecrets ? toHex(data) : null;

/** A status word as four digits. */
export const statusHex = (sw: number): string => sw.toString(16).toUpperCase().padStart(4, '0');
