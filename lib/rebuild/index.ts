import { toHex } from '../bytes.js';
import { DmbootError } from '../error.js';
import type { Stay, Trace, TraceEvent } from '../trace/model.js';
import { VirtualCard } from '../virtual-card/card.js';
import { MAX_FILES, MAX_PINS } from '../virtual-card/file-schema.js';
import type { CardImage, FileImage, Incident, PinImage } from '../virtual-card/image.js';
import type { SeenPins } from './describe.js';
import { exchangesOf, isFailure } from './exchanges.js';
import { Observer } from './observe.js';
import { type Notes, treeOf } from './tree.js';

/** A card as a trace shows it, and what the trace does not show. */
export interface Rebuilt {
  readonly image: CardImage;
  /** For people: what was not shown, of the card and of its files by their path. */
  readonly notes: readonly string[];
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** Commands of the trace, and how many of them the image answers as the card did. */
  readonly commands: number;
  readonly same: number;
}

/** The trace shows no such card. */
export class RebuildError extends DmbootError<'no-card'> {
  readonly fault = 'operator';

  constructor(problem: string) {
    super('no-card', problem);
  }
}

/** Stands in the place of a PIN that is not known. */
const UNKNOWN_PIN = '0000';
/** A code that no PIN of 4 to 8 digits is. */
const WRONG_CODE = 0x41;
const CODE_BYTES = 8;
const VERIFY = 0x20;

/**
 * Rebuilds the card of a stay from what was asked of it: its files as far as they were read, what the card told of them, PINs but for their values,
 * and its ways. `pin` is the value of its PINs, if it is known.
 *
 * @throws RebuildError where the trace has no such stay with a card
 */
export function rebuild(trace: Trace, number: number, pin: string | null): Rebuilt {
  const stays = trace.stays.filter(({ events }) => events.some(({ kind }) => kind === 'atr'));
  const stay = stays[number - 1];
  if (stay === undefined)
    throw new RebuildError(`${trace.name} shows ${stays.length} cards, not ${number}`);
  const { events } = stay;
  const connect = events.find((event) => event.kind === 'connect');
  const protocol = connect?.kind === 'connect' ? connect.protocol : 'T=0';
  const observer = new Observer(protocol);
  const incidents: Record<number, Incident> = failures(events);
  let atr: Uint8Array = new Uint8Array(0);
  for (const happening of exchangesOf(events)) {
    if (happening.kind === 'exchange') observer.see(happening);
    else if (happening.kind === 'silence') incidents[happening.number] = { mute: true };
    else {
      if (atr.length === 0) atr = happening.atr;
      observer.power();
    }
  }
  observer.finish();
  const { actsAsSim, actsAsUicc, pins, mf } = observer;
  const mode = actsAsSim && !actsAsUicc ? '2g' : '3g';
  const files: Notes = new Map();
  const quirks = {
    ...observer.quirks,
    ...(Object.keys(incidents).length > 0 && { at: incidents }),
  };
  const image: CardImage = {
    atr: atr.length >= 2 ? toHex(atr) : '3B00',
    mode,
    ...(actsAsSim && actsAsUicc && { serves2g: true }),
    protocol,
    pins: pinsOf(pins, pin ?? UNKNOWN_PIN),
    ...(Object.keys(quirks).length > 0 && { quirks }),
    mf: treeOf(mf, pins, mode, files),
  };
  const count = filesIn(image.mf);
  if (count > MAX_FILES) {
    throw new RebuildError(`${trace.name} shows ${count} files: an image has at most ${MAX_FILES}`);
  }
  const notes = [
    ...(atr.length >= 2 ? [] : ['The reader did not tell the ATR: this one is made up.']),
    ...(pin === null && pins.size > 0
      ? [`A trace holds no PINs: ${UNKNOWN_PIN} stands in their place.`]
      : []),
    'What was never asked of the card is not in here: other files, other rights than to read.',
  ];
  return { image, notes, files, ...compare(image, stay) };
}

const filesIn = (file: FileImage): number =>
  file.kind === 'df' ? file.files.reduce((sum, one) => sum + filesIn(one), 1) : 1;

function pinsOf(pins: SeenPins, value: string): PinImage[] {
  return [...pins].slice(0, MAX_PINS).map(([key, pin]) => ({
    key,
    value,
    ...(pin.left !== null && pin.left !== 3 && { left: pin.left, tries: Math.max(3, pin.left) }),
    enabled: pin.enabled ?? true,
    ...(!pin.initialised && { initialised: false }),
    ...(pin.replacesApplicationPin && { replacesApplicationPin: true }),
  }));
}

/** The answers by which the card failed, by the number of the command. */
function failures(events: readonly TraceEvent[]): Record<number, Incident> {
  const found: Record<number, Incident> = {};
  let commands = 0;
  for (const event of events) {
    if (event.kind === 'command') commands += 1;
    if (event.kind !== 'response') continue;
    const sw = (event.bytes.at(-2)! << 8) | event.bytes.at(-1)!;
    if (isFailure(sw)) found[commands] = { sw: toHex(event.bytes) };
  }
  return found;
}

/** Asks the image what the card was asked. */
function compare(image: CardImage, { events }: Stay): Pick<Rebuilt, 'commands' | 'same'> {
  const card = new VirtualCard(image);
  card.reset();
  let commands = 0;
  let same = 0;
  for (const [at, event] of events.entries()) {
    if (event.kind === 'reset' || event.kind === 'connect') card.reset();
    if (event.kind !== 'command') continue;
    const next = events[at + 1];
    const expected = next?.kind === 'response' ? toHex(next.bytes) : null;
    const command = event.masked ? withCode(event.bytes, image, expected) : event.bytes;
    const { bytes } = card.answer(command);
    commands += 1;
    const answer = bytes === null ? null : toHex(bytes);
    if (answer === expected || (isAnnouncement(answer) && isAnnouncement(expected))) same += 1;
  }
  return { commands, same };
}

/** How long an answer is that nobody fetched cannot be known. */
const isAnnouncement = (answer: string | null): boolean => /^(61|9F)..$/.test(answer ?? '');

/** A VERIFY of which the code is not known: the PIN of the image where it was right, and a wrong one where it was not. */
function withCode(masked: Uint8Array, { pins = [] }: CardImage, answer: string | null): Uint8Array {
  const command = Uint8Array.from(masked);
  if (command[1] !== VERIFY || command.length !== 5 + CODE_BYTES) return command;
  command.fill(WRONG_CODE, 5);
  const key = command[0] === 0xa0 && command[3] === 0x02 ? 0x81 : command[3];
  const pin = pins.find((one) => one.key === key);
  if (answer === '9000' && pin !== undefined) {
    command.fill(0xff, 5);
    command.set(Buffer.from(pin.value, 'latin1'), 5);
  }
  return command;
}
