/*
 * Low enough that the worst document costs a few megabytes and milliseconds, and several times what real bootstrap messages need:
 * those have 0.5-10 KiB, a depth below 25 and an element for every 8 bytes or more.
 */

/** Bytes from the version to the root's end: as much as an elementary file of a card can hold. */
export const MAX_DOCUMENT = 65_536;

/** Bytes of the string table: half a document. */
export const MAX_STRING_TABLE = MAX_DOCUMENT / 2;

/** Elements inside one another, in WBXML and in XML. */
export const MAX_DEPTH = 64;

/** Elements, attributes, opaque pieces and processing instructions together: each is an object, and takes two bytes of the document or fewer. */
export const MAX_NODES = 16_384;

/** Attributes of one element. */
export const MAX_ATTRIBUTES = 64;

/** Bytes of text, with every reference to the string table counted: such a reference may turn two bytes into a whole table. */
export const MAX_TEXT = 4 * MAX_DOCUMENT;

/** Characters of an XML document: it may say in a hundred of them what takes six bytes of WBXML. */
export const MAX_XML = 1_048_576;

/** Documents inside one another that are printed as elements; what is deeper stays base64. */
export const MAX_UNFOLDED = 4;
