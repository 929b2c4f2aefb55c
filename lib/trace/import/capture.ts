import { ByteStream } from './byte-stream.js';
import type { Packet } from './packet.js';
import { readPcap } from './pcap.js';
import { PCAPNG, readPcapng } from './pcapng.js';

/**
 * The packets of a capture: pcap in either order of bytes, with micro- or nanoseconds, or pcapng. Throws `CaptureError`, with an offset in the file: `malformed`, also where
 * it ends within a packet, or `limit`.
 */
export function* readCapture(chunks: Iterable<Uint8Array>, name: string): Generator<Packet> {
  const stream = new ByteStream(chunks, name);
  const magic = stream.need(4, 'the magic number of pcap or pcapng').getUint32(0);
  yield* magic === PCAPNG ? readPcapng(stream) : readPcap(stream, magic);
}
