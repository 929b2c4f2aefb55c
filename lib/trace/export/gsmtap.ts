import { concat, equalBytes } from '../../bytes.js';
import type { TraceItem } from '../flow.js';
import { GSMTAP } from '../gsmtap.js';
import { splitExchange } from '../import/split.js';
import { filled, toldOf, type Warn } from './exchanges.js';

const MAGIC = 0xa1b2c3d4;
const LINKTYPE_RAW = 101;
const SNAP_LENGTH = 65_535;
const IP_HEADER = 20;
const UDP_HEADER = 8;
const UDP = 17;
const TIME_TO_LIVE = 64;
const LOCALHOST = 0x7f000001;
const HEADER = 5;

/**
 * A trace as GSMTAP in a pcap file: raw IPv4 on localhost, a packet an ATR and an exchange, its time in microseconds since the first event. Commands have the form of T=0,
 * which is what GSMTAP knows: five bytes of header, and no Le behind data. PINs that were not recorded stand as FF.
 */
export function* writeGsmtap(items: Iterable<TraceItem>, warn: Warn): Generator<Uint8Array> {
  yield fileHeader();
  let micros = 0;
  for (const told of toldOf(items, warn)) {
    micros = told.micros ?? micros;
    if (told.kind === 'atr') {
      yield packet(GSMTAP.atr, told.bytes, micros);
      continue;
    }
    const sent = filled(told.command);
    const command = tpdu(sent);
    if (!equalBytes(command, sent)) warn('a command is brought into the form of T=0');
    const both = concat(command, told.response);
    const split = splitExchange(both);
    if (!('at' in split) || split.at !== command.length) {
      warn('where the response begins in a packet cannot be told by its instruction');
    }
    yield packet(GSMTAP.apdu, both, micros);
  }
}

/** Case 1 with P3, and case 4 without Le (ISO/IEC 7816-3, 12.2). */
function tpdu(command: Uint8Array): Uint8Array {
  if (command.length < HEADER) return concat(command, new Uint8Array(HEADER - command.length));
  return command.length === HEADER + command[4]! + 1 && command.length > HEADER + 1
    ? command.subarray(0, -1)
    : command;
}

function fileHeader(): Uint8Array {
  const view = new DataView(new ArrayBuffer(24));
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, SNAP_LENGTH, true);
  view.setUint32(20, LINKTYPE_RAW, true);
  return new Uint8Array(view.buffer);
}

function packet(subType: number, body: Uint8Array, micros: number): Uint8Array {
  const udp = UDP_HEADER + GSMTAP.header + body.length;
  const length = IP_HEADER + udp;
  const record = new DataView(new ArrayBuffer(16));
  record.setUint32(0, Math.floor(micros / 1_000_000), true);
  record.setUint32(4, micros % 1_000_000, true);
  record.setUint32(8, length, true);
  record.setUint32(12, length, true);

  const headers = new DataView(new ArrayBuffer(IP_HEADER + UDP_HEADER + GSMTAP.header));
  headers.setUint8(0, 0x45);
  headers.setUint16(2, length);
  headers.setUint8(8, TIME_TO_LIVE);
  headers.setUint8(9, UDP);
  headers.setUint32(12, LOCALHOST);
  headers.setUint32(16, LOCALHOST);
  headers.setUint16(10, checksum(headers, IP_HEADER));
  headers.setUint16(IP_HEADER, GSMTAP.port);
  headers.setUint16(IP_HEADER + 2, GSMTAP.port);
  // A checksum of 0 says that there is none (RFC 768).
  headers.setUint16(IP_HEADER + 4, udp);
  const gsmtap = IP_HEADER + UDP_HEADER;
  headers.setUint8(gsmtap, GSMTAP.version);
  headers.setUint8(gsmtap + 1, GSMTAP.header / 4);
  headers.setUint8(gsmtap + 2, GSMTAP.sim);
  headers.setUint8(gsmtap + GSMTAP.subTypeAt, subType);
  return concat(new Uint8Array(record.buffer), new Uint8Array(headers.buffer), body);
}

/** Of an IPv4 header whose checksum is 0 (RFC 791). */
function checksum(view: DataView, length: number): number {
  let sum = 0;
  for (let at = 0; at < length; at += 2) sum += view.getUint16(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
