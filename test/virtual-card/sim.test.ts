import assert from 'node:assert/strict';
import type { BootstrapCard } from '../../lib/virtual-card/bootstrap-image.js';
import { cardOf, type Exchange, play, send } from './play.js';

const PIN = '31323334FFFFFFFF';
const WRONG = '39393939FFFFFFFF';
const TO_MESSAGE: readonly Exchange[] = [
  ['A0A40000023F00', '9F17'],
  ['A0A40000027F50', '9F17'],
  ['A0A40000026421', '9F0F'],
];

const VECTORS: Readonly<Record<string, { card?: BootstrapCard; exchanges: readonly Exchange[] }>> =
  {
    'SELECT announces its answer, GET RESPONSE gives it': {
      exchanges: [
        ['A0A40000023F00', '9F17'],
        // CHV1 is disabled: b8 of byte 14 is set.
        ['A0C0000017', '000000003F00010000000000 0A 93 03030600 838A838A 00 9000'],
        ['A0A40000022F00', '9F0F'],
        ['A0C000000F', '0000 0072 2F00 04 00 04F044 01 02 01 26 9000'],
        ['A0A40000022FE2', '9F0F'],
        ['A0C000000F', '0000 000A 2FE2 04 00 04F044 01 02 00 00 9000'],
      ],
    },
    'an enabled CHV1 shows as b8 = 0 with the tries left': {
      card: { pin: { enabled: true, left: 2 } },
      exchanges: [
        ['A0A40000023F00', '9F17'],
        ['A0C0000017', '000000003F00010000000000 0A 13 03030600 828A838A 00 9000'],
        ['A0F2000016', '000000003F00010000000000 0A 13 03030600 828A838A 9000'],
      ],
    },
    'a CHV1 that was never initialised has b8 = 0 in its status': {
      card: { pin: { enabled: true, initialised: false } },
      exchanges: [
        ['A0F2000017', '000000003F00010000000000 0A 13 03030600 030A838A 00 9000'],
        [`A020000108${PIN}`, '9802'],
      ],
    },
    'GET RESPONSE must be the next command, and ask for no more than was announced': {
      exchanges: [
        ['A0C0000017', '6F00'],
        ['A0A40000023F00', '9F17'],
        ['A0F2000001', '009000'],
        ['A0C0000017', '6F00'],
        ['A0A40000022FE2', '9F0F'],
        ['A0C0000010', '670F'],
      ],
    },
    'only MF, itself, parent, children and siblings can be reached': {
      exchanges: [
        ['A0A40000026421', '9404'],
        ['A0A40000027F50', '9F17'],
        ['A0A40000022F00', '9404'],
        ['A0A40000027F50', '9F17'],
        ['A0A40000027F20', '9F17'],
        ['A0A40000026F07', '9F0F'],
        ['A0A40000026421', '9404'],
        // Not found: the EF stays current.
        ['A0B0000001', '089000'],
        ['A0A40000023F00', '9F17'],
        ['A0A40000022F00', '9F0F'],
      ],
    },
    'READ BINARY goes by P3 and the size': {
      card: { message: Uint8Array.of(1, 2, 3, 4) },
      exchanges: [
        ['A0B0000004', '9400'],
        ...TO_MESSAGE,
        ['A0B0000004', '010203049000'],
        ['A0B0000202', '03049000'],
        ['A0B0000203', '6702'],
        ['A0B0000000', '6704'],
        ['A0B0000401', '9402'],
        ['A0B2010404', '9408'],
      ],
    },
    'READ RECORD goes by number, next, previous and current': {
      exchanges: [
        ['A0A40000022F00', '9F0F'],
        ['A0B000000A', '9408'],
        ['A0B2010427', '6726'],
        ['A0B2010400', '6726'],
        ['A0B2000426', '9402'],
        ['A0B2040426', '9402'],
        ['A0B2010526', '6B00'],
        [
          'A0B2020426',
          '61144F0CA000000063504B43532D313551043F007F50FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF9000',
        ],
        [
          'A0B2000226',
          '61154F08A000000009000100500347534D51043F007F20FFFFFFFFFFFFFFFFFFFFFFFFFFFFFF9000',
        ],
      ],
    },
    'an EF behind CHV1 is read once that is verified, and no more after a reset': {
      card: { pin: { enabled: true }, read: { message: 'pin' }, message: Uint8Array.of(7) },
      exchanges: [
        ...TO_MESSAGE,
        ['A0C000000F', '0000 0001 6421 04 00 14F044 01 02 00 00 9000'],
        ['A0B0000001', '9804'],
        [`A020000108${PIN}`, '9000'],
        ['A0B0000001', '079000'],
      ],
    },
    'an EF behind a disabled CHV1 is free; behind CHV2, an administrator or nobody it is not': {
      card: { read: { odf: 'chv2', dodf: 'adm', message: 'never' }, pin: { enabled: false } },
      exchanges: [
        ['A0A40000027F20', '9F17'],
        ['A0A40000026F07', '9F0F'],
        ['A0B0000001', '089000'],
        ['A0A40000027F50', '9F17'],
        ['A0A40000025031', '9F0F'],
        ['A0B0000001', '9804'],
        ['A0A40000026420', '9F0F'],
        ['A0B0000001', '9804'],
        ['A0A40000026421', '9F0F'],
        ['A0B0000001', '9804'],
        ['A02000020835363738FFFFFFFF', '9000'],
        ['A0A40000025031', '9F0F'],
        ['A0B0000001', 'A89000'],
      ],
    },
    'VERIFY CHV counts down, blocks, and says nothing for an empty query': {
      card: { pin: { enabled: true } },
      exchanges: [
        ['A020000100', '6708'],
        ['A0200001', '6708'],
        ['A02000010431323334', '6708'],
        [`A020000308${PIN}`, '6B00'],
        [`A020000108${WRONG}`, '9804'],
        [`A020000108${WRONG}`, '9804'],
        [`A020000108${WRONG}`, '9840'],
        [`A020000108${PIN}`, '9840'],
        ['A0F2000017', '000000003F00010000000000 0A 13 03030600 808A838A 00 9000'],
      ],
    },
    'VERIFY of a disabled CHV1 is a contradiction and costs nothing': {
      exchanges: [[`A020000108${WRONG}`, '9808']],
    },
    'an invalidated EF is selected, shows it, and cannot be read': {
      card: { lifeCycle: 'deactivated' },
      exchanges: [
        ...TO_MESSAGE,
        ['A0C000000F', '0000 0006 6421 04 00 04F044 00 02 00 00 9000'],
        ['A0B0000001', '9810'],
      ],
    },
    'a terminated EF is not there': {
      card: { lifeCycle: 'terminated' },
      exchanges: [...TO_MESSAGE.slice(0, 2), ['A0A40000026421', '9404']],
    },
    'another class, an unknown command, a length that lies': {
      exchanges: [
        ['00A40004023F00', '6E00'],
        ['A0A40000023F00', '9F17'],
        ['00A40004023F00', '6E00'],
        ['A0D6000001', '6D00'],
        ['A0A40000033F00', '6700'],
        ['A0A40000013F', '6702'],
        ['A0A40004023F00', '6B00'],
      ],
    },
    'reads past the greatest Le are refused, or empty': {
      card: { message: new Uint8Array(300), quirks: { maxLe: 255, emptyAboveLe: 200 } },
      exchanges: [
        ...TO_MESSAGE,
        ['A0B0000000', '6700'],
        ['A0B00000FF', '9000'],
        ['A0B0000002', '00009000'],
      ],
    },
  };

