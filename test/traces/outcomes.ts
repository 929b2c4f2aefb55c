import type { Outcome } from '../../lib/outcome.js';
import type { BootstrapCard } from '../../lib/virtual-card/bootstrap-card.js';
import { againAfter, errorAt, iccid, message, PIN_CONFIG, type TraceCase } from './parts.js';

type Shown = Exclude<Outcome, 'store-error'>;

interface Way {
  readonly about: string;
  readonly card?: BootstrapCard;
  readonly config?: (iccid: string) => string;
  readonly tearAt?: number;
  readonly edit?: (trace: string) => string;
}

const pin = { enabled: true };
const message2 = { message: 'pin' } as const;

/** A card for each outcome that a card can bring about. */
const WAYS: Readonly<Record<Shown, Way>> = {
  applied: {
    about: 'the message guarded by a PIN that is configured',
    card: { pin, read: message2, flags: { private: true } },
    config: () => PIN_CONFIG,
  },
  unchanged: { about: 'the same card visited twice', edit: againAfter },
  disabled: {
    about: 'a rule of the configuration denies this card',
    config: (iccid) => `[smartcard]\ndeny = ["iccid:${iccid}"]\n`,
  },
  'no-application': {
    about: 'EF DIR names no PKCS#15 application',
    card: { absent: 'record' },
  },
  'no-bootstrap': {
    about: 'no DODF entry with the bootstrap OID',
    card: { absent: 'entry', decoyEntries: 1 },
  },
  empty: { about: 'EF DM_Bootstrap as the issuer initialised it', card: { blank: true } },
  malformed: {
    about: 'EF DM_Bootstrap ends in the midst of its message',
    card: { message: message('one-account').subarray(0, 200) },
  },
  rejected: {
    about: 'SyncHdr/Source is no address of an account in the message',
    card: { message: message('wrong-source') },
  },
  'pin-required': {
    about: 'the message guarded by a PIN, none configured',
    card: { pin, read: message2 },
  },
  'pin-rejected': {
    about: 'the configured PIN is wrong',
    card: { pin: { ...pin, value: '4321' }, read: message2 },
    config: () => PIN_CONFIG,
  },
  'pin-guarded': {
    about: 'one try left, which is never used',
    card: { pin: { ...pin, left: 1 }, read: message2 },
    config: () => PIN_CONFIG,
  },
  mute: { about: 'the card stops answering', edit: errorAt(7, '0x80100066') },
  'card-error': {
    about: 'a status word that nobody expects',
    card: { quirks: { at: { 5: { sw: '6F42' }, 6: { sw: '6F42' } } } },
  },
  removed: { about: 'taken out in the midst of the walk', tearAt: 8 },
};

/** Every outcome, for a kind of card and a protocol; `serial` is that of the first card. */
function everyOutcome(
  folder: string,
  mode: '2g' | '3g',
  protocol: 'T=0' | 'T=1',
  serial: number,
  but: readonly Shown[] = [],
): TraceCase[] {
  return Object.entries(WAYS).flatMap(([outcome, way], at) => {
    if (but.some((one) => one === outcome)) return [];
    const number = iccid(serial + at);
    const card = { message: message('one-account'), ...way.card, iccid: number, mode, protocol };
    return [
      {
        file: `${folder}/${outcome}`,
        about: way.about,
        cards: [card],
        ...(way.config !== undefined && { config: way.config(number) }),
        ...(way.tearAt !== undefined && { tearAt: way.tearAt }),
        ...(way.edit !== undefined && { edit: way.edit }),
      },
    ];
  });
}

/** What the cards that have a story of their own leave out. */
export const OUTCOME_CASES: readonly TraceCase[] = [
  ...everyOutcome('2g', '2g', 'T=0', 100, [
    ...(['applied', 'no-application', 'no-bootstrap', 'empty'] as const),
    ...(['pin-required', 'pin-rejected'] as const),
  ]),
  ...everyOutcome('2g-t1', '2g', 'T=1', 120),
  ...everyOutcome('3g-t1', '3g', 'T=1', 140),
];
