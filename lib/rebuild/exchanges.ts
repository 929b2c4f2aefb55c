import { concat } from '../bytes.js';
import type { TraceEvent } from '../trace/model.js';

/** A command that was carried out, with all that GET RESPONSE fetched of its answer. */
export interface Exchange {
  readonly kind: 'exchange';
  readonly command: Uint8Array;
  readonly data: Uint8Array;
  /** The last status word; 9000 where an answer was announced and never fetched. */
  readonly sw: number;
  /** Data came with 61XX behind it: so many bytes came at first. Null otherwise. */
  readonly piece: number | null;
}

/** What a stay shows, one thing after the other. */
export type Happening =
  | Exchange
  | { readonly kind: 'power'; readonly atr: Uint8Array }
  /** The card did not answer the command with this number, from 1. */
  | { readonly kind: 'silence'; readonly number: number };

/** Status words by which a card fails; a card that is whole never gives them (ISO 7816-4, 5.1.3). */
export const isFailure = (sw: number): boolean => [0x64, 0x65, 0x66, 0x6f].includes(sw >> 8);

const GET_RESPONSE = 0xc0;
const UNRESPONSIVE: readonly number[] = [0x80100066, 0x80100067];

interface Open {
  command: Uint8Array;
  data: Uint8Array;
  sw: number;
  /** What the command itself ended with, before anything was fetched. */
  warning: number | null;
  piece: number | null;
  fetching: boolean;
}

/** Puts commands and what was fetched of their answers together (TS 102 221, 7.3.1.1; TS 51.011, 9.1). */
export function* exchangesOf(events: readonly TraceEvent[]): Generator<Happening> {
  let open: Open | null = null;
  let commands = 0;
  const done = ({ command, data, sw, warning, piece }: Open): Exchange => {
    const unfetched = isAnnouncement(sw);
    return { kind: 'exchange', command, data, sw: unfetched ? 0x9000 : (warning ?? sw), piece };
  };
  for (const event of events) {
    switch (event.kind) {
      case 'command': {
        commands += 1;
        const fetches: boolean = event.bytes[1] === GET_RESPONSE && open !== null;
        if (open !== null && !fetches) yield done(open);
        if (open !== null && fetches) open.fetching = true;
        else {
          const command = event.bytes;
          open = {
            command,
            data: new Uint8Array(0),
            sw: 0,
            warning: null,
            piece: null,
            fetching: false,
          };
        }
        break;
      }
      case 'response': {
        if (open === null) break;
        const sw = (event.bytes.at(-2)! << 8) | event.bytes.at(-1)!;
        const data = event.bytes.subarray(0, -2);
        if (!open.fetching && sw >> 8 === 0x61 && data.length > 0) open.piece = data.length;
        if (!open.fetching && (sw >> 8 === 0x62 || sw >> 8 === 0x63)) open.warning = sw;
        // 6CXX to a GET RESPONSE only says how much to ask for, and its failure is not that of the command.
        if (open.fetching && (sw >> 8 === 0x6c || isFailure(sw))) break;
        open.data = concat(open.data, data);
        open.sw = sw;
        break;
      }
      case 'error':
        if (open !== null && UNRESPONSIVE.includes(event.pcsc)) {
          yield { kind: 'silence', number: commands };
        }
        open = null;
        break;
      case 'connect':
      case 'reset':
      case 'removed':
        if (open !== null && open.sw !== 0) yield done(open);
        open = null;
        break;
      case 'atr':
        yield { kind: 'power', atr: event.bytes };
        break;
    }
  }
  if (open !== null && open.sw !== 0) yield done(open);
}

const isAnnouncement = (sw: number): boolean => sw >> 8 === 0x61 || sw >> 8 === 0x9f;
