import { fstatSync } from 'node:fs';
import { sendDatagram } from './datagram.js';

const SOCKET = '/run/systemd/journal/socket';

/**
 * The native protocol of the journal: `NAME=value` and a line feed; where the value has line feeds of its own, `NAME`, a line feed,
 * the value's length as 64 bits little-endian, the value, a line feed (systemd.io/JOURNAL_NATIVE_PROTOCOL).
 */
export function journalEntry(fields: Readonly<Record<string, string>>): Buffer {
  const parts = Object.entries(fields).map(([name, value]) => {
    if (!value.includes('\n')) return Buffer.from(`${name}=${value}\n`);
    const bytes = Buffer.from(value);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(bytes.length));
    return Buffer.concat([Buffer.from(`${name}\n`), length, bytes, Buffer.from('\n')]);
  });
  return Buffer.concat(parts);
}

/** False where the journal did not take it. */
export const toJournal = (fields: Readonly<Record<string, string>>): boolean =>
  sendDatagram(journalEntry(fields), SOCKET);

/** Whether standard error is a stream of the journal: `JOURNAL_STREAM` has its device and inode (systemd.exec(5)). */
export function isJournal(stream: string | undefined): boolean {
  if (stream === undefined) return false;
  try {
    const { dev, ino } = fstatSync(2, { bigint: true });
    return stream === `${dev}:${ino}`;
  } catch {
    return false;
  }
}
