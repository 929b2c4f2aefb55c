/** RFC 1035, 2.3.4 and RFC 1123, 2.1: labels of letters, digits and inner hyphens. */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** In characters, without the dot of the root (RFC 1035, 2.3.4: 255 octets on the wire). */
const MAX_DOMAIN = 253;

/**
 * A domain name as it is compared: lower case, without the dot of the root. Null for what is none: names of other
 * scripts stand in their ASCII form (`xn--…`), and an address is no domain.
 */
export function domainOf(text: string): string | null {
  const name = text.toLowerCase().replace(/\.$/, '');
  if (name.length > MAX_DOMAIN) return null;
  const labels = name.split('.');
  if (!labels.every((label) => LABEL.test(label))) return null;
  return /^[0-9]+$/.test(labels.at(-1)!) ? null : name;
}

/** Whether a host is the domain itself, or below it. Both as `domainOf` gives them. */
export const isWithin = (host: string, domain: string): boolean =>
  host === domain || host.endsWith(`.${domain}`);
