import { shown } from './report.js';
import type { Secrets } from './secrets.js';

/** An address that may be shown: without a user and a password, and without a query, which may hold the like. */
const ADDRESS = /^[a-z][a-z\d+.-]*:\/\/[^/?#@\s]+(?:\/[^?#@\s]*)?$/i;
const PRINTABLE_ASCII = /^[!-~]*$/;

/** Scheme, host, port and the rest of an address, or of a host without a scheme. */
const PARTS = /^([a-z][a-z\d+.-]*:\/\/)?(\[[^\]]*\]|[^/?#:]*)(?::\d+)?(.*)$/is;

/** An address for people, or null of what is none, or may hold a secret. */
export const shownAddress = (text: string, secrets: Secrets): string | null =>
  ADDRESS.test(text) && PRINTABLE_ASCII.test(text) ? shown(secrets.hide(text)) : null;

/** True of two addresses that differ in nothing but the case of scheme and host, a port, and `/` at the end. */
export const isAlike = (one: string, other: string): boolean => essence(one) === essence(other);

function essence(address: string): string {
  const [, scheme = '', host = '', rest = ''] = PARTS.exec(address) ?? [];
  return `${scheme.toLowerCase()}${host.toLowerCase()}${rest.replace(/\/$/, '')}`;
}
