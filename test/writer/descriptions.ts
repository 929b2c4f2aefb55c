import fc from 'fast-check';
import type { Profile } from '../../lib/writer/index.js';

const CHARACTERS = [...'abcXYZ019.-_/\\:;<>&"\'#%{}[]()=+*?!@$~|^`,ä€ß𝑨\u00ad\u202e '];
const text = fc.string({ unit: fc.constantFrom(...CHARACTERS), minLength: 1, maxLength: 20 });
const name = text.filter((value) => value.trim() === value);
const serverId = fc.string({
  unit: fc.constantFrom(...'abcXYZ019.-_/\\:;<>"\'#%{}[]()?!@$~|^`,ä€&'.replace('&', '')),
  minLength: 1,
  maxLength: 20,
});
const id = fc.oneof(name, fc.constantFrom('internet', 'wap', './Inbox/internet', '..', '/'));

const ipv4 = fc.ipV4();
const port = fc.integer({ min: 1, max: 65_535 });
const withPort = (host: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(host, fc.option(port)).map(([host, port]) => (port === null ? host : `${host}:${port}`));
const ip = fc.oneof(withPort(ipv4), withPort(fc.ipV6().map((address) => `[${address}]`)));
const url = fc
  .tuple(fc.constantFrom('http', 'https'), withPort(fc.domain()), fc.webPath())
  .map(([scheme, host, path]) => `${scheme}://${host}${path}`);
const address = fc.oneof(url, ip);

const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });

const credentials = (...types: readonly string[]) =>
  optional(
    fc.record({
      type: optional(fc.constantFrom(...types)),
      name: text,
      secret: text,
      data: optional(
        fc
          .uint8Array({ minLength: 1, maxLength: 20 })
          .map((bytes) => Buffer.from(bytes).toString('base64')),
      ),
    }),
  );

const TYPES = ['BASIC', 'DIGEST', 'HMAC', 'X509', 'SECURID', 'HTTP-DIGEST', 'TRANSPORT'];
const HTTP_TYPES = ['HTTP-BASIC', 'HTTP-DIGEST', 'TRANSPORT'];

const account = (profile: Profile) =>
  fc.record({
    server: serverId,
    name: optional(name),
    address: fc.oneof(address, fc.array(address, { minLength: 1, maxLength: 3 })),
    credentials: credentials(...TYPES),
    server_credentials: credentials(...TYPES),
    http_credentials: profile === 'cp' ? fc.constant(undefined) : credentials(...HTTP_TYPES),
    obex_credentials: credentials(...HTTP_TYPES),
  });

const auth = (...types: readonly string[]) =>
  optional(fc.record({ type: fc.constantFrom(...types), name: text, secret: optional(text) }));

/** Descriptions as a parsed TOML document has them, with what this profile can say. */
export const descriptions = (profile: Profile): fc.Arbitrary<object> =>
  fc
    .record({
      accounts: fc.uniqueArray(account(profile), {
        minLength: 1,
        maxLength: 3,
        selector: ({ server }) => server,
      }),
      ids: fc.uniqueArray(id, { maxLength: 5 }),
      split: fc.nat(5),
      accessPoint: fc.record({
        name: optional(name),
        bearer: optional(fc.constantFrom('GSM-CSD', 'GSM-GPRS')),
        address: name,
        address_type: optional(fc.constantFrom('APN', 'E164')),
        dns: fc.array(fc.oneof(ipv4, fc.ipV6()), { maxLength: 3 }),
        auth: auth('PAP', 'CHAP', 'MD5'),
      }),
      proxy: fc.record({
        name: optional(name),
        address: fc.oneof(ip, withPort(fc.domain())),
        auth: auth('HTTP-BASIC', 'HTTP-DIGEST', 'WTLS-SS'),
      }),
      isExplicit: fc.boolean(),
    })
    .map(({ accounts: [first, ...account], ids, split, accessPoint, proxy, isExplicit }) => {
      const [proxies, accessPoints] = [ids.slice(0, split), ids.slice(split)];
      return {
        ...first,
        ...(isExplicit && ids.length > 0 ? { connections: ids } : {}),
        account,
        access_point: accessPoints.map((id) => ({ id, ...accessPoint })),
        proxy: proxies.map((id) => ({
          id,
          ...proxy,
          ...(isExplicit && accessPoints.length > 0
            ? { access_points: accessPoints.slice(0, 2) }
            : {}),
        })),
      };
    });
