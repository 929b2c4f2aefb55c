import assert from 'node:assert/strict';
import type { BootstrapCard } from '../../lib/virtual-card/bootstrap-image.js';
import { cardOf, type Exchange, play, send } from './play.js';

const AID = 'A000000063504B43532D3135';
const USIM = 'A0000000871002FF49FF0589';
const PIN = '31323334FFFFFFFF';
const WRONG = '39393939FFFFFFFF';
const MF_FCP =
  '6229 82027821 83023F00 A509 800171 830400004000 8A0105 8B032F0601 C60C900160830101830181 83010A';
const MESSAGE_FCP = '6219 82024121 83026421 A503C00100 8A0105 8B032F0601 80020006';
/** On T=0, the message of the application on the basic channel. */
const TO_MESSAGE: readonly Exchange[] = [
  [`00A404040C${AID}`, '6139'],
  ['00A40004026421', '611B'],
];

type Vectors = Readonly<Record<string, { card?: BootstrapCard; exchanges: readonly Exchange[] }>>;

const T0: Vectors = {
  'SELECT announces the FCP, GET RESPONSE gives it': {
    exchanges: [
      ['00A40004023F00', '612B'],
      ['00C000002B', `${MF_FCP}9000`],
      [`00A404040C${AID}`, '6139'],
      [
        '00C0000039',
        `6237 82027821 83027F50 840C${AID} A5098001718304000040008A01058B032F0601C60C900160830101830181 83010A 9000`,
      ],
      ['00A40004026421', '611B'],
      ['00C000001B', `${MESSAGE_FCP}9000`],
    ],
  },
  'GET RESPONSE: in time, of the same class, of the right length': {
    exchanges: [
      ['00C000002B', '6985'],
      ['00A40004023F00', '612B'],
      ['01C000002B', '6881'],
      ['00C000002B', '6985'],
      ['00A40004023F00', '612B'],
      ['00C00000FF', '6C2B'],
      ['00C0000002', '62296129'],
      ['00C0000029', `${MF_FCP.slice(5)}9000`],
    ],
  },
  'SELECT without an answer, and by ways that are not there': {
    exchanges: [
      ['00A4000C023F00', '9000'],
      ['00A40004020001', '6A82'],
      ['00A40404050102030405', '6A82'],
      ['00A40504023F00', '6A86'],
      ['00A40008023F00', '6A86'],
      ['00A4000C033F0000', '6A87'],
      ['00A4000C', '6A87'],
    ],
  },
  'SELECT by path from the MF, from the current DF, and by 7FFF': {
    exchanges: [
      ['00A40804047FFF5031', '6A82'],
      ['00A4080C047F505031', '9000'],
      ['00B0000002', 'A8069000'],
      ['00A4080C047F506421', '9000'],
      ['00A4090C026420', '9000'],
      ['00B0000001', '309000'],
      ['00A4080C022F00', '9000'],
      ['00A4000C027FFF', '9000'],
      ['00A4080C047FFF6421', '9000'],
      ['00B0000006', '02A4016A002D9000'],
      ['00A4080C063F007F506421', '6A82'],
    ],
  },
  'SELECT by the beginning of an AID, first and next': {
    exchanges: [
      ['00A4040C05A000000087', '9000'],
      ['80F2000110', '6C0E'],
      ['80F200010E', `840C${USIM}9000`],
      ['00A4040C01A0', '9000'],
      ['00A4040E01A0', '9000'],
      ['80F200010E', `840C${AID}9000`],
      ['00A4040E01A0', '6A82'],
    ],
  },
  'SELECT: child and parent directories': {
    exchanges: [
      ['00A4010C027F50', '9000'],
      ['00A4010C026421', '6A82'],
      ['00A4030C', '9000'],
      ['00A4030C', '6A82'],
    ],
  },
  'STATUS gives the FCP of the current directory': {
    exchanges: [
      ['80F2000000', '6C2B'],
      ['80F200002B', `${MF_FCP}9000`],
      ['80F2000C00', '9000'],
      ['80F2000100', '6985'],
      ['00F2000000', '6E00'],
    ],
  },
  'READ BINARY, with offset and with short file identifier': {
    card: { message: Uint8Array.of(1, 2, 3, 4) },
    exchanges: [
      ['00B0820000', '6C0A'],
      ['00B082000A', '988812010000400310F09000'],
      // 6421 has no tag 88: its low five bits count.
      [`00A4040C0C${AID}`, '9000'],
      ['00B0810102', '02039000'],
      // It is current now.
      ['00B0000301', '049000'],
      ['00B0000401', '6B00'],
      ['00B0000004', '010203049000'],
      ['00B0000100', '6C03'],
      ['00B0850000', '6A82'],
      ['00B0A10000', '6A86'],
      ['00B2010400', '6981'],
    ],
  },
  'READ RECORD, with short file identifier and without': {
    exchanges: [
      ['00B2010400', '6986'],
      ['00B201F400', '6C26'],
      [
        '00B202F426',
        '61144F0CA000000063504B43532D313551043F007F50FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF9000',
      ],
      ['00B2020410', '6C26'],
      ['00B2040426', '6A83'],
      ['00B2000426', '6A83'],
      [
        '00B2000226',
        '61144F0CA0000000871002FF49FF058950045553494DFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF9000',
      ],
      ['00B0000001', '6981'],
      ['00B2010526', '6A86'],
    ],
  },
  'VERIFY asks without cost, counts down, and blocks': {
    card: { pin: { enabled: true } },
    exchanges: [
      ['0020000100', '63C3'],
      ['0020000200', '6A88'],
      ['0020010100', '6A86'],
      ['0020000108', '6700'],
      ['00200001083132', '6700'],
      ['002000010431323334', '6700'],
      [`0020000108${WRONG}`, '63C2'],
      [`0020000108${PIN}`, '9000'],
      ['0020000100', '63C3'],
      [`0020000108${WRONG}`, '63C2'],
      [`0020000108${WRONG}`, '63C1'],
      [`0020000108${WRONG}`, '63C0'],
      [`0020000108${PIN}`, '6983'],
      ['0020000100', '6983'],
    ],
  },
  'VERIFY of a disabled PIN costs nothing': {
    exchanges: [
      ['0020000100', '63C3'],
      [`0020000108${WRONG}`, '6984'],
      ['0020000100', '63C3'],
    ],
  },
  'a disabled PIN may say so when asked': {
    card: { quirks: { disabledPinQuery: '6984' } },
    exchanges: [['0020000100', '6984']],
  },
  'a PIN that was never initialised cannot be used': {
    card: { pin: { enabled: true, initialised: false } },
    exchanges: [
      ['0020000100', '6984'],
      [`0020000108${PIN}`, '6984'],
    ],
  },
  'a deactivated file is selected with a warning, and GET RESPONSE learns its length': {
    card: { lifeCycle: 'deactivated' },
    exchanges: [
      [`00A4040C0C${AID}`, '9000'],
      ['00A40004026421', '6283'],
      ['00C0000000', '6C1B'],
      ['00C000001B', `${MESSAGE_FCP.replace('8A0105', '8A0104')}9000`],
      ['00B0000006', '6985'],
      ['00A4000C026421', '6283'],
    ],
  },
  'a terminated file is selected with a warning': {
    card: { lifeCycle: 'terminated' },
    exchanges: [
      [`00A4040C0C${AID}`, '9000'],
      ['00A4000C026421', '6285'],
    ],
  },
  'logical channels are opened, kept apart and closed': {
    exchanges: [
      ['0070000000', '6C01'],
      ['0070000001', '019000'],
      ['0070000001', '029000'],
      ['0070000300', '9000'],
      ['0070000001', '6A81'],
      ['0070000300', '6A81'],
      ['0070000400', '6881'],
      [`01A404040C${AID}`, '6139'],
      ['02A40004026421', '6A82'],
      ['01A40004026421', '611B'],
      ['00C000001B', '6985'],
      ['01B0000006', '02A4016A002D9000'],
      ['00B0000006', '6986'],
      ['0070800200', '9000'],
      ['0070800200', '6881'],
      ['02B0000006', '6881'],
      ['0070800000', '6A86'],
      // A channel closes itself, and one opened from it starts where it stands.
      ['0170000200', '9000'],
      ['02A4000C026421', '9000'],
      ['0170800000', '9000'],
      ['0070000001', '019000'],
      ['01A4000C026421', '6A82'],
    ],
  },
  'channels 4 to 19 have classes of their own': {
    card: { quirks: { channels: 19 } },
    exchanges: [
      ['0070000400', '9000'],
      ['0070001300', '9000'],
      [`40A4040C0C${AID}`, '9000'],
      [`4FA4040C0C${USIM}`, '9000'],
      ['C0F200010E', `840C${AID}9000`],
      ['CFF200010E', `840C${USIM}9000`],
      ['41B0820000', '6881'],
    ],
  },
  'no channel to be had': {
    card: { quirks: { channels: 0 } },
    exchanges: [
      ['0070000001', '6A81'],
      ['0070000100', '6881'],
    ],
  },
  'classes that are refused': {
    exchanges: [
      ['A0A40000023F00', '6E00'],
      ['04A40004023F00', '6882'],
      ['60A40004023F00', '6882'],
      ['10A40004023F00', '6884'],
      ['50A40004023F00', '6884'],
      ['30A40004023F00', '6E00'],
      ['FFA40004023F00', '6E00'],
      ['00D6000001', '6D00'],
      ['80AA000000', '6D00'],
      ['00A4', '6700'],
      ['00A40004023F', '6700'],
      ['00A40004023F0000', '6700'],
    ],
  },
  'a READ of more than there is: as the card has it': {
    card: { quirks: { overLongLe: '6282' } },
    exchanges: [...TO_MESSAGE, ['00B0000000', '02A4016A002D6282']],
  },
  'a READ of more than there is, silently short': {
    card: { quirks: { overLongLe: 'short' } },
    exchanges: [...TO_MESSAGE, ['00B0000000', '02A4016A002D9000']],
  },
  'a READ with Le 256 refused, or empty': {
    card: { message: new Uint8Array(300), quirks: { maxLe: 255, emptyAboveLe: 254 } },
    exchanges: [
      ...TO_MESSAGE,
      ['00B0000000', '6700'],
      ['00B00000FF', '9000'],
      ['00B0000003', '0000009000'],
    ],
  },
  'a long answer in pieces': {
    card: { quirks: { sixOneAt: 4 } },
    exchanges: [
      ...TO_MESSAGE,
      ['00B0000006', '02A4016A6102'],
      ['00C0000002', '002D9000'],
      ['00B0000004', '02A4016A9000'],
    ],
  },
  'a proactive command that waits': {
    card: { quirks: { proactive: 0x10 } },
    exchanges: [...TO_MESSAGE, ['00B0000006', '02A4016A002D9110'], ['00B0000007', '6C06']],
  },
  'no short file identifiers, no silent SELECT': {
    card: { quirks: { noSfi: true, noSelectSilent: true } },
    exchanges: [
      ['00B0820000', '6A82'],
      ['00A4000C023F00', '6A86'],
      ['00A40004023F00', '612B'],
    ],
  },
};

