import { toHex } from '../../../lib/bytes.js';
import type { Described, Exchange, Transcript } from '../../../lib/transcript/index.js';
import { VERSION } from '../../version.js';
import type { CardDocument } from './documents.js';
import { commandHex, dataHex, statusHex } from './hex.js';

/** Of the objects; it grows when a key changes its meaning or goes. */
const FORMAT_VERSION = 1;

/** The first object: what is to be known before all others. */
export const metaJson = ({ file, reader, protocol, stays }: Transcript): object => ({
  ...{ t: 'meta', v: FORMAT_VERSION, version: VERSION },
  ...{ file, reader, protocol, stays: stays.length },
});

/** One event as plain JSON, with the same keys for each kind. */
export function eventJson(event: Described, showSecrets: boolean): object {
  const { n, stay, line, micros: us, duration: dur, phase: why, text, result, pcsc } = event;
  const rc = pcsc === null ? null : `0x${pcsc.toString(16).toUpperCase().padStart(8, '0')}`;
  const facts = { n, stay, line, us, dur, why, text, result, rc };
  if (event.kind === 'command') {
    return { t: 'cmd', ...facts, ...exchangeJson(event, showSecrets) };
  }
  const { kind, protocol, share, atr } = event;
  return { t: kind, ...facts, protocol, share, atr: atr && toHex(atr) };
}

function exchangeJson(exchange: Exchange, showSecrets: boolean): object {
  const { name, file, channel: ch, generation, decoded, sw, data } = exchange;
  return {
    ...{ name, file, ch, generation },
    c: commandHex(exchange, showSecrets),
    d: dataHex(exchange, showSecrets),
    length: data.length,
    sw: sw === null ? null : statusHex(sw),
    decoded,
  };
}

/** What a file holds. */
export const documentJson = ({ file, explanation }: CardDocument, stay: number): object => ({
  ...{ t: 'document', n: file.lastRead, stay, file: file.name, label: file.label },
  document: explanation,
});
