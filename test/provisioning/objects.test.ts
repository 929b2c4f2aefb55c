import assert from 'node:assert/strict';
import {
  CARD,
  ch,
  leaves,
  map,
  mapXml,
  napdef,
  only,
  parm,
  parms,
  placeless,
  pxlogical,
  refs,
  uriOf,
  w7,
} from './documents.js';

const NAP = `nap:smartcard:${CARD.id}`;
const PROXY = `proxy:smartcard:${CARD.id}`;

describe('a w7 application', () => {
  it('is an account by its PROVIDER-ID', () => {
    const mapped = map(
      ch(
        'APPLICATION',
        parms({ APPID: 'w7', 'PROVIDER-ID': ' com.example.dm ', NAME: 'Operator' }),
        ch(
          'APPADDR',
          parms({ ADDR: '10.1.2.3', ADDRTYPE: 'IPV4' }),
          ch('PORT', parm('PORTNBR', '443')),
        ),
      ),
    );
    const account = only(mapped);
    assert.deepEqual(mapped.servers, ['com.example.dm']);
    assert.deepEqual(
      [account.kind, account.mo.identity, uriOf(account)],
      ['dmacc', 'dmacc:com.example.dm', './DMAcc/1'],
    );
    assert.equal(account.mo.nodes[0]?.type, 'urn:oma:mo:oma-dm-dmacc:1.0');
    assert.deepEqual(leaves(account), {
      AppID: 'w7',
      ServerID: 'com.example.dm',
      Name: 'Operator',
      'AppAddr/1/Addr': '10.1.2.3',
      'AppAddr/1/AddrType': 'IPv4',
      'AppAddr/1/Port/1/PortNbr': '443',
    });
    assert.deepEqual(mapped.warnings, []);
  });

  const addresses: [what: string, application: string, expected: Record<string, string>][] = [
    ['the short form', parm('ADDR', 'http://a/'), { '1': 'URI http://a/' }],
    ['no type', ch('APPADDR', parm('ADDR', 'http://a/')), { '1': 'URI http://a/' }],
    [
      'no type and an IPv4 address',
      ch('APPADDR', parm('ADDR', '10.0.0.1')),
      { '1': 'IPv4 10.0.0.1' },
    ],
    [
      'no type and an IPv6 address',
      ch('APPADDR', parm('ADDR', '2001:db8::1')),
      { '1': 'IPv6 2001:db8::1' },
    ],
    [
      'an empty type',
      ch('APPADDR', parms({ ADDR: 'http://a/', ADDRTYPE: '' })),
      { '1': 'URI http://a/' },
    ],
    ['a type', ch('APPADDR', parms({ ADDR: '::1', ADDRTYPE: 'IPV6' })), { '1': 'IPv6 ::1' }],
    [
      'a type of DM',
      ch('APPADDR', parms({ ADDR: 'http://a/', ADDRTYPE: 'URI' })),
      { '1': 'URI http://a/' },
    ],
    [
      'both forms, the short one first',
      ch('APPADDR', parm('ADDR', 'http://b/')) + parm('ADDR', 'http://a/'),
      { '1': 'URI http://a/', '2': 'URI http://b/' },
    ],
  ];
  for (const [what, application, expected] of addresses) {
    it(`has the address of ${what}`, () => {
      const mapped = map(
        ch('APPLICATION', parms({ APPID: 'w7', 'PROVIDER-ID': 's' }), application),
      );
      const found = leaves(only(mapped));
      for (const [name, text] of Object.entries(expected)) {
        assert.equal(`${found[`AppAddr/${name}/AddrType`]} ${found[`AppAddr/${name}/Addr`]}`, text);
      }
      assert.deepEqual(mapped.warnings, []);
    });
  }

  const levels: [level: string | undefined, type: string | undefined, expected: string[]][] = [
    ['APPSRV', 'DIGEST', ['CLCRED DIGEST']],
    ['CLIENT', 'DIGEST', ['SRVCRED DIGEST']],
    ['client', 'hmac', ['SRVCRED HMAC']],
    ['OBEX', 'HTTP-BASIC', ['OBEX HTTP-BASIC']],
    [undefined, 'HTTP-DIGEST', ['HTTP HTTP-DIGEST']],
    [undefined, 'TRANSPORT', ['HTTP TRANSPORT']],
    [undefined, 'BASIC', ['CLCRED BASIC']],
    ['APPSRV', 'BASIC,DIGEST', ['CLCRED BASIC', 'CLCRED DIGEST']],
    ['APPSRV', 'DIGEST, DIGEST', ['CLCRED DIGEST']],
    [undefined, 'HTTP-BASIC,DIGEST', ['HTTP HTTP-BASIC', 'CLCRED DIGEST']],
  ];
  for (const [level, type, expected] of levels) {
    it(`has ${expected.join(' and ')} for ${level ?? 'no level'} and ${type}`, () => {
      const auth = ch(
        'APPAUTH',
        level === undefined ? '' : parm('AAUTHLEVEL', level),
        type === undefined ? '' : parm('AAUTHTYPE', type),
        parms({ AAUTHNAME: 'n', AAUTHSECRET: 's' }),
      );
      const mapped = map(w7('s', auth));
      const found = leaves(only(mapped));
      assert.deepEqual(
        expected.map((_, at) =>
          ['Level', 'Type', 'Name', 'Secret'].map((end) => found[`AppAuth/${at + 1}/AAuth${end}`]),
        ),
        expected.map((words) => [...words.split(' '), 'n', 's']),
      );
      assert.equal(`AppAuth/${expected.length + 1}/AAuthLevel` in found, false);
      assert.deepEqual(mapped.warnings, []);
    });
  }

  const odd: [level: string, type: string, expected: string[], warnings: string[]][] = [
    ['X', 'DIGEST', ['X', 'DIGEST'], ['AAUTHLEVEL is no word of AAuthLevel, and is kept']],
    [
      'APPSRV',
      'X,BASIC',
      ['CLCRED', 'X,BASIC'],
      ['AAUTHTYPE is no word of AAuthType, and is kept'],
    ],
    [
      'OBEX',
      'BASIC',
      ['OBEX', 'BASIC'],
      ['AAUTHTYPE does not go with the level OBEX, and is kept'],
    ],
  ];
  for (const [level, type, expected, warnings] of odd) {
    it(`keeps ${level} with ${type}, and warns`, () => {
      const mapped = map(w7('s', ch('APPAUTH', parms({ AAUTHLEVEL: level, AAUTHTYPE: type }))));
      const found = leaves(only(mapped));
      assert.deepEqual([found['AppAuth/1/AAuthLevel'], found['AppAuth/1/AAuthType']], expected);
      assert.deepEqual(
        placeless(mapped.warnings),
        warnings.map((line) => `APPLICATION: APPAUTH/${line}`),
      );
    });
  }

  it('has no address of an APPADDR without ADDR, and no services', () => {
    const port = ch('PORT', parm('PORTNBR', '1'), parm('SERVICE', 'x'));
    const mapped = map(w7('s', ch('APPADDR', port), ch('APPADDR', parm('ADDR', 'b'), port)));
    const found = leaves(only(mapped));
    assert.equal(found['AppAddr/2/Addr'], 'b');
    assert.equal('AppAddr/3/AddrType' in found, false);
    assert.deepEqual(placeless(mapped.unmapped), ['APPLICATION: APPADDR/PORT/SERVICE']);
    assert.deepEqual(placeless(mapped.warnings), [
      'APPLICATION: an address without ADDR is left out',
    ]);
  });

  it('has no AAuthType without AAUTHTYPE, and warns', () => {
    const mapped = map(w7('s', ch('APPAUTH', parm('AAUTHLEVEL', 'APPSRV'))));
    assert.equal('AppAuth/1/AAuthType' in leaves(only(mapped)), false);
    assert.deepEqual(placeless(mapped.warnings), ['APPLICATION: APPAUTH/AAUTHTYPE is missing']);
  });

  it('has the octets of AAUTHDATA: those its base64 stands for, or of its text', () => {
    const auth = (data: string): string =>
      ch('APPAUTH', parms({ AAUTHTYPE: 'DIGEST', AAUTHDATA: data }));
    const account = only(map(w7('s', auth('bm9uY2U='), auth('no-base64'))));
    const found = leaves(account);
    assert.deepEqual(found['AppAuth/1/AAuthData'], Uint8Array.from(Buffer.from('nonce')));
    assert.deepEqual(found['AppAuth/2/AAuthData'], Uint8Array.from(Buffer.from('no-base64')));
    const node = account.mo.nodes.find(({ path }) => path === 'AppAuth/1/AAuthData');
    assert.equal(node?.format, 'bin');
  });

  const none: [why: string, application: string, line: string][] = [
    ['no PROVIDER-ID', parm('ADDR', 'a'), 'it has no PROVIDER-ID'],
    ['an empty PROVIDER-ID', parms({ 'PROVIDER-ID': ' ', ADDR: 'a' }), 'it has no PROVIDER-ID'],
    ...['a b', 'a+b', 'a=b', 'a*', '(nobody)', 'x'.repeat(256)].map(
      (id): [string, string, string] => [
        `the PROVIDER-ID ${id.slice(0, 10)}`,
        parms({ 'PROVIDER-ID': id, ADDR: 'a' }),
        'its PROVIDER-ID cannot be a ServerID',
      ],
    ),
    ['no address', parm('PROVIDER-ID', 's'), 'it has no ADDR'],
    [
      'an empty address',
      parm('PROVIDER-ID', 's') + ch('APPADDR', parm('ADDR', '')),
      'it has no ADDR',
    ],
  ];
  for (const [why, application, line] of none) {
    it(`is no account for ${why}`, () => {
      const mapped = map(ch('APPLICATION', parm('APPID', 'w7'), application));
      assert.deepEqual(mapped.mos, []);
      assert.deepEqual(mapped.servers, []);
      assert.deepEqual(placeless(mapped.ignored), [`APPLICATION: ${line}, so it is no account`]);
    });
  }

  it('that has the PROVIDER-ID of an earlier one is ignored', () => {
    const mapped = map(w7('s', parm('NAME', 'first')), w7('s', parm('NAME', 'second')));
    assert.equal(leaves(only(mapped))['Name'], 'first');
    assert.deepEqual(mapped.servers, ['s']);
    assert.deepEqual(placeless(mapped.ignored), [
      'APPLICATION: this document brings the same object twice',
    ]);
  });
});