const T1: Vectors = {
  'SELECT gives the FCP where Le asks for it': {
    exchanges: [
      ['00A40004023F0000', `${MF_FCP}9000`],
      ['00A40004023F00', '9000'],
      ['00A4000C023F00', '9000'],
      ['00A40004023F00FF', '6C2B'],
      ['00A40004023F0002', '62296129'],
      ['00C0000000', `${MF_FCP.slice(5)}9000`],
    ],
  },
  'READ with Le 00 gives what there is': {
    exchanges: [
      ['00B0820000', '988812010000400310F09000'],
      ['00B08200FF', '6C0A'],
      ['00B0820003', '9888129000'],
      ['00B08200', '6700'],
      [`00A4040C0C${AID}`, '9000'],
      ['00B0810000', '02A4016A002D9000'],
    ],
  },
  'VERIFY asks by the header alone; with Le it is another command': {
    card: { pin: { enabled: true } },
    exchanges: [
      ['00200001', '63C3'],
      ['0020000100', '6700'],
      [`0020000108${PIN}00`, '6700'],
      [`0020000108${PIN}`, '9000'],
    ],
  },
  'MANAGE CHANNEL': {
    exchanges: [
      ['0070000001', '019000'],
      ['0070000000', '029000'],
      ['00700000', '6700'],
      ['00708001', '9000'],
    ],
  },
  'a deactivated file comes with its FCP': {
    card: { lifeCycle: 'deactivated' },
    exchanges: [
      [`00A4040C0C${AID}`, '9000'],
      ['00A4000402642100', `${MESSAGE_FCP.replace('8A0105', '8A0104')}6283`],
    ],
  },
  'extended lengths are not known': {
    exchanges: [
      ['00B08200000000', '6700'],
      ['00A400040000023F00', '6700'],
    ],
  },
};

