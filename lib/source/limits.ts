/** Bytes of a message: as much as its text may take as XML. */
export const MAX_MESSAGE = 1_048_576;

/** Files of a folder of the factory: half of what the tree has room for. */
export const MAX_FILES = 32;

/** Names in a folder that are looked at. */
export const MAX_NAMES = 1024;
