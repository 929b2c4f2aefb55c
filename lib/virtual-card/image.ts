import { fromHex } from '../bytes.js';
import { DmbootError, errorText } from '../error.js';

/** Bytes as hexadecimal text; white space is allowed. */
export type Hex = string;

/**
 * A card as plain data, fit for JSON. Numbers stand for identifiers and counts, `Hex` for bytes.
 * What is left out has the value that the member names.
 */
export interface CardImage {
  readonly atr: Hex;
  /** `2g`: a SIM (TS 51.011). `3g`: a UICC (TS 102 221). */
  readonly mode: '2g' | '3g';
  /** A UICC that becomes a SIM when its first command after a reset has class A0. False. */
  readonly serves2g?: boolean;
  readonly protocol: 'T=0' | 'T=1';
  readonly mf: DirectoryImage;
  /** None. CHV1 is key 01, CHV2 key 81. */
  readonly pins?: readonly PinImage[];
  readonly quirks?: Quirks;
}

export type FileImage = DirectoryImage | TransparentImage | LinearFixedImage;

export type LifeCycle = 'activated' | 'deactivated' | 'terminated';

interface AnyFileImage {
  /** `activated`. In 2G `deactivated` is invalidated, and what is terminated does not exist. */
  readonly lifeCycle?: LifeCycle;
  /** The security attributes of the FCP; without it the file has none and everything is allowed. */
  readonly rule?: RuleImage;
}

export interface DirectoryImage extends AnyFileImage {
  readonly kind: 'df';
  /** Four digits. An ADF may have none: then only its AID leads to it. */
  readonly fid?: Hex;
  /** Makes the directory an ADF. */
  readonly aid?: Hex;
  readonly files: readonly FileImage[];
  /** The keys that the PIN status template of the FCP names: all of the card. */
  readonly pinStatus?: readonly number[];
}

interface ElementaryImage extends AnyFileImage {
  readonly fid: Hex;
  /** A number: tag 88 says so. `none`: tag 88 is empty. Left out: no tag 88, the low five bits of the FID count. */
  readonly sfi?: number | 'none';
  /** Bytes 9 to 11 of the 2G answer to SELECT: READ UPDATE, INCREASE RFU, REHABILITATE INVALIDATE. `04F044`. */
  readonly chv?: Hex;
  /** 2G: b3 of byte 12, the file can be read while invalidated. False. */
  readonly readableWhenInvalidated?: boolean;
  /** Each READ of it takes this long. 0. */
  readonly delayMs?: number;
}

export interface TransparentImage extends ElementaryImage {
  readonly kind: 'transparent';
  readonly content: Hex;
}

export interface LinearFixedImage extends ElementaryImage {
  readonly kind: 'linear-fixed';
  readonly recordLength: number;
  /** Each at most `recordLength` bytes; the rest of a record is FF. */
  readonly records: readonly Hex[];
}

/** The value of tag 8B, 8C or AB of the FCP. */
export type RuleImage =
  | { readonly reference: Hex }
  | { readonly compact: Hex }
  | { readonly expanded: Hex };

export interface PinImage {
  /** The key reference (TS 102 221, 9.3). */
  readonly key: number;
  /** 4 to 8 digits. */
  readonly value: string;
  /** How many wrong tries in a row block it, at most 15. 3. */
  readonly tries?: number;
  /** How many are left now. All of them. */
  readonly left?: number;
  /** Tries of the unblocking code. 10. */
  readonly unblockTries?: number;
  /** True. */
  readonly enabled?: boolean;
  /** True. */
  readonly initialised?: boolean;
  /** The universal PIN alone: it takes the place of a disabled application PIN. False. */
  readonly replacesApplicationPin?: boolean;
}

/** Where real cards differ from one another. */
export interface Quirks {
  /** Logical channels besides the basic one, 0 to 19. 3. */
  readonly channels?: number;
  /** A READ for more bytes than this is refused with 6700. 256. */
  readonly maxLe?: number;
  /** A READ for more bytes than this gets 9000 and no data. 256. */
  readonly emptyAboveLe?: number;
  /** 3G, a READ for more than there is: 6CXX, or what there is with 6282, or with 9000. `6C`. */
  readonly overLongLe?: '6C' | '6282' | 'short';
  /** Short file identifiers are not known: 6A82. False. */
  readonly noSfi?: boolean;
  /** SELECT without an answer (P2 = 0C) is refused with 6A86. False. */
  readonly noSelectSilent?: boolean;
  /** 3G: a READ answer longer than this comes in pieces, the first with 61XX behind it. 256. */
  readonly sixOneAt?: number;
  /** What an empty VERIFY says of a disabled PIN. `63CX`. */
  readonly disabledPinQuery?: '63CX' | '6984';
  /** The status word for a class that the card does not serve. `6E00`. */
  readonly foreignClass?: Hex;
  /** A proactive command of so many bytes waits for ever: every 9000 is 91XX. None. */
  readonly proactive?: number;
  /** Every command takes this long. 0. */
  readonly delayMs?: number;
  /** What happens at the N-th command of the card's life, resets or not; the first is 1. */
  readonly at?: Readonly<Record<number, Incident>>;
}

export interface Incident {
  /** The card answers with this and does not look at the command: a status word, or data and a status word. */
  readonly sw?: Hex;
  /** The card never answers, nor any later command until it is reset. */
  readonly mute?: boolean;
  readonly delayMs?: number;
}

/** An image that no card can be made of; `message` says which member and why. */
export class CardImageError extends DmbootError<'bad-image'> {
  readonly fault = 'operator';

  constructor(where: string, problem: string) {
    super('bad-image', `card image, ${where}: ${problem}`);
  }
}

/** The bytes of a member; `where` names it in the `CardImageError` for what is not hexadecimal. */
export function imageBytes(hex: Hex, where: string): Uint8Array {
  try {
    return fromHex(hex);
  } catch (error) {
    throw new CardImageError(where, errorText(error));
  }
}
