import type { ByteStream } from './byte-stream.js';
import { MAX_PACKET, type Packet } from './packet.js';

/** Magic numbers as they read in big-endian order. */
const MAGICS: ReadonlyMap<number, { readonly little: boolean; readonly nanos: boolean }> = new Map([
  [0xa1b2c3d4, { little: false, nanos: false }],
  [0xd4c3b2a1, { little: true, nanos: false }],
  [0xa1b23c4d, { little: false, nanos: true }],
  [0x4d3cb2a1, { little: true, nanos: true }],
]);

export const isPcapMagic = (magic: number): boolean => MAGICS.has(magic);

/** What follows the magic number: version 2 bytes and 2, zone and accuracy 4 and 4, longest packet 4, LINKTYPE 4 (its upper half says other things). */
const REST_OF_HEADER = 20;
const RECORD_HEADER = 16;

/** The packets of a pcap file, from behind its magic number. Throws `CaptureError`. */
export function* readPcap(stream: ByteStream, magic: number): Generator<Packet> {
  const form = MAGICS.get(magic);
  if (form === undefined) {
    throw stream.refused('malformed', 'the magic number of pcap or pcapng', 'another', 4);
  }
  const { little, nanos } = form;
  const header = stream.need(REST_OF_HEADER, 'the header of a pcap file');
  const link = header.getUint32(16, little) & 0xffff;
  for (;;) {
    const record = stream.take(RECORD_HEADER, 'the header of a packet');
    if (record === null) return;
    const length = record.getUint32(8, little);
    if (length > MAX_PACKET) {
      const most = `a packet of at most ${MAX_PACKET} bytes`;
      throw stream.refused('limit', most, `${length}`, RECORD_HEADER);
    }
    const fraction = record.getUint32(4, little);
    const micros = nanos ? Math.floor(fraction / 1000) : fraction;
    const { offset } = stream;
    yield {
      link,
      bytes: stream.need(length, 'a packet'),
      length: record.getUint32(12, little),
      micros: record.getUint32(0, little) * 1_000_000 + micros,
      offset,
    };
  }
}