describe('a virtual SIM', () => {
  for (const [name, { card, exchanges }] of Object.entries(VECTORS)) {
    it(name, () => play(cardOf({ mode: '2g', ...card }), exchanges));
  }

  it('forgets selections and verified PINs at a reset, but not the tries', () => {
    const card = cardOf({ mode: '2g', pin: { enabled: true }, read: { message: 'pin' } });
    play(card, [...TO_MESSAGE, [`A020000108${WRONG}`, '9804'], ['A0B0000001', '9804']]);
    card.reset();
    play(card, [['A0B0000001', '9400']]);
    assert.equal(card.pins.get(1)?.left, 2);
    play(card, [...TO_MESSAGE, [`A020000108${PIN}`, '9000'], ['A0B0000001', '029000']]);
    assert.equal(card.pins.get(1)?.left, 3);
    card.reset();
    play(card, [...TO_MESSAGE, ['A0B0000001', '9804']]);
    assert.equal(card.verifyAttempts, 2);
    assert.equal(card.pins.get(1)?.wrong, 1);
    assert.equal(card.resets, 2);
  });

  it('is what a UICC is when its first command has class A0, until it is reset', () => {
    const card = cardOf({ mode: '3g', serves2g: true });
    play(card, [
      ['A0A40000023F00', '9F17'],
      ['00A40004023F00', '6E00'],
      ['A0A40000027F50', '9F17'],
    ]);
    card.reset();
    assert.match(send(card, '00A40004023F00'), /^61/);
    assert.equal(send(card, 'A0A40000023F00'), '6E00');
  });

  it('refuses a foreign class with the status word of the image', () => {
    const card = cardOf({ mode: '2g', quirks: { foreignClass: '6D00' } });
    assert.equal(send(card, '00A40004023F00'), '6D00');
    assert.equal(send(cardOf({ mode: '3g' }), 'A0A40000023F00'), '6E00');
  });
});
