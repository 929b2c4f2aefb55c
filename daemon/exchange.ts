import { createHash } from 'node:crypto';
import { toHex } from '../lib/bytes.js';
import { carriesPin, clearBytes } from '../lib/trace/index.js';

/** READ BINARY, READ RECORD and GET RESPONSE: what they answer may be the message. */
const READS = new Set([0xb0, 0xb2, 0xc0]);

/** One exchange as a line for the log: no PIN, and of what was read only status word, length and digest. */
export function exchangeLine(command: Uint8Array, response: Uint8Array): string {
  const ins = command[1] ?? 0;
  const shown = carriesPin(command) ? clearBytes(command) : command.length;
  const sent = toHex(command.subarray(0, shown)) + '**'.repeat(command.length - shown);
  const data = response.subarray(0, -2);
  const sw = toHex(response.subarray(-2));
  if (!READS.has(ins) || data.length === 0)
    return `> ${sent} < ${toHex(data)}${data.length ? ' ' : ''}${sw}`;
  const digest = createHash('sha256').update(data).digest('hex').toUpperCase();
  return `> ${sent} < ${data.length} bytes, SHA-256 ${digest} ${sw}`;
}
