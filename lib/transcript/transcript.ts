import { announcesData, INS, lengthIn, statusMeaning } from '../apdu/index.js';
import { toHex } from '../bytes.js';
import { maskedCommand, type Stay, type Trace, type TraceEvent } from '../trace/index.js';
import { parseCommand } from './command.js';
import { type Draft, Follower } from './follow.js';
import type { Described, DescribedStay, Happening, Phase, Role, Transcript } from './model.js';
import { PCSC_ERRORS } from './tables/pcsc-errors.js';
import { bytesWords, hex } from './words.js';

const PHASE_OF: Readonly<Record<Role, Phase | null>> = {
  iccid: 'identify',
  'ef-dir': 'ef-dir',
  odf: 'odf',
  dodf: 'dodf',
  message: 'message',
  data: 'message',
  aodf: 'other',
  other: 'other',
  // Whose rule it is shows only afterwards.
  arr: null,
};

/** What a walk does on its way to a file. */
const LEADING: readonly number[] = [INS.verify, INS.select, INS.status, INS.getResponse];

/**
 * What a trace says, in words: each exchange with what it was about and what it brought, and the files as they were read.
 * Of any trace that the format can hold; what makes no sense in it is said to make none. No PIN is in what comes back, but bytes of files are:
 * `open` says which of them are for eyes.
 */
export function transcribe(trace: Trace): Transcript {
  let n = 0;
  const next = (): number => (n += 1);
  return {
    file: trace.name,
    reader: trace.reader,
    protocol: trace.protocol,
    stays: trace.stays.map((stay, at) => describeStay(stay, at + 1, next)),
  };
}

type DraftEvent = { -readonly [K in keyof Happening]: Happening[K] } | Draft;

function describeStay({ events }: Stay, number: number, next: () => number): DescribedStay {
  const follower = new Follower();
  const described: DraftEvent[] = [];
  const phases: (Phase | null)[] = [];
  for (let at = 0; at < events.length; at += 1) {
    const asked = events[at]!;
    if (asked.kind !== 'connect' && asked.kind !== 'reset' && asked.kind !== 'command') {
      if (asked.kind === 'removed') {
        described.push(removal(asked, number, next()));
        phases.push('close');
      }
      continue;
    }
    const following = events[at + 1];
    const answer = following?.kind === 'removed' ? undefined : following;
    const event =
      asked.kind === 'command'
        ? exchangeOf(asked, answer, number, next())
        : happeningOf(asked, answer, number, next());
    if (event.kind === 'command') {
      follower.follow(event);
      event.result = resultOf(event);
    } else {
      follower.begin();
    }
    described.push(event);
    phases.push(phaseOf(event, follower));
  }
  follower.end();
  settlePhases(described, phases);
  const atr = described.find((event) => event.kind !== 'command' && event.atr !== null);
  return {
    number,
    atr: atr !== undefined && atr.kind !== 'command' ? atr.atr : null,
    iccid: follower.files.iccid,
    events: described as readonly Described[],
    files: follower.files.all(),
  };
}

const common = (event: TraceEvent, answer: TraceEvent | undefined, stay: number, n: number) => ({
  ...{ n, stay, line: event.line, micros: event.micros },
  duration:
    event.micros === null || answer === undefined || answer.micros === null
      ? null
      : Math.max(0, answer.micros - event.micros),
  phase: 'other' as Phase,
  text: '',
  pcsc: answer?.kind === 'error' ? answer.pcsc : null,
});

function removal(event: TraceEvent, stay: number, n: number): DraftEvent {
  return {
    ...common(event, undefined, stay, n),
    ...{ kind: 'removed', protocol: null, share: null, atr: null },
    ...{ text: 'the card is removed', result: '' },
  };
}

function happeningOf(
  event: TraceEvent & { readonly kind: 'connect' | 'reset' },
  answer: TraceEvent | undefined,
  stay: number,
  n: number,
): DraftEvent {
  const atr = answer?.kind === 'atr' ? answer.bytes : null;
  const [protocol, share] = event.kind === 'connect' ? [event.protocol, event.share] : [null, null];
  return {
    ...common(event, answer, stay, n),
    ...{ kind: event.kind, protocol, share, atr },
    text: event.kind === 'connect' ? `connect, ${protocol}, ${share}` : 'reset the card',
    result:
      answer?.kind === 'error'
        ? pcscWords(answer.pcsc)
        : atr === null
          ? 'no answer: the card is gone'
          : atrWords(atr),
  };
}

const atrWords = (atr: Uint8Array): string =>
  atr.length === 0 ? 'no ATR is told' : `ATR ${toHex(atr)}`;

function exchangeOf(
  event: TraceEvent & { readonly kind: 'command' },
  answer: TraceEvent | undefined,
  stay: number,
  n: number,
): Draft {
  const { bytes, masked } = maskedCommand(event.bytes);
  const response = answer?.kind === 'response' ? answer.bytes : null;
  return {
    ...common(event, answer, stay, n),
    ...{ kind: 'command', name: '', generation: '3g', channel: 0, file: null, result: '' },
    ...{ command: bytes, masked: masked || event.masked },
    data: response === null ? new Uint8Array() : response.subarray(0, -2),
    sw: response === null ? null : (response.at(-2)! << 8) | response.at(-1)!,
    ...{ open: { command: false, data: false }, decoded: null },
  };
}

function resultOf({ sw, pcsc, data }: Draft): string {
  if (pcsc !== null) return pcscWords(pcsc);
  if (sw === null) return 'no answer: the card is gone';
  const meaning = statusMeaning(sw);
  if (announcesData(sw)) return `an answer of ${bytesWords(lengthIn(sw))} waits`;
  if (sw >> 8 === 0x6c) return `${meaning}: ${bytesWords(lengthIn(sw))}`;
  if (sw >> 4 === 0x63c) return `verification failed, or the tries left: ${sw & 0x0f}`;
  return data.length === 0 ? meaning : `${meaning}, ${bytesWords(data.length)}`;
}

const pcscWords = (code: number): string =>
  `${PCSC_ERRORS.get(code) ?? 'an error of PC/SC'} (0x${hex(code, 8)})`;

/** What an exchange is for, by the file that it is about; null where it only leads to what comes after it. */
function phaseOf(event: DraftEvent, follower: Follower): Phase | null {
  if (event.kind !== 'command') return 'identify';
  const { ins, p1 } = parseCommand(event.command);
  if (ins === INS.manageChannel) return p1 === 0x80 ? 'close' : null;
  if (follower.role !== null) return PHASE_OF[follower.role];
  return LEADING.includes(ins) ? null : 'other';
}

function settlePhases(events: readonly DraftEvent[], phases: readonly (Phase | null)[]): void {
  let following: Phase = 'other';
  for (let at = events.length - 1; at >= 0; at -= 1) {
    following = phases[at] ?? following;
    events[at]!.phase = following;
    // A connection begins a walk: nothing before it leads to what is after it.
    if (events[at]!.kind !== 'command') following = 'other';
  }
}
