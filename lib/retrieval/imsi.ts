import { ApduError, TlvError } from '../apdu/index.js';
import { type Card, CardError, type FileContent, type FilePath, readFile } from '../card/index.js';
import { swappedBcd } from './bcd.js';
import type { EfDir } from './ef-dir.js';
import { WalkEnd } from './walk-end.js';

/** EF IMSI (TS 51.011, 10.3.2; TS 31.102, 4.2.2): a length, then the digits behind a nibble of type and parity. */
const LENGTH = 9;
const SFI = 0x07;
const IN_DF_GSM: FilePath = { base: 'mf', fids: [0x7f20, 0x6f07], name: 'EF IMSI 6F07' };
const IN_ADF_USIM: FilePath = { base: 'application', fids: [0x6f07], name: 'EF IMSI 6F07' };
const WHOLE = { offset: 0, length: LENGTH };

/** The RID of 3GPP and the USIM's application code (TS 101 220, annex E). */
const USIM = Uint8Array.of(0xa0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02);

const SECURITY_STATUS = 0x6982;

/** The IMSI of EF IMSI's nine bytes, or null if they hold none. */
export function parseImsi(bytes: Uint8Array): string | null {
  const length = bytes[0] ?? 0;
  if (bytes.length < LENGTH || length < 1 || length >= LENGTH) return null;
  const digits = swappedBcd(bytes.subarray(1, 1 + length))?.slice(1);
  return digits !== undefined && /^[0-9]{6,15}$/.test(digits) ? digits : null;
}

/** EF IMSI, if it can be read as things stand: no PIN is verified for it, and nothing that goes wrong here ends the walk. */
export async function readImsi(
  card: Card,
  dir: EfDir,
  warn: (message: string) => void,
): Promise<string | null> {
  try {
    const content = card.mode === '2g' ? await readGsm(card) : await readUsim(card, dir);
    return content?.kind === 'bytes' ? parseImsi(content.bytes) : null;
  } catch (error) {
    const isCards =
      error instanceof CardError ||
      error instanceof ApduError ||
      error instanceof TlvError ||
      error instanceof WalkEnd;
    if (!isCards) throw error;
    warn(`EF IMSI cannot be read: ${error.message}`);
    return null;
  }
}

function readGsm(card: Card): Promise<FileContent> {
  return readFile(card.application, IN_DF_GSM, WHOLE, () => false);
}

async function readUsim(card: Card, dir: EfDir): Promise<FileContent | null> {
  const aid = await usimAid(dir);
  if (aid === null || !(await card.selectApplication({ aid, fids: null }))) return null;
  const { ok, sw, data } = await card.application.readBinary(0, LENGTH, SFI);
  if (ok && data.length === LENGTH && parseImsi(data) !== null) {
    return { kind: 'bytes', bytes: data };
  }
  if (sw === SECURITY_STATUS) return null;
  return await readFile(card.application, IN_ADF_USIM, WHOLE, () => false);
}

async function usimAid(dir: EfDir): Promise<Uint8Array | null> {
  const isUsim = (aid: Uint8Array | null) => USIM.every((byte, at) => aid?.[at] === byte);
  const seen = dir.seen.find(({ aid }) => isUsim(aid));
  if (seen !== undefined) return seen.aid;
  for (let next = await dir.next(); next !== null; next = await dir.next()) {
    if (isUsim(next.aid)) return next.aid;
  }
  return null;
}
