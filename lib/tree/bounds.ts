/** Names are at most this long, in octets of UTF-8. */
export const MAX_NAME_BYTES = 512;
/** Levels below the root. */
export const MAX_DEPTH = 64;
/** In octets of UTF-8: of a value, and as well of a type and a title. */
export const MAX_VALUE_BYTES = 256 * 1024;
export const MAX_SERVER_ID_CHARACTERS = 255;
export const MAX_ACL_CHARACTERS = 16 * 1024;
export const MAX_NODES_A_LAYER = 8192;
export const MAX_MOS_A_LAYER = 256;
export const MAX_LAYERS = 64;
export const MAX_DOCUMENTS_A_LAYER = 16;
/** Nodes that DM servers and the local client may have written or deleted in one layer. */
export const MAX_WRITES_A_LAYER = 4096;
/** Events that wait for somebody to fetch them; beyond that the oldest are dropped. */
export const MAX_OUTBOX = 1024;
/** Cards without a layer whose last reader is remembered. */
export const MAX_SIGHTINGS = 256;
/** Refused and pending PINs. A full ledger means that no PIN is tried, never that a refusal is forgotten. */
export const MAX_PIN_ENTRIES = 4096;
/** Pushes that wait for their PIN. */
export const MAX_PENDING_PUSHES = 16;
/** Pushes that are closed, and do nothing when they come again. */
export const MAX_PUSHES = 1024;
/** Tries of the PIN of a push. */
export const PUSH_TRIES = 3;
/** The whole of the store's main file. */
export const MAX_STORE_BYTES = 64 * 1024 * 1024;
/** Sequence numbers, ordinals and counters in the store: far beyond what is ever reached, and far below where numbers stop being exact. */
export const MAX_STORED_INTEGER = 2 ** 48;