describe('an access point', () => {
  it('has its name servers and its own address by their form', () => {
    const mapped = map(
      napdef(
        'n',
        parm('DNS-ADDR', '10.0.0.1'),
        parm('DNS-ADDR', '2001:db8::1'),
        parm('DNS-ADDR', ' 10.0.0.2 '),
        parms({ 'LOCAL-ADDR': '10.0.0.9', 'LOCAL-ADDRTYPE': 'IPV4', LINGER: '30' }),
      ),
    );
    assert.deepEqual(leaves(only(mapped)), {
      NapId: 'n',
      'IP/IPv4/DNS/1/DNSAddr': '10.0.0.1',
      'IP/IPv6/DNS/1/DNSAddr': '2001:db8::1',
      'IP/IPv4/DNS/2/DNSAddr': ' 10.0.0.2 ',
      'IP/IPv4/LocalAddr': '10.0.0.9',
      Linger: '30',
    });
    assert.deepEqual([mapped.unmapped, mapped.warnings], [[], []]);
    assert.equal(only(mapped).mo.nodes.find(({ path }) => path === 'Linger')?.format, 'int');
  });

  it('is without what has not the form that it should have', () => {
    const mapped = map(
      napdef('n', parms({ 'DNS-ADDR': 'ns.example', LINGER: 'long' }), parm('NAME')),
    );
    assert.deepEqual(leaves(only(mapped)), { NapId: 'n' });
    assert.deepEqual(placeless(mapped.warnings), [
      'NAPDEF: DNS-ADDR is no IP address, and is left out',
      'NAPDEF: LINGER is no number, and is left out',
      'NAPDEF: NAME has no value, and is left out',
    ]);
  });

  it('has numbers for bearers and sets of credentials only where there are several', () => {
    const auth = (name: string): string =>
      ch(
        'NAPAUTHINFO',
        parm('AUTHNAME', name),
        parm('AUTH-ENTITY', 'AAA'),
        parm('AUTH-ENTITY', 'HA'),
      );
    assert.deepEqual(leaves(only(map(napdef('n', parm('BEARER', 'A'), auth('x'))))), {
      NapId: 'n',
      'Bearer/BearerType': 'A',
      'AuthInfo/AuthName': 'x',
      'AuthInfo/AuthEntities/1/AuthEntity': 'AAA',
      'AuthInfo/AuthEntities/2/AuthEntity': 'HA',
    });
    const several = parm('BEARER', 'A') + parm('BEARER', 'B');
    assert.deepEqual(leaves(only(map(napdef('n', several, auth('x'), auth('y'))))), {
      NapId: 'n',
      'Bearer/1/BearerType': 'A',
      'Bearer/2/BearerType': 'B',
      'AuthInfo/1/AuthName': 'x',
      'AuthInfo/1/AuthEntities/1/AuthEntity': 'AAA',
      'AuthInfo/1/AuthEntities/2/AuthEntity': 'HA',
      'AuthInfo/2/AuthName': 'y',
      'AuthInfo/2/AuthEntities/1/AuthEntity': 'AAA',
      'AuthInfo/2/AuthEntities/2/AuthEntity': 'HA',
    });
  });

  it('has the first of what may be there once, and warns', () => {
    const mapped = map(napdef('n', parm('NAME', 'a'), parm('NAME', 'b')));
    assert.equal(leaves(only(mapped))['Name'], 'a');
    assert.deepEqual(placeless(mapped.warnings), [
      'NAPDEF: NAME is there more than once; the first one counts',
    ]);
  });

  it('without NAPID, or with one that was there, is ignored', () => {
    const mapped = map(ch('NAPDEF', parm('NAME', 'x')), napdef('n'), napdef(' n'));
    assert.equal(only(mapped).mo.identity, `${NAP}:n`);
    assert.deepEqual(placeless(mapped.ignored), [
      'NAPDEF: it has no NAPID',
      'NAPDEF: this document brings the same object twice',
    ]);
  });
});

