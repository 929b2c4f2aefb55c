/** URLs that are asked. */
export const MAX_SERVERS = 32;

/** Redirects from the configured URL to the message. */
export const MAX_REDIRECTS = 5;

/** Bytes of the headers of an answer. */
export const MAX_HEADERS = 16_384;

/** Characters of an ETag that is sent back; with a longer one requests are not conditional. */
export const MAX_ETAG = 512;

/** A server may ask for no longer pause than this, in milliseconds. */
export const LONGEST_RETRY_AFTER = 86_400_000;

/** What a timer can wait, in milliseconds. */
export const LONGEST_WAIT = 2 ** 31 - 1;
