/** LINKTYPE numbers of captures. */
const ETHERNET = 1;
/** Four bytes that say which protocol follows, in the order of some machine: the version of IP tells it as well. */
const LOOPBACK: ReadonlySet<number> = new Set([0, 108]);
/** IP from the first byte. */
const RAW: ReadonlySet<number> = new Set([12, 14, 101, 228, 229]);

const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
/** Tags of IEEE 802.1Q and 802.1ad: four bytes before the type. */
const VLAN: ReadonlySet<number> = new Set([0x8100, 0x88a8, 0x9100]);
const MAX_TAGS = 4;
const UDP = 17;
const UDP_HEADER = 8;
/** IPv6 extension headers that may stand before UDP: hop-by-hop, routing, destination options. */
const EXTENSIONS: ReadonlySet<number> = new Set([0, 43, 60]);
const MAX_EXTENSIONS = 8;

export interface Datagram {
  readonly ports: readonly [source: number, destination: number];
  /** As much of it as the frame holds. */
  readonly payload: DataView;
  /** The frame ends before the payload does. */
  readonly isPart: boolean;
  /** Of the payload in the frame. */
  readonly at: number;
}

/** Whether IP can be found in frames of a link type. */
export const isKnownLink = (link: number): boolean =>
  link === ETHERNET || LOOPBACK.has(link) || RAW.has(link);

/** The UDP datagram in a frame of a known link type, or null where it holds something else, or ends before the header of UDP does. */
export function datagramIn(link: number, frame: DataView): Datagram | null {
  try {
    return udpIn(frame, ipIn(link, frame));
  } catch (error) {
    // The frame ends before what it should hold.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Where IP begins in a frame, or -1 of one that holds something else. */
function ipIn(link: number, frame: DataView): number {
  if (LOOPBACK.has(link)) return 4;
  if (link !== ETHERNET) return 0;
  for (let at = 12; at <= 12 + 4 * MAX_TAGS; at += 4) {
    const type = frame.getUint16(at);
    if (type === ETHERTYPE_IPV4 || type === ETHERTYPE_IPV6) return at + 2;
    if (!VLAN.has(type)) return -1;
  }
  return -1;
}

function udpIn(frame: DataView, ip: number): Datagram | null {
  if (ip < 0) return null;
  const version = frame.getUint8(ip) >> 4;
  const udp = version === 4 ? behindIpv4(frame, ip) : version === 6 ? behindIpv6(frame, ip) : -1;
  if (udp < 0) return null;
  const length = frame.getUint16(udp + 4) - UDP_HEADER;
  const at = udp + UDP_HEADER;
  const isPart = at + length > frame.byteLength;
  const held = isPart ? frame.byteLength - at : length;
  const payload = new DataView(frame.buffer, frame.byteOffset + at, held);
  return { ports: [frame.getUint16(udp), frame.getUint16(udp + 2)], payload, isPart, at };
}

/** -1 of a packet of another protocol, and of a fragment. */
function behindIpv4(frame: DataView, ip: number): number {
  const isFragment = (frame.getUint16(ip + 6) & 0x3fff) !== 0;
  if (isFragment || frame.getUint8(ip + 9) !== UDP) return -1;
  return ip + (frame.getUint8(ip) & 0x0f) * 4;
}

function behindIpv6(frame: DataView, ip: number): number {
  let next = frame.getUint8(ip + 6);
  let at = ip + 40;
  for (let count = 0; EXTENSIONS.has(next) && count < MAX_EXTENSIONS; count += 1) {
    next = frame.getUint8(at);
    at += (frame.getUint8(at + 1) + 1) * 8;
  }
  return next === UDP ? at : -1;
}