describe('a proxy', () => {
  const physical = (address: string, ...more: string[]): string =>
    ch('PXPHYSICAL', parm('PXADDR', address), ...more);

  it('has the address of its PXPHYSICAL, and the ports of its own', () => {
    const port = (number: string, ...services: string[]): string =>
      ch('PORT', parm('PORTNBR', number), ...services.map((word) => parm('SERVICE', word)));
    const mapped = map(
      pxlogical('p', port('1'), physical('a', port('80', 'CO-WSP', 'OTA-HTTP-TO'), port('81'))),
    );
    assert.deepEqual(leaves(only(mapped)), {
      ProxyId: 'p',
      Addr: 'a',
      'Ports/1/PortNbr': '80',
      'Ports/1/Services/1/Service': 'CO-WSP',
      'Ports/1/Services/2/Service': 'OTA-HTTP-TO',
      'Ports/2/PortNbr': '81',
    });
    assert.equal(only(mapped).mo.nodes[0]?.type, 'urn:oma:mo:oma-connmo-proxy:1.0');
    const shared = map(pxlogical('p', port('1'), physical('a')));
    assert.equal(leaves(only(shared))['Ports/1/PortNbr'], '1');
  });

  it('with several PXPHYSICAL is an object for each, told apart by PHYSICAL-PROXY-ID or number', () => {
    const mapped = map(
      pxlogical(
        'p',
        parm('NAME', 'x'),
        parm('TRUST'),
        ch('PXAUTHINFO', parm('PXAUTH-ID', 'u')),
        physical('a', parm('PHYSICAL-PROXY-ID', '1st'), parm('DOMAIN', 'd')),
        physical('b', parm('PHYSICAL-PROXY-ID', '2/nd'), parm('DOMAIN', 'd')),
        physical('c'),
        physical('d', parm('PHYSICAL-PROXY-ID', '3')),
      ),
    );
    assert.deepEqual(
      mapped.mos.map(({ mo }) => [mo.identity, `${mo.parent}/${mo.name}`]),
      [
        [`${PROXY}:p`, './Proxy/1'],
        [`${PROXY}:p/2%2Fnd`, './Proxy/2'],
        [`${PROXY}:p/3`, './Proxy/3'],
      ],
    );
    for (const [at, address] of ['a', 'b', 'c'].entries()) {
      assert.deepEqual(leaves(mapped.mos[at]!), {
        ProxyId: 'p',
        Name: 'x',
        Addr: address,
        'AuthInfo/AuthName': 'u',
      });
    }
    assert.deepEqual(placeless(mapped.unmapped), [
      'PXLOGICAL: TRUST',
      'PXLOGICAL: DOMAIN',
      'PXPHYSICAL: DOMAIN',
    ]);
    assert.deepEqual(placeless(mapped.ignored), [
      'PXPHYSICAL: this document brings the same object twice',
    ]);
  });

  it('without PROXY-ID or PXPHYSICAL is ignored', () => {
    const mapped = map(ch('PXLOGICAL', physical('a')), pxlogical('p'));
    assert.deepEqual(mapped.mos, []);
    assert.deepEqual(placeless(mapped.ignored), [
      'PXLOGICAL: it has no PROXY-ID',
      'PXLOGICAL: it has no PXPHYSICAL',
    ]);
  });
});

