import assert from 'node:assert/strict';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import type { Guard, RuleCoding } from '../../lib/virtual-card/guard.js';
import type { CardImage, PinImage, RuleImage } from '../../lib/virtual-card/image.js';
import { cardOf, play, send } from './play.js';

const READ = '00B0000001';
const VERIFY_PIN = '002000010831323334FFFFFFFF';
const VERIFY_CHV2 = '002000810835363738FFFFFFFF';
const VERIFY_ADM = '0020000A083837363534333231';

const CODINGS: readonly RuleCoding[] = [
  'reference',
  'local-reference',
  'environments',
  'compact',
  'expanded',
];

/** What each guard answers to a READ at first, after the PIN, after CHV2 too, after the administrator's key too. */
const GUARDS: Readonly<Record<Guard, readonly [boolean, boolean, boolean, boolean]>> = {
  always: [true, true, true, true],
  pin: [false, true, true, true],
  chv2: [false, false, true, true],
  either: [false, true, true, true],
  both: [false, false, true, true],
  adm: [false, false, false, true],
  never: [false, false, false, false],
};

describe('the access rules of a virtual UICC', () => {
  for (const coding of CODINGS) {
    for (const [guard, expected] of Object.entries(GUARDS) as [Guard, readonly boolean[]][]) {
      const coarse = coding === 'compact' && !['always', 'pin', 'adm', 'never'].includes(guard);
      const steps = coarse ? [false, false, false, true] : expected;
      it(`${guard} as ${coding}`, () => {
        const card = cardOf({ pin: { enabled: true }, rules: coding, read: { message: guard } });
        send(card, '00A4080C047F506421');
        const readable = ['', VERIFY_PIN, VERIFY_CHV2, VERIFY_ADM].map((verify) => {
          if (verify !== '') play(card, [[verify, '9000']]);
          return send(card, READ) === '029000';
        });
        assert.deepEqual(readable, steps);
      });
    }
  }

  it('a pair for each environment: a disabled PIN makes 00 count', () => {
    const card = cardOf({ rules: 'environments', read: { message: 'never' } });
    play(card, [
      ['00A4080C047F506421', '9000'],
      [READ, '029000'],
    ]);
  });

  it('the PIN that guards may be a local one', () => {
    const pin = { key: 0x81, value: '4711', enabled: true };
    const card = cardOf({ pin, read: { message: 'pin' } });
    play(card, [
      ['00A4080C047F506421', '9000'],
      [READ, '6982'],
      ['002000810834373131FFFFFFFF', '9000'],
      [READ, '029000'],
    ]);
  });

  it('a disabled PIN opens what it guards', () => {
    const card = cardOf({ read: { message: 'pin' } });
    play(card, [
      ['00A4080C047F506421', '9000'],
      [READ, '029000'],
    ]);
  });

  it('the universal PIN stands in for a disabled application PIN where it replaces it', () => {
    const card = ruled({ expanded: '800101A406830101950108' }, [
      { key: 0x01, value: '1234', enabled: false },
      { key: 0x11, value: '5678', replacesApplicationPin: true },
    ]);
    play(card, [
      ['00A4000C026F01', '9000'],
      [READ, '6982'],
      ['002000110835363738FFFFFFFF', '9000'],
      [READ, 'AA9000'],
    ]);
  });

  const REFUSED: Readonly<Record<string, RuleImage>> = {
    'a rule that does not name READ': { expanded: '80011A9000' },
    'an access mode without a condition': { expanded: '800101' },
    'a rule for no mode': { expanded: '8001009000' },
    'a length beyond the end': { expanded: '800101A40683' },
    'a condition that is not known': { expanded: '8001019E0100' },
    'a negation of always': { expanded: '800101A7029000' },
    'a key that is not there': { expanded: '800101A406830105950108' },
    'a reference to an EF ARR that is not there': { reference: '6F0601' },
    'a reference to a record that is not there': { reference: '2F0609' },
    'pairs without the environment': { reference: '2F060501' },
    'a compact rule without READ': { compact: '0200' },
    'a compact rule that ends too soon': { compact: '03FF' },
    'a compact rule that asks for secure messaging': { compact: '0141' },
  };
  for (const [what, rule] of Object.entries(REFUSED)) {
    it(`${what} is never met`, () => {
      play(ruled(rule), [
        ['00A4000C026F01', '9000'],
        [READ, '6982'],
      ]);
    });
  }

  const ALLOWED: Readonly<Record<string, RuleImage>> = {
    'a rule where an empty mode comes first': { expanded: '80010097008001019000' },
    'a negation of never': { expanded: '800101A7029700' },
    'an alternative of always and never': { expanded: '800101A00497009000FF' },
    'a compact rule with other modes before READ': { compact: '4BFFFFFF00' },
  };
  for (const [what, rule] of Object.entries(ALLOWED)) {
    it(`${what} is met`, () => {
      play(ruled(rule), [
        ['00A4000C026F01', '9000'],
        [READ, 'AA9000'],
      ]);
    });
  }
});

/** A card with one file under a rule. */
function ruled(rule: RuleImage, pins: readonly PinImage[] = []): VirtualCard {
  const image: CardImage = {
    atr: '3B00',
    mode: '3g',
    protocol: 'T=1',
    pins,
    mf: {
      kind: 'df',
      fid: '3F00',
      files: [{ kind: 'transparent', fid: '6F01', content: 'AA', rule }],
    },
  };
  return new VirtualCard(image);
}
