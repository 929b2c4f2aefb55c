import type { Announced } from '../../lib/source/index.js';
import type { Config } from '../config/schema.js';
import { anchorsOf } from './anchors.js';
import type { AnnouncedNeeds } from './announced.js';

/** The path of the message (5.5.7). */
const PATH = '/OMA/DM/Bootstrap.xml';

/**
 * The web server of the card in the configured reader, while that card is there and holds no message of its own (5.5.7). What it brings is the card's. Without
 * certificates of its own its key is all that counts: the configuration sees to it that it is believed by nothing else.
 */
export function webServers(
  { reader, addresses, ca, pins }: Config['scws'],
  { naming }: Pick<AnnouncedNeeds, 'naming'>,
): Announced[] {
  const [url, ...fallbacks] = addresses.map((at) => new URL(PATH, `https://${at}`).href);
  if (url === undefined) return [];
  return naming()
    .filter((card) => card.url === null && card.reader === reader)
    .map(({ identity }) => ({
      origin: { kind: 'smartcard', id: identity },
      ...{ url, fallbacks, pins },
      anchors: anchorsOf(ca),
      isOnCard: true,
    }));
}