describe('another application', () => {
  const application = (values: Record<string, string>, ...more: string[]): string =>
    ch('APPLICATION', parms(values), ...more);

  it('stands below ./App, known by APPID and PROVIDER-ID, or else by NAME', () => {
    const mapped = map(
      application({ APPID: 'w4', 'PROVIDER-ID': 'op', NAME: 'MMS' }),
      application({ APPID: 'w4', NAME: 'MMS' }),
      application({ APPID: 'w2', 'PROVIDER-ID': 'op' }),
      application({ APPID: 'w4', 'PROVIDER-ID': 'op', NAME: 'again' }),
      application({ NAME: 'none' }),
    );
    assert.deepEqual(
      mapped.mos.map(({ kind, mo }) => [kind, mo.identity, `${mo.parent}/${mo.name}`]),
      [
        ['other', 'mo:w4:op', './App/1'],
        ['other', 'mo:w4:MMS', './App/2'],
        ['other', 'mo:w2:op', './App/3'],
      ],
    );
    assert.deepEqual(placeless(mapped.ignored), [
      'APPLICATION: it has no APPID',
      'APPLICATION: this document brings the same object twice',
    ]);
    assert.equal(mapped.mos[0]?.mo.nodes[0]?.type, null);
  });

  it('keeps its words as they are', () => {
    const auth = parms({
      AAUTHLEVEL: 'APPSRV',
      AAUTHTYPE: 'HTTP-BASIC,HTTP-DIGEST',
      AAUTHDATA: 'AAAA',
    });
    const found = leaves(
      only(
        map(
          application(
            { APPID: 'w5' },
            ch('APPADDR', parms({ ADDR: 'a', ADDRTYPE: 'ALPHA' })),
            ch('APPAUTH', auth),
            ch('RESOURCE', parm('URI', 'x')),
            ch('RESOURCE', parm('URI', 'y')),
          ),
        ),
      ),
    );
    assert.deepEqual(found, {
      AppID: 'w5',
      'AppAddr/1/Addr': 'a',
      'AppAddr/1/AddrType': 'ALPHA',
      'AppAuth/1/AAuthLevel': 'APPSRV',
      'AppAuth/1/AAuthType': 'HTTP-BASIC,HTTP-DIGEST',
      'AppAuth/1/AAuthData': 'AAAA',
      'Resource/1/URI': 'x',
      'Resource/2/URI': 'y',
    });
  });
});

