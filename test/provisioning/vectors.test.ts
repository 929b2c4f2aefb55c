import assert from 'node:assert/strict';
import { ch, leaves, map, only, parm, parms, placeless } from './documents.js';

/** The leaf of each parm by itself, beside those that make an object of its characteristic. */
type Vectors = readonly [parm: string, leaf: string][];

/** OMA-TS-DM_Bootstrap-V1_3, Appendix C, row by row. */
const APPLICATION: Vectors = [
  ['PROVIDER-ID', 'ProviderID'],
  ['NAME', 'Name'],
  ['AACCEPT', 'AAccept'],
  ['APROTOCOL', 'AProtocol'],
  ['TO-PROXY', 'PrefConDef'],
  ['TO-NAPID', 'PrefConDef'],
  ['ADDR', 'PrefAddr'],
  ['APPADDR/ADDR', 'AppAddr/1/Addr'],
  ['APPADDR/ADDRTYPE', 'AppAddr/1/AddrType'],
  ['APPADDR/PORT/PORTNBR', 'AppAddr/1/Port/1/PortNbr'],
  ['APPADDR/PORT/SERVICE', 'AppAddr/1/Port/1/Service/1/Service'],
  ['APPAUTH/AAUTHLEVEL', 'AppAuth/1/AAuthLevel'],
  ['APPAUTH/AAUTHTYPE', 'AppAuth/1/AAuthType'],
  ['APPAUTH/AAUTHNAME', 'AppAuth/1/AAuthName'],
  ['APPAUTH/AAUTHSECRET', 'AppAuth/1/AAuthSecret'],
  ['APPAUTH/AAUTHDATA', 'AppAuth/1/AAuthData'],
  ['RESOURCE/URI', 'Resource/1/URI'],
  ['RESOURCE/NAME', 'Resource/1/Name'],
  ['RESOURCE/AACCEPT', 'Resource/1/AAccept'],
  ['RESOURCE/AAUTHTYPE', 'Resource/1/AAuthType'],
  ['RESOURCE/AAUTHNAME', 'Resource/1/AAuthName'],
  ['RESOURCE/AAUTHSECRET', 'Resource/1/AAuthSecret'],
  ['RESOURCE/AAUTHDATA', 'Resource/1/AAuthData'],
];

const ACCOUNT: Vectors = [
  ['NAME', 'Name'],
  ['TO-PROXY', 'PrefConRef'],
  ['TO-NAPID', 'PrefConRef'],
  ['APPAUTH/AAUTHNAME', 'AppAuth/1/AAuthName'],
  ['APPAUTH/AAUTHSECRET', 'AppAuth/1/AAuthSecret'],
];

const NAPDEF: Vectors = [
  ['NAME', 'Name'],
  ['BEARER', 'Bearer/BearerType'],
  ['NAP-ADDRESS', 'Addr'],
  ['NAP-ADDRTYPE', 'AddrType'],
  ['NAPAUTHINFO/AUTHTYPE', 'AuthInfo/AuthType'],
  ['NAPAUTHINFO/AUTHNAME', 'AuthInfo/AuthName'],
  ['NAPAUTHINFO/AUTHSECRET', 'AuthInfo/AuthSecret'],
  ['NAPAUTHINFO/AUTH-ENTITY', 'AuthInfo/AuthEntities/1/AuthEntity'],
  ['NAPAUTHINFO/SPI', 'AuthInfo/SPI'],
];

const PXLOGICAL: Vectors = [
  ['NAME', 'Name'],
  ['PXAUTHINFO/PXAUTH-TYPE', 'AuthInfo/AuthType'],
  ['PXAUTHINFO/PXAUTH-ID', 'AuthInfo/AuthName'],
  ['PXAUTHINFO/PXAUTH-PW', 'AuthInfo/AuthSecret'],
  ['PORT/PORTNBR', 'Ports/1/PortNbr'],
  ['PORT/SERVICE', 'Ports/1/Services/1/Service'],
  ['PXPHYSICAL/PXADDR', 'Addr'],
  ['PXPHYSICAL/PXADDRTYPE', 'AddrType'],
  ['PXPHYSICAL/TO-NAPID', 'ConRefs/1/ConRef'],
  ['PXPHYSICAL/PORT/PORTNBR', 'Ports/1/PortNbr'],
  ['PXPHYSICAL/PORT/SERVICE', 'Ports/1/Services/1/Service'],
];

