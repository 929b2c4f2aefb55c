import { CaptureError } from '../error.js';
import type { TraceItem } from '../flow.js';
import { GSMTAP } from '../gsmtap.js';
import { ATR_BYTES, COMMAND_BYTES, RESPONSE_BYTES } from '../model.js';
import { Assembler } from './assembler.js';
import { readCapture } from './capture.js';
import type { Source } from './source.js';
import { splitExchange } from './split.js';
import { datagramIn, isKnownLink } from './udp.js';

/**
 * GSMTAP in a capture: each packet to or from UDP port 4729 is a command with its response, or an ATR; whatever else was captured is passed over. The `line` of an event is
 * the number of its packet, from 1. Throws `CaptureError`, with an offset in the file; also where there are packets, and none of them is GSMTAP, or where one of GSMTAP was cut off.
 */
export function* readGsmtap(
  chunks: Iterable<Uint8Array>,
  { name, warn }: Source,
): Generator<TraceItem> {
  yield { kind: 'header', reader: null, protocol: null };
  const card = new Assembler();
  let number = 0;
  for (const packet of readCapture(chunks, name)) {
    number += 1;
    const refused = (expected: string, found: string, at = 0): CaptureError =>
      new CaptureError('malformed', { file: name, offset: packet.offset + at }, expected, found);
    if (!isKnownLink(packet.link)) {
      throw refused('packets of Ethernet, loopback or raw IP', `link type ${packet.link}`);
    }
    const datagram = datagramIn(packet.link, packet.bytes);
    const captured = packet.bytes.byteLength;
    const isCut = captured < packet.length;
    if (isCut && datagram?.isPart && datagram.ports.includes(GSMTAP.port)) {
      const part = `${captured} of its ${packet.length} bytes: the snap length of the capture cut it off`;
      throw refused('a packet of GSMTAP that was captured whole', part);
    }
    if (datagram === null || datagram.isPart || !datagram.ports.includes(GSMTAP.port)) {
      const cut = 'a packet of which the snap length left too little to know it';
      warn(`${datagram === null && isCut ? cut : 'a packet that is no GSMTAP'} is passed over`);
      continue;
    }
    const { payload, at } = datagram;
    if (payload.byteLength < GSMTAP.header) {
      throw refused('a GSMTAP header of 16 bytes', `${payload.byteLength}`, at);
    }
    const version = payload.getUint8(0);
    if (version !== GSMTAP.version) throw refused('GSMTAP version 2', `version ${version}`, at);
    const header = payload.getUint8(1) * 4;
    if (header < GSMTAP.header || header > payload.byteLength) {
      throw refused('the length of a GSMTAP header, in words', `${header / 4}`, at + 1);
    }
    const type = payload.getUint8(2);
    if (type !== GSMTAP.sim) throw refused('GSMTAP type 4, SIM', `type ${type}`, at + 2);
    const bytes = new Uint8Array(
      payload.buffer,
      payload.byteOffset + header,
      payload.byteLength - header,
    ).slice();
    const place = { line: number, micros: packet.micros };
    const body = at + header;
    const subType = payload.getUint8(GSMTAP.subTypeAt);
    if (subType === GSMTAP.atr) {
      if (bytes.length > ATR_BYTES.most) {
        throw refused(`an ATR of at most ${ATR_BYTES.most} bytes`, `${bytes.length}`, body);
      }
      yield* card.powered(bytes, place);
    } else if (subType === GSMTAP.apdu) {
      const split = splitExchange(bytes);
      if ('problem' in split) throw refused(split.problem, `${bytes.length} bytes`, body);
      const response = bytes.subarray(split.at);
      if (split.at > COMMAND_BYTES.most || response.length > RESPONSE_BYTES.most) {
        throw refused('a short command and its response', `${bytes.length} bytes`, body);
      }
      yield* card.command(bytes.slice(0, split.at), place);
      yield* card.response(response, place);
    } else {
      throw refused('sub-type 0, APDU, or 1, ATR', `sub-type ${subType}`, at + GSMTAP.subTypeAt);
    }
  }
  if (number > 0 && card.isEmpty) {
    const place = { file: name, offset: 0 };
    const expected = `packets of GSMTAP, to or from UDP port ${GSMTAP.port}`;
    throw new CaptureError('malformed', place, expected, `none among ${number}`);
  }
}