describe('a connection', () => {
  const physical = (...naps: string[]): string =>
    ch('PXPHYSICAL', ...naps.map((id) => parm('TO-NAPID', id)));

  it('refers to the object that was made of what it names, wherever in the document that stands', () => {
    const account = only(
      map(w7('s', parm('TO-NAPID', ' n2')), napdef('n1'), napdef('n2')),
      'dmacc',
    );
    assert.deepEqual(refs(account), { PrefConRef: `${NAP}:n2` });
    assert.equal(leaves(account)['PrefConRef'], './NAP/2');
  });

  it('of several is a list, the proxies first, each once', () => {
    const account = only(
      map(
        w7('s', ...['n2', 'n1', 'n2'].map((id) => parm('TO-NAPID', id)), parm('TO-PROXY', 'p')),
        napdef('n1'),
        napdef('n2'),
        pxlogical('p', physical('n1', 'n2')),
      ),
      'dmacc',
    );
    assert.deepEqual(refs(account), {
      'ToConRef/1/ConRef': `${PROXY}:p`,
      'ToConRef/2/ConRef': `${NAP}:n2`,
      'ToConRef/3/ConRef': `${NAP}:n1`,
    });
  });

  it('of another application is PrefConDef, or a list', () => {
    const application = (...more: string[]): string =>
      ch('APPLICATION', parm('APPID', 'w4'), ...more);
    const one = only(map(application(parm('TO-NAPID', 'n')), napdef('n')), 'other');
    assert.deepEqual(refs(one), { PrefConDef: `${NAP}:n` });
    const two = parm('TO-NAPID', 'n') + parm('TO-NAPID', 'm');
    const both = only(map(application(two), napdef('n'), napdef('m')), 'other');
    assert.deepEqual(Object.keys(refs(both)), ['ToConRef/1/ConRef', 'ToConRef/2/ConRef']);
  });

  it('through a proxy that became several objects refers to all of them', () => {
    const mapped = map(w7('s', parm('TO-PROXY', 'p')), pxlogical('p', physical(), physical()));
    assert.deepEqual(refs(only(mapped, 'dmacc')), {
      'ToConRef/1/ConRef': `${PROXY}:p`,
      'ToConRef/2/ConRef': `${PROXY}:p/2`,
    });
  });

  it('of a proxy is a list', () => {
    const proxy = only(map(pxlogical('p', physical('n')), napdef('n')), 'proxy');
    assert.deepEqual(refs(proxy), { 'ConRefs/1/ConRef': `${NAP}:n` });
  });

  it('to what the document does not hold is kept as text, and warned of', () => {
    const mapped = map(
      w7('s', parm('TO-NAPID', 'p'), parm('TO-PROXY')),
      pxlogical('p', physical()),
    );
    const account = only(mapped, 'dmacc');
    assert.deepEqual(refs(account), { PrefConRef: null });
    assert.equal(leaves(account)['PrefConRef'], 'p');
    assert.deepEqual(placeless(mapped.warnings), [
      'APPLICATION: TO-PROXY names nothing in this document',
      'APPLICATION: TO-NAPID names nothing in this document, and is kept as text',
    ]);
  });
});

