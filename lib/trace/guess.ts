import type { FormatName } from './formats.js';
import { isPcapMagic } from './import/pcap.js';
import { PCAPNG } from './import/pcapng.js';

/** How lines of each format look; the first line of a file that looks like one decides. */
const LINES: readonly (readonly [FormatName, RegExp])[] = [
  ['native', /^\uFEFF?\s*dmbootd-trace\b/],
  ['cardpeek', /^(?:R:[0-9A-Fa-f\s]*$|C:[0-9A-Fa-f\s]+:)/],
  ['pcscd', /(?:^|\D)\d{8} (?:.*\s)?(?:APDU|SW|Card ATR): /],
  ['scriptor', /^(?:Using T=[01] protocol|> (?:RESET|[0-9A-Fa-f]{2} [0-9A-Fa-f ]*))\s*$/],
  ['pysim', /(?:-> [0-9A-Fa-f]{8}|<- [0-9A-Fa-f]{4}:|^-- RESET)/],
];

/** Characters of a line: what tells a format stands near its beginning. */
const LOOKED_AT = 512;

/** The format of a file that begins with these bytes, or null where no line of them tells it. */
export function guessFormat(head: Uint8Array): FormatName | null {
  if (head.length >= 4) {
    const magic = new DataView(head.buffer, head.byteOffset, 4).getUint32(0);
    if (magic === PCAPNG || isPcapMagic(magic)) return 'gsmtap';
  }
  for (const line of Buffer.from(head).toString('utf8').split(/\r?\n/u)) {
    const begin = line.slice(0, LOOKED_AT);
    const found = LINES.find(([, pattern]) => pattern.test(begin));
    if (found !== undefined) return found[0];
  }
  return null;
}
