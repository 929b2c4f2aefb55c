import assert from 'node:assert/strict';
import * as v from 'valibot';
import { type Description, descriptionFor, type Profile } from '../../lib/writer/index.js';

const SHORT = { server: 'com.example.dm', address: 'https://dm.example.com/oma' };
const RIGHTS = 'Delete=com.example.dm&Get=com.example.dm&Replace=com.example.dm';

const read = (input: unknown, profile: Profile = 'dm'): Description =>
  v.parse(descriptionFor(profile), input);

/** The keys that are at fault. */
function faults(input: unknown, profile: Profile = 'dm'): string[] {
  const { issues = [] } = v.safeParse(descriptionFor(profile), input);
  return issues.map((issue) => v.getDotPath(issue) ?? '');
}

describe('a description of accounts', () => {
  it('needs a server and an address', () => {
    assert.deepEqual(read(SHORT), {
      accounts: [
        {
          serverId: 'com.example.dm',
          name: null,
          addresses: [{ addr: 'https://dm.example.com/oma', type: 'URI', port: 443 }],
          credentials: [],
          connections: [],
          acl: RIGHTS,
        },
      ],
      accessPoints: [],
      proxies: [],
    });
    assert.deepEqual(faults({}), ['server', 'address']);
    assert.deepEqual(faults({ server: 'a' }), ['address']);
  });

  it('has credentials for each level, of the usual type', () => {
    const given = { name: 'device-7', secret: 'tell nobody' };
    const { accounts } = read({
      ...SHORT,
      credentials: { ...given, data: 'AAEC' },
      server_credentials: { ...given, type: 'HMAC' },
      http_credentials: given,
      obex_credentials: { type: 'TRANSPORT' },
    });
    assert.deepEqual(accounts[0]!.credentials, [
      { level: 'CLCRED', type: 'DIGEST', ...given, data: Uint8Array.of(0, 1, 2) },
      { level: 'SRVCRED', type: 'HMAC', ...given, data: null },
      { level: 'HTTP', type: 'HTTP-BASIC', ...given, data: null },
      { level: 'OBEX', type: 'TRANSPORT', name: null, secret: null, data: null },
    ]);
  });

  it('connects by the first proxy, else by the first access point, if it does not say how', () => {
    const access_point = ['internet', 'wap'].map((id) => ({ id, address: 'apn' }));
    const proxy = [{ id: 'gateway', address: '192.0.2.1:8080' }];
    const connections = (more: object): readonly string[] =>
      read({ ...SHORT, ...more }).accounts[0]!.connections;
    assert.deepEqual(connections({ access_point }), ['internet']);
    assert.deepEqual(connections({ access_point, proxy }), ['gateway']);
    assert.deepEqual(connections({ access_point, connections: ['wap', 'internet'] }), [
      'wap',
      'internet',
    ]);
  });

  it('gives connectivity the rights of all its servers, and reaches proxies by all access points', () => {
    const description = read({
      ...SHORT,
      account: [{ server: 'b', address: ['https://b.example.com', '[2001:db8::1]:443'] }],
      access_point: [
        { id: 'internet', address: 'apn', dns: ['192.0.2.53', '2001:db8::53'] },
        { id: 'modem', address: '+4930123456', address_type: 'E164', acl: 'Get=*' },
      ],
      proxy: [{ id: 'gateway', address: 'proxy.example.com', auth: { name: 'n' } }],
    });
    assert.equal(description.accounts[1]!.acl, 'Delete=b&Get=b&Replace=b');
    assert.deepEqual(description.accounts[1]!.addresses[1], {
      addr: '2001:db8::1',
      type: 'IPv6',
      port: 443,
    });
    const acl = 'Delete=b+com.example.dm&Get=b+com.example.dm&Replace=b+com.example.dm';
    const none = { name: null, auth: null };
    assert.deepEqual(description.accessPoints, [
      {
        ...{ ...none, id: 'internet', address: 'apn', addressType: 'APN', bearer: 'GSM-GPRS', acl },
        dns: ['192.0.2.53', '2001:db8::53'],
      },
      {
        ...{ ...none, id: 'modem', address: '+4930123456', addressType: 'E164', bearer: null },
        ...{ acl: 'Get=*', dns: [] },
      },
    ]);
    assert.deepEqual(description.proxies, [
      {
        ...{ id: 'gateway', name: null, acl, accessPoints: ['internet', 'modem'] },
        address: { addr: 'proxy.example.com', type: 'name', port: null },
        auth: { type: 'HTTP-BASIC', name: 'n', secret: null },
      },
    ]);
  });

  const named = { name: 'n', secret: 's' };
  const internet = [{ id: 'internet', address: 'apn' }];
  const gateway = [{ id: 'gateway', address: '192.0.2.1' }];
  for (const [what, more, ...keys] of [
    ['no text', { server: 7 }, 'server'],
    ['a ServerID with white space', { server: 'a b' }, 'server'],
    ['the ServerID of nobody', { server: '(nobody)' }, 'server'],
    ['a ServerID that is too long', { server: 'x'.repeat(256) }, 'server'],
    ['a name of control characters', { name: '\u0007' }, 'name'],
    ['a name with white space around it', { name: ' a' }, 'name'],
    ['no address at all', { address: [] }, 'address'],
    ['a number as address', { address: 7 }, 'address'],
    ['an address that is none', { address: ['https://a.example', 'nowhere//'] }, 'address.1'],
    ['a server by its name alone', { address: 'dm.example.com' }, 'address'],
    ['a proxy by a URI', { proxy: [{ id: 'p', address: 'http://p.example' }] }, 'proxy.0.address'],
    ['an ACL that cannot be read', { acl: 'Get:all' }, 'acl'],
    ['an unknown key', { sever: 'a' }, 'sever'],
    ['one in a table', { credentials: { ...named, password: 's' } }, 'credentials.password'],
    ['an unknown type', { credentials: { ...named, type: 'MD4' } }, 'credentials.type'],
    [
      'a type that the level does not have',
      { http_credentials: { ...named, type: 'DIGEST' } },
      'http_credentials.type',
    ],
    ['data that is no base64', { credentials: { ...named, data: '?' } }, 'credentials.data'],
    ['a name without a secret', { credentials: { name: 'n' } }, 'credentials.secret'],
    [
      'credentials of nothing, in another account',
      { account: [{ server: 'b', address: 'https://b', server_credentials: {} }] },
      'account.0.server_credentials.name',
      'account.0.server_credentials.secret',
    ],
    ['a server that is there twice', { account: [SHORT] }, 'account.0.server'],
    ['one table for a list of them', { access_point: { id: 'a' } }, 'access_point'],
    [
      'an id that is there twice',
      { access_point: [...internet, ...internet] },
      'access_point.1.id',
    ],
    [
      'the id of an access point as that of a proxy',
      { access_point: internet, proxy: [{ ...gateway[0], id: 'internet' }] },
      'proxy.0.id',
    ],
    ['no connection at all', { access_point: internet, connections: [] }, 'connections'],
    ['a connection to nothing', { access_point: internet, connections: ['x'] }, 'connections'],
    [
      'a connection that is named twice',
      { access_point: internet, connections: ['internet', 'internet'] },
      'connections',
    ],
    [
      'a proxy that is reached through a proxy',
      { proxy: [{ ...gateway[0], access_points: ['gateway'] }] },
      'proxy.0.access_points',
    ],
    [
      'a name server without an IP address',
      { access_point: [{ ...internet[0], dns: ['a'] }] },
      'access_point.0.dns.0',
    ],
    [
      'too many accounts',
      { account: Array.from({ length: 65 }, (_, at) => ({ ...SHORT, server: `s${at}` })) },
      'account',
    ],
  ] as const) {
    it(`is refused for ${what}`, () => assert.deepEqual(faults({ ...SHORT, ...more }), keys));
  }

  for (const [what, more, key] of [
    ['an ACL', { acl: 'Get=*' }, 'acl'],
    [
      'an ACL of an access point',
      { access_point: [{ ...internet[0], acl: 'Get=*' }] },
      'access_point.0.acl',
    ],
    ['HTTP credentials', { http_credentials: named }, 'http_credentials'],
    [
      'a proxy that comes second',
      { access_point: internet, proxy: gateway, connections: ['internet', 'gateway'] },
      'connections',
    ],
    [
      'more than 16 accounts',
      { account: Array.from({ length: 16 }, (_, at) => ({ ...SHORT, server: `s${at}` })) },
      'account',
    ],
  ] as const) {
    it(`has no place for ${what} in a CP document`, () => {
      assert.deepEqual(faults({ ...SHORT, ...more }, 'dm'), []);
      assert.deepEqual(faults({ ...SHORT, ...more }, 'cp'), [key]);
    });
  }

  it('repeats no value where it is refused', () => {
    const secret = 'tell-nobody';
    const credentials = { name: [secret], secret: [secret], type: secret, data: secret };
    const { issues } = v.safeParse(descriptionFor('dm'), {
      ...{ server: `${secret} `, name: `${secret} `, address: secret, acl: secret, credentials },
      ...{
        connections: [secret, secret],
        proxy: [{ id: 1, address: secret, access_points: secret }],
      },
    });
    assert.ok(issues!.length > 8);
    for (const { message } of issues!) assert.ok(!message.includes(secret), message);
  });
});
