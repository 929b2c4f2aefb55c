import { fromHex, toHex } from '../../lib/bytes.js';
import type { CardConnection, Slot } from '../../lib/reader/reader.js';
import { StateSlot } from '../../lib/replay/index.js';
import { type Departure, parseTrace } from '../../lib/trace/index.js';

const SIGNAL = new AbortController().signal;

/** Three files of a card, one of them below a directory, and a PIN. */
export const TRACE = `dmbootd-trace 1
reader R
connect T=0
atr 3B00
> 00A4000C023F00
< 9000
> 00A4000C022FE2
< 9000
> 00B0000002
< 0102 9000
> 00A4000C022F00
< 9000
> 00B0000002
< 0304 9000
> 00A4000C027F20
< 9000
> 00A4000C026F07
< 6982
> 00200001
< 63C3
> 0020000108 ****************
< 9000
> 00A4000C026F07
< 9000
> 00B0000002
< 0506 9000
`;

export interface Played {
  readonly slot: StateSlot;
  readonly departures: Departure[];
  readonly connection: CardConnection;
  /** What the card answers, in hexadecimal. */
  say(command: string): Promise<string>;
}

/** A connection to the card of a trace, straight or through something. */
export async function play(text: string, through = (slot: Slot): Slot => slot): Promise<Played> {
  const departures: Departure[] = [];
  const slot = new StateSlot(
    'R',
    parseTrace(text, 'x.trace'),
    0,
    (one) => departures.push(one),
    async () => undefined,
  );
  const connection = await through(slot).connect('exclusive', SIGNAL);
  const say = async (command: string): Promise<string> =>
    toHex(await connection.transmit(fromHex(command)));
  return { slot, departures, connection, say };
}
