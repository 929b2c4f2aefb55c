/** A GSMTAP packet, by its header fields. */
export function gsmtap(
  body: Uint8Array,
  { version = 2, words = 4, type = 4, subType = 0 } = {},
): Uint8Array {
  const header = new Uint8Array(16);
  header.set([version, words, type]);
  header[12] = subType;
  return Buffer.concat([header, body]);
}

export function udp(payload: Uint8Array, port = 4729): Uint8Array {
  const header = Buffer.alloc(8);
  header.writeUInt16BE(40_000, 0);
  header.writeUInt16BE(port, 2);
  header.writeUInt16BE(8 + payload.length, 4);
  return Buffer.concat([header, payload]);
}

export function ipv4(payload: Uint8Array, { options = 0, fragment = 0, protocol = 17 } = {}) {
  const header = Buffer.alloc(20 + options);
  header[0] = 0x40 | (5 + options / 4);
  header.writeUInt16BE(header.length + payload.length, 2);
  header.writeUInt16BE(fragment, 6);
  header[9] = protocol;
  return Buffer.concat([header, payload]);
}

export function ipv6(payload: Uint8Array, { extension = false } = {}): Uint8Array {
  const header = Buffer.alloc(extension ? 48 : 40);
  header[0] = 0x60;
  header[6] = extension ? 0 : 17;
  if (extension) header[40] = 17;
  return Buffer.concat([header, payload]);
}

export function ethernet(payload: Uint8Array, type: number, ...tags: readonly number[]) {
  const header = Buffer.alloc(14 + 4 * tags.length);
  for (const [at, tag] of tags.entries()) header.writeUInt16BE(tag, 12 + 4 * at);
  header.writeUInt16BE(type, header.length - 2);
  return Buffer.concat([header, payload]);
}

export const loopback = (payload: Uint8Array): Uint8Array =>
  Buffer.concat([Uint8Array.of(2, 0, 0, 0), payload]);

interface Timed {
  readonly bytes: Uint8Array;
  readonly seconds?: number;
  readonly fraction?: number;
  /** On the line, where the capture holds less of it. */
  readonly length?: number;
}

export function pcap(
  link: number,
  packets: readonly Timed[],
  { little = true, nanos = false } = {},
): Uint8Array {
  const number = numbers(little);
  return Buffer.concat([
    number(nanos ? 0xa1b23c4d : 0xa1b2c3d4),
    number(little ? 0x00040002 : 0x00020004),
    ...[0, 0, 65_535, link].map(number),
    ...packets.flatMap(({ bytes, seconds = 0, fraction = 0, length = bytes.length }) => [
      ...[seconds, fraction, bytes.length, length].map(number),
      bytes,
    ]),
  ]);
}

export function block(type: number, body: Uint8Array, little = true): Uint8Array {
  const number = numbers(little);
  const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
  const length = number(padded.length + 12);
  return Buffer.concat([number(type), length, padded, length]);
}

export function section(little = true): Uint8Array {
  const number = numbers(little);
  const version = number(little ? 0x00000001 : 0x00010000);
  const unknown = number(0xffffffff);
  return block(0x0a0d0d0a, Buffer.concat([number(0x1a2b3c4d), version, unknown, unknown]), little);
}

export function described(link: number, resolution?: number, little = true): Uint8Array {
  const number = numbers(little);
  const option =
    resolution === undefined
      ? []
      : [number(little ? 0x00010009 : 0x00090001), Uint8Array.of(resolution, 0, 0, 0), number(0)];
  const kind = number(little ? link : link * 65_536);
  return block(1, Buffer.concat([kind, number(65_535), ...option]), little);
}

export function enhanced(bytes: Uint8Array, units = 0n, from = 0, little = true): Uint8Array {
  const number = numbers(little);
  const high = Number(units >> 32n);
  const low = Number(units & 0xffffffffn);
  const head = [from, high, low, bytes.length, bytes.length].map(number);
  return block(6, Buffer.concat([...head, bytes]), little);
}

export const numbers =
  (little: boolean) =>
  (value: number): Uint8Array => {
    const bytes = Buffer.alloc(4);
    if (little) bytes.writeUInt32LE(value);
    else bytes.writeUInt32BE(value);
    return bytes;
  };