describe('a virtual UICC', () => {
  for (const [protocol, vectors] of [
    ['T=0', T0],
    ['T=1', T1],
  ] as const) {
    for (const [name, { card, exchanges }] of Object.entries(vectors)) {
      it(`${protocol}: ${name}`, () => play(cardOf({ protocol, ...card }), exchanges));
    }
  }

  it('verifies a PIN for all channels, until it is reset', () => {
    const card = cardOf({ pin: { enabled: true }, read: { message: 'pin' } });
    play(card, [...TO_MESSAGE, ['00B0000006', '6982'], ['0070000001', '019000']]);
    play(card, [
      [`0120000108${PIN}`, '9000'],
      ['00B0000006', '02A4016A002D9000'],
    ]);
    card.reset();
    play(card, [...TO_MESSAGE, ['00B0000006', '6982'], ['01B0000006', '6881']]);
    assert.equal(card.verifyAttempts, 1);
  });

  it('shows the state of its keys in the PIN status template', () => {
    const universal = { key: 0x11, enabled: true, replacesApplicationPin: true } as const;
    const card = cardOf({ pin: universal, protocol: 'T=1' });
    assert.match(send(card, '00A40004023F0000'), /C60F9001E095010883011183018183010A9000$/);
  });

  it('answers as told at the commands that the image names, and is mute until a reset', () => {
    const at = { 2: { sw: '6F00' }, 3: { mute: true } };
    const card = cardOf({ protocol: 'T=1', quirks: { at, delayMs: 5 } });
    play(card, [
      ['00B0820001', '989000'],
      ['00B0820001', '6F00'],
      ['00B0820001', ''],
      ['00B0820001', ''],
    ]);
    assert.deepEqual(card.answer(Uint8Array.of(0, 0xb0, 0x82, 0, 1)), { bytes: null, delayMs: 5 });
    card.reset();
    play(card, [['00B0820001', '989000']]);
    assert.equal(card.transmits, 6);
  });
});
