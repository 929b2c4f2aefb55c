/** The longest transparent EF that a 15-bit offset reaches (TS 102 221, 11.1.3.2). */
export const MAX_FILE_LENGTH = 0x7fff;
export const MAX_OBJECTS = 256;
/** A certificate held by value in a CDF takes ten. */
export const MAX_DEPTH = 16;
/** TLVs in one object; a certificate has one to two hundred. */
export const MAX_NODES = 1024;
/** pkcs15-ub-label and pkcs15-ub-identifier (PKCS#15 v1.1, Annex C). */
export const MAX_TEXT_LENGTH = 255;
export const MAX_IDENTIFIER_LENGTH = 255;
export const MAX_URL_LENGTH = 255;
/** pkcs15-ub-index: bounds a path's index and length. */
export const MAX_INDEX = 65535;
/** Eight file identifiers. */
export const MAX_PATH_LENGTH = 16;
/** ISO/IEC 7816-4, 8.2.1.2. */
export const MAX_AID_LENGTH = 16;
