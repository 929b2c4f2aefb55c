import { isIPv4, isIPv6 } from 'node:net';

/** Where a server or proxy is, and at which port, if that is known. */
export interface Address {
  readonly addr: string;
  readonly type: 'URI' | 'IPv4' | 'IPv6' | 'name';
  readonly port: number | null;
}

const URI = /^([a-z][a-z\d+.-]*):\/\/[^\s/?#@:[\]]+(?::(\d{1,5}))?(?:[/?#]\S*)?$/i;
const URI_OF_IPV6 = /^([a-z][a-z\d+.-]*):\/\/\[[\da-f:.]+\](?::(\d{1,5}))?(?:[/?#]\S*)?$/i;
const BRACKETED = /^\[([\da-f:.]+)\](?::(\d{1,5}))?$/i;
const HOST = /^([a-z\d](?:[a-z\d.-]*[a-z\d])?)(?::(\d{1,5}))?$/i;

/** Without one it is an IPv4 address with a slip of the pen. */
const LETTER = /[a-z]/i;

const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 };
const MAX_PORT = 65_535;

/**
 * What a text such as `https://dm.example.com/oma`, `192.0.2.1:8080`, `[2001:db8::1]:443` or `proxy.example.com` means; null where it is none of them.
 * The port of a URI that names none is that of its scheme. A URI with a user in it is refused: addresses are shown everywhere.
 */
export function parseAddress(text: string): Address | null {
  const address = parseUri(text) ?? parseHost(text);
  return address === null || (address.port ?? 0) > MAX_PORT ? null : address;
}

function parseUri(text: string): Address | null {
  const parts = URI.exec(text) ?? URI_OF_IPV6.exec(text);
  if (parts === null) return null;
  const port = portOf(parts[2]) ?? DEFAULT_PORTS[parts[1]!.toLowerCase()] ?? null;
  return { addr: text, type: 'URI', port };
}

function parseHost(text: string): Address | null {
  if (isIPv6(text)) return { addr: text, type: 'IPv6', port: null };
  const parts = BRACKETED.exec(text) ?? HOST.exec(text);
  if (parts === null) return null;
  const [, addr = '', digits] = parts;
  const port = portOf(digits);
  if (text.startsWith('[')) return isIPv6(addr) ? { addr, type: 'IPv6', port } : null;
  if (isIPv4(addr)) return { addr, type: 'IPv4', port };
  return LETTER.test(addr) ? { addr, type: 'name', port } : null;
}

const portOf = (digits: string | undefined): number | null =>
  digits === undefined ? null : Number(digits);
