import { concat, fromHex, toHex } from '../bytes.js';
import type { BootstrapCard, Padding } from './bootstrap-card.js';
import {
  aodf,
  bootstrapEntry,
  decoyEntry,
  imsi,
  odf,
  type PathValue,
  PKCS15_AID,
  swappedBcd,
  template,
  tokenInfo,
  type UrlValue,
} from './bootstrap-files.js';
import { arrFile, chvOf, type Guard, ruleOf } from './guard.js';
import type {
  CardImage,
  DirectoryImage,
  FileImage,
  LinearFixedImage,
  PinImage,
  TransparentImage,
} from './image.js';
import { type MakeFile, provisioningEntries, provisioningFiles } from './provisioning-files.js';

export type { BootstrapCard, ProvisioningObject } from './bootstrap-card.js';

const PKCS15_DF = '7F50';
const GSM_AID = 'A000000009000100';
const USIM_AID = 'A0000000871002FF49FF0589';
/** WBXML 1.2 of SyncML 1.2 in UTF-8: the element SyncML without content. */
const EMPTY_SYNCML = fromHex('02A4016A002D');
const DIR_RECORD_LENGTH = 38;
const ATR = {
  '2g': '3B3F94008069AF0307066800000A0E833E9F16',
  'T=0': '3B9F96801FC78031A073BE21136743200718000001A5',
  'T=1': '3B9F95811FC78031E073FE211367932103010000016B',
} as const;

/** The image of such a card. */
export function bootstrapImage(card: BootstrapCard = {}): CardImage {
  const mode = card.mode ?? '3g';
  const protocol = card.protocol ?? 'T=0';
  const pins = pinsOf(card);
  const key = pins[0]?.key ?? 0x01;
  return {
    atr: card.atr ?? ATR[mode === '2g' ? '2g' : protocol],
    mode,
    serves2g: card.serves2g ?? false,
    protocol,
    pins,
    quirks: card.quirks ?? {},
    mf: {
      kind: 'df',
      fid: '3F00',
      rule: { reference: '2F0601' },
      files: [
        ...(card.absent === 'dir' ? [] : [dirFile(card, mode)]),
        ...iccidFile(card),
        arrFile('2F06', key),
        ...telecomFiles(card, mode),
        ...(card.absent === 'application' ? [] : [application(card, mode, key)]),
      ],
    },
  };
}

/** The application PIN as asked for, CHV2 and an administrator's key. */
function pinsOf({ pin = {} }: BootstrapCard): PinImage[] {
  const asked: PinImage = { key: 0x01, value: '1234', enabled: false, ...pin };
  const others: PinImage[] = [
    { key: 0x81, value: '5678' },
    { key: 0x0a, value: '87654321', tries: 10 },
  ];
  return [asked, ...others.filter(({ key }) => key !== asked.key)];
}

function dirFile(card: BootstrapCard, mode: '2g' | '3g'): FileImage {
  const records = card.raw?.dir ?? dirRecords(card, mode);
  const common = { fid: '2F00', sfi: 0x1e, rule: { reference: '2F0601' } };
  if (card.dir === 'transparent') {
    return { kind: 'transparent', ...common, content: toHex(padded(concat(...records), 96, 'FF')) };
  }
  return {
    kind: 'linear-fixed',
    ...common,
    recordLength: DIR_RECORD_LENGTH,
    records: records.map((record) => {
      const padding = record.length === 0 ? 'FF' : (card.padding ?? 'FF');
      return toHex(padded(record, DIR_RECORD_LENGTH, padding));
    }),
  };
}

/** Another application, perhaps an unused record, PKCS#15, an unused record. */
function dirRecords(card: BootstrapCard, mode: '2g' | '3g'): Uint8Array[] {
  const unused = new Uint8Array(0);
  const other =
    mode === '2g' ? template(GSM_AID, 'GSM', '3F007F20') : template(USIM_AID, 'USIM', null);
  const path = card.absent === 'path' ? null : `3F00${PKCS15_DF}`;
  return [
    other,
    ...(card.dirGap ? [unused] : []),
    ...(card.absent === 'record' ? [] : [template(PKCS15_AID, '', path)]),
    unused,
  ];
}

function iccidFile(card: BootstrapCard): TransparentImage[] {
  if (card.iccid === null) return [];
  const content = swappedBcd(card.iccid ?? '8988211000000430010').padEnd(20, 'F');
  return [{ kind: 'transparent', fid: '2FE2', sfi: 2, content, rule: { reference: '2F0601' } }];
}

/** DF GSM, or ADF USIM, or both, with EF IMSI; an empty DF TELECOM. */
function telecomFiles(card: BootstrapCard, mode: '2g' | '3g'): DirectoryImage[] {
  const rule = { reference: '2F0602' };
  const files: TransparentImage[] =
    card.imsi === null
      ? []
      : [
          {
            kind: 'transparent',
            fid: '6F07',
            sfi: 7,
            content: imsi(card.imsi ?? '001010123456789'),
            chv: chvOf('pin'),
            rule,
          },
        ];
  return [
    { kind: 'df', fid: '7F10', files: [], rule: { reference: '2F0601' } },
    { kind: 'df', fid: '7F20', files, rule: { reference: '2F0601' } },
    ...(mode === '3g'
      ? [{ kind: 'df', aid: USIM_AID, files, rule: { reference: '2F0601' } } as const]
      : []),
  ];
}

