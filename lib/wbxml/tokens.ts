/** The global tokens, which mean the same in every code space (WBXML 1.3, 7.1). */
export const GLOBAL = {
  switchPage: 0x00,
  end: 0x01,
  entity: 0x02,
  inlineString: 0x03,
  literal: 0x04,
  extensionString0: 0x40,
  extensionString1: 0x41,
  extensionString2: 0x42,
  instruction: 0x43,
  literalWithContent: 0x44,
  extensionInteger0: 0x80,
  extensionInteger1: 0x81,
  extensionInteger2: 0x82,
  tableString: 0x83,
  literalWithAttributes: 0x84,
  extension0: 0xc0,
  extension1: 0xc1,
  extension2: 0xc2,
  opaque: 0xc3,
  literalWithBoth: 0xc4,
} as const;

/** The bits of a tag byte (WBXML 1.3, 5.8.2). */
export const TAG = { identity: 0x3f, content: 0x40, attributes: 0x80 } as const;

/** Tag identities below this are global tokens. */
export const FIRST_TAG = 0x05;

/** Attribute tokens from this on are values, below it starts of attributes (WBXML 1.3, 5.8.3). */
export const FIRST_VALUE = 0x80;

/** What names made of literals may look like, so that they can be written as XML: NCName (Namespaces in XML 1.0, 3), of ASCII. */
export const LITERAL_NAME = /^[A-Za-z_][\w.-]*$/;
