import { isIP } from 'node:net';
import * as v from 'valibot';
import { isServerId, normaliseAcl } from '../tree/acl.js';
import { AUTH_TYPES, TRANSPORT_AUTH_TYPES } from '../tree/auth-words.js';
import { parseAddress } from './address.js';

/** Characters of a text: no value of an account needs as many. */
const MAX_TEXT = 1024;
/** Accounts, access points, proxies, and what is named in a list: each. */
const MAX_LIST = 64;

const TEXT_PROBLEM = `expected text in quotes, 1 to ${MAX_TEXT} characters, none of them a control character`;
const text = v.pipe(
  v.string(TEXT_PROBLEM),
  v.regex(/^[^\p{Cc}\p{Cs}\ufffe\uffff]+$/u, TEXT_PROBLEM),
  v.maxLength(MAX_TEXT, TEXT_PROBLEM),
);
/** A reader may take white space around it away. */
const name = v.pipe(text, v.regex(/^\S(?:.*\S)?$/u, 'expected no white space at its ends'));

const server = v.pipe(
  text,
  v.check(
    isServerId,
    'expected a ServerID: up to 255 characters without white space and = & * +, and none that is reserved',
  ),
);

const ADDRESS_PROBLEM = 'expected an address such as "https://dm.example.com/oma"';
const address = v.pipe(
  name,
  v.transform(parseAddress),
  v.check(
    (parsed) => parsed !== null,
    `${ADDRESS_PROBLEM}, "192.0.2.1:443" or "[2001:db8::1]:443"`,
  ),
  v.transform((parsed) => parsed!),
);
const serverAddress = v.pipe(
  address,
  v.check(({ type }) => type !== 'name', `${ADDRESS_PROBLEM}: a name alone cannot be called`),
);
const proxyAddress = v.pipe(
  address,
  v.check(({ type }) => type !== 'URI', 'expected a host, such as "192.0.2.1:8080"'),
);

const oneAddress = v.pipe(
  serverAddress,
  v.transform((one) => [one]),
);
const severalAddresses = v.pipe(
  v.array(serverAddress, `${ADDRESS_PROBLEM}, or a list of them`),
  v.minLength(1, 'expected at least one address'),
  v.maxLength(MAX_LIST, `expected at most ${MAX_LIST} addresses`),
);
/** With one the brackets may be left out. */
const serverAddresses = v.lazy((input) =>
  typeof input === 'string' ? oneAddress : severalAddresses,
);

const ip = v.pipe(
  name,
  v.check((host) => isIP(host) !== 0, 'expected an IP address'),
);

const acl = v.pipe(
  v.string(TEXT_PROBLEM),
  v.check(
    (rights) => normaliseAcl(rights) !== null,
    'expected an ACL such as "Get=com.example.dm&Replace=com.example.dm"',
  ),
  v.transform((rights) => normaliseAcl(rights)!),
);

const ids = v.pipe(
  v.array(name, 'expected a list of ids, such as ["internet"]'),
  v.minLength(1, 'expected at least one id'),
  v.maxLength(MAX_LIST, `expected at most ${MAX_LIST} ids`),
  v.check((list) => new Set(list).size === list.length, 'expected each id once'),
);

const BASE64_PROBLEM = 'expected base64 in quotes';
const base64 = v.pipe(
  text,
  v.base64(BASE64_PROBLEM),
  v.transform((digits) => Uint8Array.from(Buffer.from(digits, 'base64'))),
);

const word = <const W extends readonly [string, ...string[]]>(words: W) =>
  v.picklist(words, `expected one of ${words.map((one) => `"${one}"`).join(', ')}`);

const table = <const E extends v.ObjectEntries>(entries: E) =>
  v.strictObject(entries, 'expected a table with known keys only');

const tables = <const E extends v.ObjectEntries>(heading: string, entries: E) =>
  v.optional(
    v.pipe(
      v.array(table(entries), `expected tables that each begin with [[${heading}]]`),
      v.maxLength(MAX_LIST, `expected at most ${MAX_LIST} of [[${heading}]]`),
    ),
    [],
  );

const credentials = <const W extends readonly [string, ...string[]]>(types: W, usual: W[number]) =>
  v.optional(
    table({
      type: v.optional(word(types), usual),
      name: v.optional(text),
      secret: v.optional(text),
      data: v.optional(base64),
    }),
  );

const account = {
  server,
  name: v.optional(name),
  address: serverAddresses,
  connections: v.optional(ids),
  acl: v.optional(acl),
  credentials: credentials(AUTH_TYPES, 'DIGEST'),
  server_credentials: credentials(AUTH_TYPES, 'DIGEST'),
  http_credentials: credentials(TRANSPORT_AUTH_TYPES, 'HTTP-BASIC'),
  obex_credentials: credentials(TRANSPORT_AUTH_TYPES, 'HTTP-BASIC'),
};

const auth = <const W extends readonly [string, ...string[]]>(types: W) =>
  v.optional(
    table({ type: v.optional(word(types), types[0]), name: text, secret: v.optional(text) }),
  );

const accessPoint = {
  id: name,
  name: v.optional(name),
  bearer: v.optional(
    v.pipe(text, v.regex(/^[A-Z\d][A-Z\d/.-]*$/, 'expected a word such as "GSM-GPRS"')),
  ),
  address: name,
  address_type: v.optional(word(['APN', 'IPV4', 'IPV6', 'E164', 'ALPHA']), 'APN'),
  dns: v.optional(v.array(ip, 'expected a list of IP addresses'), []),
  acl: v.optional(acl),
  auth: auth(['PAP', 'CHAP', 'MD5']),
};

const proxy = {
  id: name,
  name: v.optional(name),
  address: proxyAddress,
  access_points: v.optional(ids),
  acl: v.optional(acl),
  auth: auth(['HTTP-BASIC', 'HTTP-DIGEST', 'WTLS-SS']),
};

const lists = {
  account: tables('account', account),
  access_point: tables('access_point', accessPoint),
  proxy: tables('proxy', proxy),
};

/** A description as TOML has it: the keys of the first account stand at the top. */
export const schema = table({ ...account, ...lists });

/** All keys of all tables: what stands in the place of one may be shown only if it is one. */
export const KEYS: ReadonlySet<string> = new Set([
  ...[account, accessPoint, proxy, lists].flatMap((entries) => Object.keys(entries)),
  ...['type', 'name', 'secret', 'data'],
]);

/** What the keys say, each by itself; what they say together is not checked yet. */
export type Raw = v.InferOutput<typeof schema>;
