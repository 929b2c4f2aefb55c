import { announcesData, INS, isSuccess, Sender } from '../apdu/index.js';
import { type Card, CardError, Sim, Uicc, unexpectedStatus } from '../card/index.js';
import type { CardConnection } from '../reader/reader.js';
import { closeOnError } from './close.js';
import { quickIccid } from './iccid.js';
import type { Mode } from './types.js';

/** The class, or the instruction, means nothing to the card: it is no UICC. */
const NO_UICC: readonly number[] = [0x6e00, 0x6d00];
/** So do some SIMs answer to a class that is not theirs. */
const PERHAPS_NO_UICC: readonly number[] = [...NO_UICC, 0x6b00, 0x6a86];
/** And so do a few, to any command; a UICC does to one or another, so both probes must have met with them. */
const SIM_TO_ALL: readonly number[] = [0x9400, 0x6700, 0x6881, 0x6985];
const MF = Uint8Array.of(0x3f, 0x00);
const SELECT_FCP = 0x04;

type Warn = (message: string) => void;

/** A card whose mode is known, and its ICCID if it came by the way. */
export interface Active {
  readonly card: Card;
  readonly iccid: string | null;
}

/**
 * Finds out, or takes as given, how the card is to be spoken to. 3G first: the first command decides the mode of a UICC,
 * so the way back to 2G is a reset. The probe is the ICCID itself, read by its short identifier.
 */
export async function activate(
  connection: CardConnection,
  mode: 'auto' | Mode,
  warn: Warn,
): Promise<Active> {
  if (mode === '2g') return { card: await unprobedSim(connection), iccid: null };
  const uicc = new Uicc(new Sender(connection), connection, warn);
  try {
    await uicc.prepare();
  } catch (error) {
    const isSim =
      error instanceof CardError && error.sw !== null && PERHAPS_NO_UICC.includes(error.sw);
    if (mode === '3g' || !isSim) throw error;
    return { card: await probedSim(connection, warn), iccid: null };
  }
  const probed = await closeOnError(uicc, warn, async () => {
    const { iccid, sw } = await quickIccid(uicc);
    // Off the basic channel a channel was opened, which no SIM does.
    const isKnown = iccid !== null || mode === '3g' || !uicc.hasBasic;
    const isUicc = isKnown || (!NO_UICC.includes(sw) && (await knowsMf(connection, uicc, sw)));
    return { iccid, isUicc };
  });
  if (probed.isUicc) return { card: uicc, iccid: probed.iccid };
  return { card: await probedSim(connection, warn), iccid: null };
}

/** SELECT of the MF with the class of a UICC, its answer left where it is. `before`: how the card answered the probe before. */
async function knowsMf(connection: CardConnection, uicc: Uicc, before: number): Promise<boolean> {
  const sender = new Sender(connection);
  const command = { cla: 0x00, ins: INS.select, p1: 0x00, p2: SELECT_FCP, data: MF };
  const { sw } = await sender.send(command);
  if (PERHAPS_NO_UICC.includes(sw)) return false;
  if (SIM_TO_ALL.includes(sw) && SIM_TO_ALL.includes(before)) return false;
  const knows = isSuccess(sw) || sw >> 8 === 0x61;
  if (knows) uicc.provenAtMf();
  if (knows || sw >> 8 === 0x6c || sw >> 8 === 0x62) return true;
  throw unexpectedStatus(INS.select, 'the MF', sw);
}

/** A SIM that was sent commands of a UICC. It is not reset under another program. */
async function probedSim(connection: CardConnection, warn: Warn): Promise<Sim> {
  if (connection.share === 'shared') return await unprobedSim(connection);
  if (connection.capabilities.reset) {
    await connection.reset();
    return new Sim(new Sender(connection), { exclusive: true, atMf: true });
  }
  warn('the reader cannot reset the card, which is taken for a SIM as it is');
  return await unprobedSim(connection);
}

/** A SIM in whatever state it was left. A UICC that was left in 3G mode knows nothing of it, and is reset. */
async function unprobedSim(connection: CardConnection): Promise<Sim> {
  const exclusive = connection.share === 'exclusive';
  const sim = new Sim(new Sender(connection), { exclusive, atMf: false });
  const sw = await sim.selectMf();
  if (isSuccess(sw) || announcesData(sw)) return sim;
  if (!exclusive || !connection.capabilities.reset || !NO_UICC.includes(sw)) {
    throw unexpectedStatus(INS.select, 'the MF', sw);
  }
  await connection.reset();
  return new Sim(new Sender(connection), { exclusive, atMf: true });
}
