import { isSuccess } from '../apdu/index.js';

/** What the card says of the tries of a PIN. */
export type Tries =
  | { readonly kind: 'left'; readonly left: number }
  /** The PIN is disabled, or verified already. */
  | { readonly kind: 'not-needed' }
  | { readonly kind: 'not-initialised' }
  | { readonly kind: 'unknown' };

/** What came of a VERIFY. */
export type Verification =
  | { readonly kind: 'right' | 'wrong' | 'not-needed' | 'not-initialised' }
  /** It cannot be told whether a try was spent. */
  | { readonly kind: 'unclear'; readonly sw: number };

/** PINs are 4 to 8 digits (TS 51.011, 9.3; TS 102 221, 9.5.1). */
const PIN = /^[0-9]{4,8}$/;
const CODE_LENGTH = 8;

/** The eight bytes that VERIFY sends: ASCII digits, then FF. Null for what cannot be a PIN. */
export function pinCode(pin: string): Uint8Array | null {
  if (!PIN.test(pin)) return null;
  const code = new Uint8Array(CODE_LENGTH).fill(0xff);
  code.set(new TextEncoder().encode(pin));
  return code;
}

/** The answer to a VERIFY without data (TS 102 221, 11.1.9). */
export function triesOf(sw: number): Tries {
  if (isSuccess(sw) || sw === 0x6984) return { kind: 'not-needed' };
  if ((sw & 0xfff0) === 0x63c0) return { kind: 'left', left: sw & 0x0f };
  if (sw === 0x6983) return { kind: 'left', left: 0 };
  if (sw === 0x6a88) return { kind: 'not-initialised' };
  return { kind: 'unknown' };
}

/** The answer to a VERIFY with a PIN, in 2G (TS 51.011, 9.4) and 3G (TS 102 221, 10.2.1). */
export function verificationOf(sw: number): Verification {
  if (isSuccess(sw)) return { kind: 'right' };
  if ((sw & 0xfff0) === 0x63c0) return { kind: 'wrong' };
  switch (sw) {
    case 0x6300:
    case 0x6982:
    case 0x6983:
    case 0x9804:
    case 0x9840:
      return { kind: 'wrong' };
    case 0x6984:
    case 0x9808:
      return { kind: 'not-needed' };
    case 0x6a88:
    case 0x9802:
      return { kind: 'not-initialised' };
    default:
      return { kind: 'unclear', sw };
  }
}