/** Parms without a place in the tree; a `/` at the end makes it a characteristic. */
const UNMAPPED: Record<string, readonly string[]> = {
  'APPLICATION w4': ['STARTPAGE', 'RESOURCE/STARTPAGE', 'RESOURCE/CLIENT-ID', 'VALIDITY/'],
  'APPLICATION w7': ['AACCEPT', 'APROTOCOL', 'INIT', 'ROLE', 'RESOURCE/'],
  NAPDEF: [
    'INTERNET',
    'CALLTYPE',
    'LINKSPEED',
    'DNLINKSPEED',
    'MAX-SDU-SIZE',
    'T-BIT',
    'VALIDITY/',
  ],
  PXLOGICAL: [
    'DOMAIN',
    'TRUST',
    'MASTER',
    'STARTPAGE',
    'BASAUTH-ID',
    'BASAUTH-PW',
    'PROXY-PW',
    'PPGAUTH-TYPE',
    'PROXY-PROVIDER-ID',
    'WSP-VERSION',
    'PUSHENABLED',
    'PULLENABLED',
    'CLIENTIDENTITY/',
  ],
};

/** Whole characteristics without a place. */
const NO_OBJECTS = [
  'BOOTSTRAP',
  'ACCESS',
  'VENDORCONFIG',
  'CLIENTIDENTITY',
  'BOOKMARK',
  'PXPHYSICAL',
];

const BASES: Record<string, (content: string) => string> = {
  'APPLICATION w4': (content) => ch('APPLICATION', parm('APPID', 'w4'), content),
  'APPLICATION w7': (content) =>
    ch('APPLICATION', parms({ APPID: 'w7', 'PROVIDER-ID': 's', ADDR: 'a' }), content),
  NAPDEF: (content) => ch('NAPDEF', parm('NAPID', 'n'), content),
  PXLOGICAL: (content) =>
    ch(
      'PXLOGICAL',
      parm('PROXY-ID', 'p'),
      content,
      content.includes('PXPHYSICAL') ? '' : ch('PXPHYSICAL'),
    ),
};

const VECTORS: Record<string, Vectors> = {
  'APPLICATION w4': APPLICATION,
  'APPLICATION w7': ACCOUNT,
  NAPDEF,
  PXLOGICAL,
};

/** The parm at the end of a path of characteristics; without a name there, the last characteristic, empty. */
const at = (path: string, value?: string): string =>
  path
    .split('/')
    .reduceRight(
      (content, name, place, { length }) =>
        place === length - 1 ? (name === '' ? '' : parm(name, value)) : ch(name, content),
      '',
    );

for (const [type, vectors] of Object.entries(VECTORS)) {
  const base = BASES[type]!;

  describe(`a parm of ${type}`, () => {
    for (const [path, leaf] of vectors) {
      it(`${path} becomes ${leaf}`, () => {
        const value = '8080';
        const mapped = map(base(at(path, value)));
        const without = leaves(only(map(base(''))));
        const more = Object.entries(leaves(only(mapped))).filter(([name]) => !(name in without));
        assert.deepEqual(
          more.find(([name]) => name === leaf),
          [leaf, value],
        );
        assert.deepEqual(mapped.unmapped, []);
      });
    }

    for (const path of UNMAPPED[type]!) {
      it(`${path} has no place, and is told by its name`, () => {
        const mapped = map(base(at(path, 'hunter2')));
        const name = path.replace(/\/$/, '');
        assert.deepEqual(placeless(mapped.unmapped), [`${type.split(' ')[0]}: ${name}`]);
        assert.deepEqual(leaves(only(mapped)), leaves(only(map(base('')))));
      });
    }
  });
}

describe('a characteristic that no object is made of', () => {
  for (const type of NO_OBJECTS) {
    it(`such as ${type} is told by its name`, () => {
      const mapped = map(ch(type, parm('NAME', 'hunter2')));
      assert.deepEqual(mapped.unmapped, [`${type} at byte 35`]);
      assert.deepEqual(mapped.mos, []);
    });
  }

  it('is told by the length of a name that is not known', () => {
    assert.deepEqual(map(ch('X-OWN')).unmapped, ['(5 characters) at byte 35']);
    const nested = map(ch('NAPDEF', parm('NAPID', 'n'), parm('constructor'), ch('X-OWN')));
    assert.deepEqual(placeless(nested.unmapped), [
      'NAPDEF: (11 characters)',
      'NAPDEF: (5 characters)',
    ]);
  });
});
