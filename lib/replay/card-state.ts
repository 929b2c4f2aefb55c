import { toHex } from '../bytes.js';
import { carriesPin, clearBytes } from '../trace/index.js';

const INS = {
  verify: 0x20,
  manageChannel: 0x70,
  select: 0xa4,
  readBinary: 0xb0,
  readRecord: 0xb2,
  getResponse: 0xc0,
} as const;

const CLA_2G = 0xa0;
const BY_AID = 0x04;
const FROM_MF = 0x08;
const MF = '3F00';
const CLOSE = 0x80;
const BY_SFI = 0x80;

/** Directories, as their identifiers begin (TS 102 221, 8.6; TS 51.011, 6.2), and the one of PKCS#15. */
const DIRECTORY = /^(3F00|7F..|5F..|5015)$/;

interface Channel {
  /** The directory that is current, by the way to it or its AID. */
  readonly df: string;
  /** The file that is current; empty where none is. */
  readonly ef: string;
}

const AT_MF: Channel = { df: MF, ef: '' };

/**
 * What a card knows of what it was told: of each logical channel the directory and file that are current, which PINs are verified, and the last command, whose answer
 * GET RESPONSE fetches. Files are told from directories by their identifiers, as a trace seldom says what was selected.
 */
export class CardState {
  readonly #channels = new Map<number, Channel>();
  readonly #verified = new Set<number>();
  #last = '';

  /** Forgets everything, as a card that is reset does. */
  reset(): void {
    this.#channels.clear();
    this.#verified.clear();
    this.#last = '';
  }

  /**
   * Texts of which one is the same where a card in the same state is told the same, the most exact one first: the other leaves open which PINs are verified. Of the state there is in them
   * what the answer can depend on, and of the command no PIN.
   */
  keys(command: Uint8Array): readonly [string, string] {
    const state = [...this.#matters(command), told(command)].join('|');
    const verified = [...this.#verified].sort((a, b) => a - b).join(',');
    return [`${state}|${verified}`, `${state}|any`];
  }

  #matters(command: Uint8Array): string[] {
    const [, ins, p1 = 0, p2 = 0] = command;
    const { df, ef } = this.#channel(command);
    switch (ins) {
      case INS.getResponse:
        return [this.#last];
      case INS.select:
        return isAbsolute(command) ? [] : [df];
      case INS.readBinary:
        return (p1 & BY_SFI) === 0 ? [df, ef] : [df];
      case INS.readRecord:
        return p2 >> 3 === 0 ? [df, ef] : [df];
      case INS.verify:
      case INS.manageChannel:
        return [];
      default:
        return [df, ef];
    }
  }

  /** The card answered a command with this status word. */
  answered(command: Uint8Array, response: Uint8Array): void {
    const [, ins, p1 = 0, p2 = 0] = command;
    if (ins !== INS.getResponse) this.#last = told(command);
    if (!isDone(response)) return;
    const { df } = this.#channel(command);
    switch (ins) {
      case INS.select:
        this.#enter(command, selected(df, p1, command.subarray(5, 5 + (command[4] ?? 0))));
        break;
      case INS.readBinary:
        if ((p1 & BY_SFI) !== 0) this.#enter(command, { df, ef: `sfi ${p1 & 0x1f}` });
        break;
      case INS.readRecord:
        if (p2 >> 3 !== 0) this.#enter(command, { df, ef: `sfi ${p2 >> 3}` });
        break;
      case INS.verify:
        if (carriesPin(command)) this.#verified.add(p2);
        break;
      case INS.manageChannel:
        if (p1 === CLOSE) this.#channels.delete(p2);
        else if (response.length > 2) this.#channels.set(response[0]!, AT_MF);
        break;
    }
  }

  #channel(command: Uint8Array): Channel {
    return this.#channels.get(channelOf(command[0] ?? 0)) ?? AT_MF;
  }

  #enter(command: Uint8Array, channel: Channel): void {
    this.#channels.set(channelOf(command[0] ?? 0), channel);
  }
}

/** The logical channel that a class byte names (TS 102 221, 10.1.1). */
function channelOf(cla: number): number {
  if (cla === CLA_2G) return 0;
  return (cla & 0x40) === 0 ? cla & 0x03 : 4 + (cla & 0x0f);
}

function told(command: Uint8Array): string {
  const clear = carriesPin(command) ? clearBytes(command) : command.length;
  return `${toHex(command.subarray(0, clear))}${'**'.repeat(command.length - clear)}`;
}

/** 90XX, 91XX, and what announces an answer: 61XX, 9FXX. */
const isDone = (response: Uint8Array): boolean =>
  [0x61, 0x90, 0x91, 0x9f].includes(response.at(-2) ?? 0);

/** SELECT that means the same wherever it is told: by AID, by a path from the MF, or of the MF. */
const isAbsolute = ([, , p1, , , high, low]: Uint8Array): boolean =>
  p1 === BY_AID || p1 === FROM_MF || (high === 0x3f && low === 0x00);

function selected(df: string, p1: number, data: Uint8Array): Channel {
  if (p1 === BY_AID) return { df: toHex(data), ef: '' };
  const fids = toHex(data).match(/.{4}/g) ?? [];
  const from = p1 === FROM_MF || fids[0] === MF ? MF : df;
  const steps = fids.filter((fid) => fid !== MF);
  const last = steps.at(-1) ?? MF;
  if (DIRECTORY.test(last)) return { df: [from, ...steps].join('/'), ef: '' };
  return { df: [from, ...steps.slice(0, -1)].join('/'), ef: last };
}