describe('the rights on what a document brings', () => {
  const acls = (...characteristics: string[]): (string | null | undefined)[] =>
    map(...characteristics).mos.map(({ mo }) => mo.nodes[0]?.acl);
  const rights = (ids: string): string => `Delete=${ids}&Get=${ids}&Replace=${ids}`;

  it('are its server’s (5.4.4)', () => {
    assert.deepEqual(acls(napdef('n'), w7('s')), [rights('s'), rights('s')]);
  });

  it('are of several servers all of them’s, but an account is its own server’s', () => {
    assert.deepEqual(acls(w7('s'), w7('t'), napdef('n')), [
      rights('s'),
      rights('t'),
      rights('s+t'),
    ]);
  });

  it('are nobody’s without an account', () => {
    const none = ch('APPLICATION', parm('APPID', 'w7'));
    assert.deepEqual(acls(napdef('n'), none), ['Get=(nobody)']);
  });

  it('stand on the root of each object, for all that is below it', () => {
    const { nodes } = only(map(w7('s', ch('APPAUTH', parm('AAUTHTYPE', 'BASIC'))))).mo;
    assert.ok(nodes.slice(1).every(({ acl }) => acl === null));
  });
});

describe('a document', () => {
  it('of another version is taken with a warning', () => {
    const mapped = mapXml('<wap-provisioningdoc version="2.0"/>');
    assert.deepEqual(mapped.warnings, ['the document has another version than 1.0 and 1.1']);
    assert.deepEqual(mapXml('<wap-provisioningdoc version="1.0"/>').warnings, []);
    assert.deepEqual(mapXml('<wap-provisioningdoc/>').warnings, []);
  });

  it('warns of a port that is none, and keeps it', () => {
    const mapped = map(
      w7('s', ch('APPADDR', parm('ADDR', 'a'), ch('PORT', parm('PORTNBR', '65536')))),
    );
    assert.equal(leaves(only(mapped))['AppAddr/2/Port/1/PortNbr'], '65536');
    assert.deepEqual(placeless(mapped.warnings), [
      'APPLICATION: APPADDR/PORT/PORTNBR is no port number',
    ]);
  });
});
