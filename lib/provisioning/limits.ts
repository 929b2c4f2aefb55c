/* Several times what real documents need: those have up to 30 characteristics, and an address or a password of 100 characters. */

export const MAX_CHARACTERISTICS = 512;

/** Characteristics inside one another: a port of an address of an application is the third. */
export const MAX_NESTING = 8;

export const MAX_PARMS = 2048;

/** Characters of a type, a name or a value. */
export const MAX_VALUE = 8192;

/** Each of them is in the ACL of every object of the document. */
export const MAX_ACCOUNTS = 16;