function application(card: BootstrapCard, mode: '2g' | '3g', key: number): DirectoryImage {
  const coding = card.rules ?? 'reference';
  const padding = card.padding ?? 'FF';
  const ef = (fid: string, content: Uint8Array, size: number, guard: Guard = 'always') =>
    ({
      kind: 'transparent',
      fid,
      content: toHex(padded(content, size, padding)),
      chv: chvOf(guard),
      rule: ruleOf(guard, coding, key),
    }) satisfies TransparentImage;

  const decoys = Array.from({ length: card.decoyDodfs ?? 0 }, (_, at) =>
    ef((0x6430 + at).toString(16), decoyEntry(card.entry ?? 'opaque', at), 0x40, card.decoyRead),
  );
  const dodfs = decoys.map(({ fid }) => fid);
  if (card.absent !== 'dodf-pointer') dodfs.push('6420');
  if (card.provisioningDodf !== undefined) dodfs.push(PROVISIONING_DODF);
  const arr: LinearFixedImage[] = coding === 'local-reference' ? [arrFile('6F06', key)] : [];
  return {
    kind: 'df',
    fid: PKCS15_DF,
    ...(mode === '3g' ? { aid: PKCS15_AID } : {}),
    rule: { reference: '2F0601' },
    files: [
      ...arr,
      ef('5032', tokenInfo('0001', 'dmbootd'), 0x30),
      // 4401 and 6421 have the same low five bits.
      { ...ef('4401', aodf(key), 0x40), sfi: 'none' },
      ...(card.absent === 'odf'
        ? []
        : [
            ef(
              '5031',
              card.raw?.odf ?? odf('4401', dodfs, card.odfWrapped ?? false),
              0x40,
              card.read?.odf,
            ),
          ]),
      ...decoys,
      ...(card.absent === 'dodf' ? [] : [ef('6420', dodf(card), 0x80, card.read?.dodf)]),
      ...brokenFile(card),
      ...messageFile(card, ef),
      ...(card.provisioningDodf === undefined
        ? []
        : [ef(PROVISIONING_DODF, provisioningEntries(card), 0x40, card.provisioningDodf)]),
      ...provisioningFiles(card, ef),
    ],
  };
}

function dodf(card: BootstrapCard): Uint8Array {
  if (card.raw?.dodf !== undefined) return card.raw.dodf;
  const shape = card.entry ?? 'opaque';
  const label = card.label ?? 'OMA-DM';
  const flags = card.flags ?? {};
  const entries = Array.from({ length: card.decoyEntries ?? 0 }, (_, at) => decoyEntry(shape, at));
  if (card.brokenFirst !== undefined) {
    entries.push(bootstrapEntry(shape, 'Broken', flags, { path: BROKEN_FILE }));
  }
  if (card.absent !== 'entry') entries.push(bootstrapEntry(shape, label, flags, target(card)));
  if (card.provisioningDodf === undefined) entries.push(provisioningEntries(card));
  return concat(...entries);
}

function target(card: BootstrapCard): PathValue | UrlValue {
  if (card.url !== undefined) return { url: card.url };
  const before = { relative: '', absolute: `3F00${PKCS15_DF}`, adf: '7FFF' };
  const path = `${before[card.path ?? 'relative']}6421`;
  if (card.offset === undefined) return { path };
  return { path, index: card.offset, length: (card.message ?? EMPTY_SYNCML).length };
}

const BROKEN_FILE = '6422';
const PROVISIONING_DODF = '6440';

function brokenFile({ brokenFirst }: BootstrapCard): TransparentImage[] {
  if (brokenFirst === undefined || brokenFirst === 'missing') return [];
  return [
    {
      kind: 'transparent',
      fid: BROKEN_FILE,
      content: brokenFirst === 'empty' ? 'FF'.repeat(0x40) : toHex(EMPTY_SYNCML),
      lifeCycle: brokenFirst === 'invalidated' ? 'deactivated' : 'activated',
    },
  ];
}

function messageFile(card: BootstrapCard, ef: MakeFile): TransparentImage[] {
  if (card.absent === 'message') return [];
  const { message = EMPTY_SYNCML, offset = 0, fileSize = 0, read, lifeCycle = 'activated' } = card;
  const whole = concat(new Uint8Array(offset).fill(0xff), message);
  const content = card.blank ? new Uint8Array(whole.length).fill(0xff) : whole;
  return [{ ...ef('6421', content, fileSize, read?.message), lifeCycle }];
}

/** Content with padding behind it up to a size; longer content stays as it is. */
function padded(content: Uint8Array, size: number, padding: Padding): Uint8Array {
  const rest = new Uint8Array(Math.max(0, size - content.length));
  rest.fill(padding === 'FF' ? 0xff : 0x00);
  if (padding === '8000' && rest.length > 0) rest[0] = 0x80;
  return concat(content, rest);
}
