import type { CardImage } from '../../lib/virtual-card/image.js';
import { OUTCOME_CASES } from './outcomes.js';
import {
  againAfter,
  againBefore,
  errorAt,
  iccid,
  message,
  PIN_CONFIG,
  type TraceCase,
} from './parts.js';
import { timed } from './timed.js';

const ONE = message('one-account');
const BIG = message('big-2700');

const guarded = { pin: { enabled: true }, read: { message: 'pin' } } as const;

const CONNECTIVITY = { document: message('provisioning/connections'), label: 'CP bootstrap' };
const ACCOUNT = {
  document: message('provisioning/account'),
  oid: '2.23.43.3.2',
  label: 'CP config',
};

/** An R-UIM: a SIM whose subscription directory is DF CDMA (treated as a SIM, Appendix D). */
const ruim = (image: CardImage): CardImage => ({
  ...image,
  mf: {
    ...image.mf,
    files: image.mf.files.map((file) =>
      file.kind === 'df' && file.fid === '7F20' ? { ...file, fid: '7F25' } : file,
    ),
  },
});

export const CASES: readonly TraceCase[] = [
  {
    file: '3g/public',
    about: 'a UICC with a message that anyone may read',
    cards: [{ message: ONE, iccid: iccid(1) }],
  },
  { file: '3g/reader-empty', about: 'the reader of 3g/public without a card', cards: [] },
  {
    file: '3g/public-2700',
    about: '2.7 KB over T=0, one record before the PKCS#15 one in EF DIR',
    cards: [{ message: BIG, iccid: iccid(2) }],
  },
  {
    file: '3g/public-t1',
    about: 'the same over T=1',
    cards: [{ message: BIG, iccid: iccid(3), protocol: 'T=1' }],
  },
  {
    file: '3g/taken-out',
    about: 'read, applied, and taken out of the reader',
    cards: [{ message: ONE, iccid: iccid(4) }],
    takenOut: true,
  },
  {
    file: '3g/swapped',
    about: 'one card, then another one of the same server in the same reader',
    cards: [
      { message: ONE, iccid: iccid(5) },
      { message: message('same-server'), iccid: iccid(6), entry: 'oid' },
    ],
  },
  {
    file: '3g/nine-accounts',
    about: 'nine accounts in one message, the entry an oidDO with the OID wrapped twice',
    cards: [{ message: message('nine-accounts'), iccid: iccid(7), entry: 'aliased' }],
  },
  {
    file: '3g/decoys',
    about:
      'the bootstrap entry behind two other DODFs and another entry, padding 00, a file much longer than its message',
    cards: [
      {
        message: ONE,
        iccid: iccid(8),
        decoyDodfs: 2,
        decoyEntries: 1,
        padding: '00',
        fileSize: 4096,
      },
    ],
  },
  {
    file: '3g/long-way',
    about: 'no short file identifiers, no silent SELECT, Le 256 refused',
    cards: [
      { message: ONE, iccid: iccid(9), quirks: { noSfi: true, noSelectSilent: true, maxLe: 255 } },
    ],
  },
  {
    file: '3g/pin',
    about: 'the message guarded by the application PIN, which is configured',
    config: PIN_CONFIG,
    cards: [{ message: ONE, iccid: iccid(10), ...guarded }],
  },
  {
    file: '3g/pin-of-dodf',
    about: 'the DODF guarded by the PIN, private entry',
    config: PIN_CONFIG,
    cards: [
      {
        message: ONE,
        iccid: iccid(11),
        pin: { enabled: true },
        read: { dodf: 'pin', message: 'pin' },
        flags: { private: true },
      },
    ],
  },
  {
    file: '3g/pin-disabled',
    about: 'the rule asks for the PIN, but the PIN is disabled',
    cards: [{ message: ONE, iccid: iccid(12), pin: { enabled: false }, read: { message: 'pin' } }],
  },
  {
    file: '3g/pin-required',
    about: 'the message guarded by a PIN, none configured',
    cards: [{ message: ONE, iccid: iccid(13), ...guarded }],
  },
  {
    file: '3g/pin-rejected',
    about: 'the configured PIN is wrong',
    config: PIN_CONFIG,
    cards: [
      {
        message: ONE,
        iccid: iccid(14),
        pin: { enabled: true, value: '4321' },
        read: { message: 'pin' },
      },
    ],
  },
  {
    file: '3g/pin-one-try-left',
    about: 'one try left, which is never used',
    config: PIN_CONFIG,
    cards: [
      { message: ONE, iccid: iccid(15), pin: { enabled: true, left: 1 }, read: { message: 'pin' } },
    ],
  },
  {
    file: '3g/pin-blocked',
    about: 'the PIN is blocked',
    config: PIN_CONFIG,
    cards: [
      { message: ONE, iccid: iccid(16), pin: { enabled: true, left: 0 }, read: { message: 'pin' } },
    ],
  },
  {
    file: '3g/adm-only',
    about: 'the message can be read with an administrator key only',
    config: PIN_CONFIG,
    cards: [{ message: ONE, iccid: iccid(17), pin: { enabled: true }, read: { message: 'adm' } }],
  },
  {
    file: '3g/no-application',
    about: 'EF DIR names no PKCS#15 application',
    cards: [{ message: ONE, iccid: iccid(18), absent: 'record' }],
  },
  {
    file: '3g/no-bootstrap',
    about: 'no DODF entry with the bootstrap OID',
    cards: [{ message: ONE, iccid: iccid(19), absent: 'entry', decoyEntries: 2 }],
  },
  {
    file: '3g/empty',
    about: 'EF DM_Bootstrap as the issuer initialised it',
    cards: [{ message: ONE, iccid: iccid(20), blank: true }],
  },
  {
    file: '3g/malformed',
    about: 'EF DM_Bootstrap ends in the midst of its message',
    cards: [{ message: ONE.subarray(0, 200), iccid: iccid(21) }],
  },
  {
    file: '3g/rejected',
    about: 'SyncHdr/Source is no address of an account in the message',
    cards: [{ message: message('wrong-source'), iccid: iccid(22) }],
  },
  {
    file: '3g/denied',
    about: 'a rule of the configuration denies this card',
    config: `[smartcard]\ndeny = ["iccid:${iccid(23)}"]\n`,
    cards: [{ message: ONE, iccid: iccid(23) }],
  },
  {
    file: '3g/torn-out',
    about: 'taken out in the midst of the walk',
    cards: [{ message: ONE, iccid: iccid(24) }],
    tearAt: 8,
  },
  {
    file: '3g/mute',
    about: 'the card stops answering',
    cards: [{ message: ONE, iccid: iccid(25) }],
    edit: errorAt(7, '0x80100066'),
  },
  {
    file: '3g/reset-by-another',
    about: 'another program resets the card; the walk begins anew',
    cards: [{ message: ONE, iccid: iccid(26) }],
    edit: (trace) =>
      `${errorAt(6, '0x80100068')(trace)}${trace.slice(trace.indexOf('connect T=0'))}`,
  },
  {
    file: '3g/read-twice',
    about: 'the same card visited twice: its message is in force already',
    cards: [{ message: ONE, iccid: iccid(28) }],
    edit: againAfter,
  },
  {
    file: '3g/card-error',
    about: 'a status word that nobody expects',
    cards: [
      { message: ONE, iccid: iccid(27), quirks: { at: { 9: { sw: '6F42' }, 10: { sw: '6F42' } } } },
    ],
  },
  {
    file: '3g/no-iccid',
    about: 'a card without EF ICCID is known by a digest',
    cards: [{ message: ONE, iccid: null }],
  },
  {
    file: '3g/cp-beside-message',
    about: 'a CP document beside the message, in a DODF of its own',
    cards: [
      {
        message: ONE,
        iccid: iccid(30),
        provisioning: [CONNECTIVITY],
        provisioningDodf: 'always',
      },
    ],
  },
  {
    file: '3g/cp-private',
    about:
      'two CP documents beside a message that anyone may read: one is private, and the PIN is configured',
    config: PIN_CONFIG,
    cards: [
      {
        message: ONE,
        iccid: iccid(31),
        pin: { enabled: true },
        provisioning: [ACCOUNT, { ...CONNECTIVITY, flags: { private: true }, read: 'pin' }],
      },
    ],
  },
  {
    file: '3g/cp-pin-required',
    about: 'a CP document guarded by a PIN, none configured: the message is applied without it',
    cards: [
      {
        message: ONE,
        iccid: iccid(32),
        pin: { enabled: true },
        provisioning: [{ ...CONNECTIVITY, read: 'pin' }],
      },
    ],
  },
  {
    file: '3g/cp-malformed',
    about: 'a CP document that ends too early, beside the message',
    cards: [
      {
        message: ONE,
        iccid: iccid(33),
        provisioning: [{ ...CONNECTIVITY, document: CONNECTIVITY.document.subarray(0, 40) }],
      },
    ],
  },
  {
    file: '3g/timed',
    about: 'a card that is visited twice, and another one after it, with the times of it all',
    cards: [
      { message: ONE, iccid: iccid(34) },
      { message: message('same-server'), iccid: iccid(35) },
    ],
    takenOut: true,
    edit: (trace) =>
      timed(againBefore(trace), { removal: 310_000, insertion: 420_000, visit: 250_000 }),
  },
  {
    file: '2g/public',
    about: 'a SIM with a message that anyone may read',
    cards: [{ mode: '2g', message: ONE, iccid: iccid(40) }],
  },
  {
    file: '2g/public-2700',
    about: '2.7 KB, one record before the PKCS#15 one in EF DIR',
    cards: [{ mode: '2g', message: BIG, iccid: iccid(41) }],
  },
  {
    file: '2g/uicc-in-2g',
    about: 'a UICC that the configuration says to use in 2G mode',
    config: '[smartcard]\nmode = "2g"\n',
    cards: [{ message: ONE, iccid: iccid(42), serves2g: true }],
  },
  {
    file: '2g/pin',
    about: 'a private entry: CHV1 is verified',
    config: PIN_CONFIG,
    cards: [
      {
        mode: '2g',
        message: ONE,
        iccid: iccid(43),
        pin: { enabled: true },
        flags: { private: true },
        read: { message: 'pin' },
      },
    ],
  },
  {
    file: '2g/pin-required',
    about: 'CHV1 is asked for, none configured',
    cards: [{ mode: '2g', message: ONE, iccid: iccid(44), ...guarded }],
  },
  {
    file: '2g/pin-rejected',
    about: 'the configured CHV1 is wrong',
    config: PIN_CONFIG,
    cards: [
      {
        mode: '2g',
        message: ONE,
        iccid: iccid(45),
        pin: { enabled: true, value: '4321' },
        read: { message: 'pin' },
      },
    ],
  },
  {
    file: '2g/pin-blocked',
    about: 'CHV1 is blocked',
    config: PIN_CONFIG,
    cards: [
      {
        mode: '2g',
        message: ONE,
        iccid: iccid(46),
        pin: { enabled: true, left: 0 },
        read: { message: 'pin' },
      },
    ],
  },
  {
    file: '2g/no-path',
    about: 'the PKCS#15 record has no path, so a SIM cannot be led there',
    cards: [{ mode: '2g', message: ONE, iccid: iccid(47), absent: 'path' }],
  },
  {
    file: '2g/no-dir',
    about: 'no EF DIR',
    cards: [{ mode: '2g', message: ONE, iccid: iccid(48), absent: 'dir' }],
  },
  {
    file: '2g/no-bootstrap',
    about: 'the file that the entry names is not there',
    cards: [{ mode: '2g', message: ONE, iccid: iccid(49), absent: 'message' }],
  },
  {
    file: '2g/empty',
    about: 'EF DM_Bootstrap as the issuer initialised it',
    cards: [{ mode: '2g', message: ONE, iccid: iccid(50), blank: true }],
  },
  {
    file: '2g/cp-alone',
    about: 'two CP documents and no message',
    cards: [
      {
        mode: '2g',
        absent: 'entry',
        iccid: iccid(51),
        provisioning: [CONNECTIVITY, ACCOUNT],
      },
    ],
  },
  {
    file: 'ruim/public',
    about: 'an R-UIM, treated as a SIM (Appendix D)',
    cards: [{ mode: '2g', message: ONE, iccid: iccid(60), imsi: null }],
    change: ruim,
  },
  ...OUTCOME_CASES,
];
