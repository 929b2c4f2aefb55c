import { type Card, type FilePath, readFile, type Uicc } from '../card/index.js';
import { swappedBcd } from './bcd.js';

/** EF ICCID (TS 102 221, 13.2; TS 51.011, 10.1.1): ten bytes. */
const PATH: FilePath = { base: 'mf', fids: [0x2fe2], name: 'EF ICCID 2FE2' };
const SFI = 0x02;
const LENGTH = 10;

/** The major industry identifier of telecommunications (ITU-T E.118), with which an ICCID begins. */
const TELECOM = '89';

function parseIccid(bytes: Uint8Array): string | null {
  return bytes.length === LENGTH ? swappedBcd(bytes) : null;
}

/**
 * EF ICCID of a UICC in one exchange, by its short identifier. Where another DF than the MF is current that names another file:
 * only what looks like the number of a telecommunications card is believed.
 */
export async function quickIccid(uicc: Uicc): Promise<{ iccid: string | null; sw: number }> {
  const { ok, data, sw } = await uicc.root.readBinary(0, LENGTH, SFI);
  const digits = ok ? parseIccid(data) : null;
  if (!digits?.startsWith(TELECOM)) return { iccid: null, sw };
  uicc.provenAtMf();
  return { iccid: digits, sw };
}

/** EF ICCID by the plain procedure. Null if there is none, it is closed to us, or holds something else. */
export async function readIccid(card: Card): Promise<string | null> {
  const content = await readFile(card.root, PATH, { offset: 0, length: LENGTH }, () => false);
  return content.kind === 'bytes' ? parseIccid(content.bytes) : null;
}
