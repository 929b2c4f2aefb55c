/** Bytes of a packet, and of a block of pcapng, that are read: what captures IP packets writes none that are longer. */
export const MAX_PACKET = 256 * 1024;

/** A packet as it was captured. */
export interface Packet {
  /** LINKTYPE of its interface. */
  readonly link: number;
  readonly bytes: DataView;
  /** Bytes that it had on the line: more than were captured, where the snap length of the capture cut it off. */
  readonly length: number;
  /** Microseconds since 1970. */
  readonly micros: number;
  /** Of its first byte, from the start of the file. */
  readonly offset: number;
}
