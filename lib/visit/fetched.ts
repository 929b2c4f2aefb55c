import type { Ending } from '../retrieval/types.js';

/** The card holds no message, for certain. */
const WITHOUT_MESSAGE: ReadonlySet<Ending> = new Set(['no-application', 'no-bootstrap', 'empty']);

/** Where a message is fetched from that a card does not hold: the URL that it names in its place, or its own web server. */
export type FetchedFrom = 'url' | 'web-server';

/** What may be fetched in the place of what a card holds. */
export interface FetchPolicy {
  /** Somebody fetches the message from where a card says that it is to be had. */
  readonly fetches: boolean;
  /** The reader of the card that has a web server, which somebody asks (5.5.7); null where none has. */
  readonly webServerIn: string | null;
}

/**
 * Where the message of a card is fetched from; null where it is not. What a card says goes first: its web server is asked where it
 * holds neither a message nor a URL that is asked.
 */
export function fetchedFrom(
  ending: Ending,
  url: string | null,
  reader: string,
  { fetches, webServerIn }: FetchPolicy,
): FetchedFrom | null {
  if (url !== null && fetches) return 'url';
  return webServerIn === reader && WITHOUT_MESSAGE.has(ending) ? 'web-server' : null;
}

/** A URL as a client asks for it; null of what is not to be asked for. */
export function bootstrapUrl(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, username, password, href } = new URL(text);
  return protocol === 'https:' && username === '' && password === '' ? href : null;
}
