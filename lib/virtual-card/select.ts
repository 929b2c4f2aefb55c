import type { LogicalChannel } from './channels.js';
import { applications, type CardFile, childOf, type Directory, reachable } from './files.js';
import { UICC_SW } from './status.js';

/** A file, or the status word for not having found one. */
export type Found = CardFile | number;

const CURRENT_ADF = 0x7fff;

/** The file that a SELECT means (TS 102 221, 11.1.1.2): by P1, the occurrence in P2 and the data. */
export function find(
  channel: LogicalChannel,
  mf: Directory,
  p1: number,
  occurrence: number,
  data: Uint8Array,
): Found {
  if (p1 === 0x04) return byName(channel, mf, occurrence, data);
  if (occurrence !== 0) return UICC_SW.wrongP1P2;
  switch (p1) {
    case 0x00:
    case 0x01:
      return byFileId(channel, p1, data);
    case 0x03:
      if (data.length > 0) return UICC_SW.wrongLc;
      return channel.dir.parent ?? UICC_SW.notFound;
    case 0x08:
      return byPath(channel, mf, data);
    case 0x09:
      return byPath(channel, channel.dir, data);
    default:
      return UICC_SW.wrongP1P2;
  }
}

function byFileId(channel: LogicalChannel, p1: number, data: Uint8Array): Found {
  if (data.length !== 2) return UICC_SW.wrongLc;
  const fid = (data[0]! << 8) | data[1]!;
  if (fid === CURRENT_ADF) return channel.application ?? UICC_SW.notFound;
  const found = p1 === 0x01 ? childOf(channel.dir, fid) : reachable(channel.dir, fid);
  if (found === null || (p1 === 0x01 && found.kind === 'ef')) return UICC_SW.notFound;
  return found;
}

function byPath(channel: LogicalChannel, start: Directory, data: Uint8Array): Found {
  if (data.length === 0 || data.length % 2 !== 0) return UICC_SW.wrongLc;
  let file: CardFile = start;
  for (let at = 0; at < data.length; at += 2) {
    const fid = (data[at]! << 8) | data[at + 1]!;
    if (file.kind === 'ef') return UICC_SW.notFound;
    const next: CardFile | null =
      at === 0 && fid === CURRENT_ADF ? channel.application : childOf(file, fid);
    if (next === null) return UICC_SW.notFound;
    file = next;
  }
  return file;
}

/** By AID or the beginning of one: 00 the first that fits, 02 the one after the active application. */
function byName(
  channel: LogicalChannel,
  mf: Directory,
  occurrence: number,
  name: Uint8Array,
): Found {
  if (name.length < 1 || name.length > 16) return UICC_SW.wrongLc;
  const fitting = applications(mf).filter(({ aid }) =>
    name.every((byte, at) => aid?.[at] === byte),
  );
  if (occurrence !== 0x00 && occurrence !== 0x02) return UICC_SW.wrongP1P2;
  const active = channel.application === null ? -1 : fitting.indexOf(channel.application);
  return fitting[occurrence === 0x00 ? 0 : active + 1] ?? UICC_SW.notFound;
}
