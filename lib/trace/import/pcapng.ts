import type { ByteStream } from './byte-stream.js';
import { MAX_PACKET, type Packet } from './packet.js';

/** The type of the block that a file, and each section of it, begins with; it reads the same in either order of bytes. */
export const PCAPNG = 0x0a0d0d0a;
const BYTE_ORDER = 0x1a2b3c4d;
const INTERFACE = 1;
const ENHANCED_PACKET = 6;
const OPTION_TSRESOL = 9;
/** A block without content: type, length, and the length again. */
const LEAST_BLOCK = 12;
const MAX_INTERFACES = 1024;
/** Bytes before the data of a packet in its block: interface 4, time 8, captured and original length 4 and 4. */
const PACKET_HEADER = 20;

interface Interface {
  readonly link: number;
  /** How many units of its time there are in a microsecond. */
  readonly perMicro: number;
}

/** The packets of a pcapng file, from behind the type of its first block. Other blocks are passed over. Throws `CaptureError`. */
export function* readPcapng(stream: ByteStream): Generator<Packet> {
  let little = false;
  let interfaces: Interface[] = [];
  let type = PCAPNG;
  for (;;) {
    const start = stream.need(4, 'the length of a block');
    let order = 0;
    if (type === PCAPNG) {
      const mark = stream.need(4, 'the order of bytes of a section');
      order = 4;
      little = mark.getUint32(0, true) === BYTE_ORDER;
      if (!little && mark.getUint32(0) !== BYTE_ORDER) {
        throw stream.refused('malformed', 'the order of bytes of a section', 'no such', 4);
      }
      interfaces = [];
    }
    const length = start.getUint32(0, little);
    if (length < LEAST_BLOCK + order || length % 4 !== 0) {
      const least = `the length of a block: a multiple of 4, at least ${LEAST_BLOCK + order}`;
      throw stream.refused('malformed', least, `${length}`, 4 + order);
    }
    if (length > MAX_PACKET) {
      throw stream.refused(
        'limit',
        `a block of at most ${MAX_PACKET} bytes`,
        `${length}`,
        4 + order,
      );
    }
    const { offset } = stream;
    const body = stream.need(length - LEAST_BLOCK - order, 'a block');
    const again = stream.need(4, 'the length of a block at its end').getUint32(0, little);
    if (again !== length) {
      throw stream.refused(
        'malformed',
        `${length}, the length of a block, at its end`,
        `${again}`,
        4,
      );
    }
    if (type === INTERFACE) {
      if (interfaces.length === MAX_INTERFACES) {
        throw stream.refused('limit', `at most ${MAX_INTERFACES} interfaces`, 'more', length);
      }
      if (body.byteLength < 8) throw stream.refused('malformed', 'an interface', 'less', length);
      interfaces.push({ link: body.getUint16(0, little), perMicro: perMicro(body, little) });
    } else if (type === ENHANCED_PACKET) {
      yield packetOf(stream, body, { interfaces, little, offset });
    }
    const next = stream.take(4, 'the type of a block');
    if (next === null) return;
    type = next.getUint32(0, little);
  }
}

function packetOf(
  stream: ByteStream,
  body: DataView,
  section: {
    readonly interfaces: readonly Interface[];
    readonly little: boolean;
    readonly offset: number;
  },
): Packet {
  const { little, offset } = section;
  const back = stream.offset - offset;
  if (body.byteLength < PACKET_HEADER) {
    throw stream.refused('malformed', 'the header of a packet', 'the end of its block', back);
  }
  const from = section.interfaces[body.getUint32(0, little)];
  if (from === undefined) {
    throw stream.refused('malformed', 'an interface that the section describes', 'another', back);
  }
  const length = body.getUint32(12, little);
  if (length > body.byteLength - PACKET_HEADER) {
    throw stream.refused('malformed', 'a packet within its block', `${length} bytes`, back - 12);
  }
  const units = body.getUint32(4, little) * 2 ** 32 + body.getUint32(8, little);
  return {
    link: from.link,
    bytes: new DataView(body.buffer, body.byteOffset + PACKET_HEADER, length),
    length: body.getUint32(16, little),
    micros: Math.floor(units / from.perMicro),
    offset: offset + PACKET_HEADER,
  };
}

/** if_tsresol: a power of ten, or of two where its highest bit is set; microseconds without it. Options are code 2, length 2, value, padding to 4. */
function perMicro(body: DataView, little: boolean): number {
  for (let at = 8; at + 4 < body.byteLength; ) {
    const code = body.getUint16(at, little);
    const length = body.getUint16(at + 2, little);
    if (code === OPTION_TSRESOL && length === 1) {
      const value = body.getUint8(at + 4);
      return (value >= 0x80 ? 2 ** (value & 0x7f) : 10 ** value) / 1_000_000;
    }
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return 1;
}
