import type { Table } from './table.js';

/** APPLICATION w7 (OMA-TS-DM_StdObj-V1_2_1, Appendix C). */
export const ACCOUNT: Table = {
  type: 'urn:oma:mo:oma-dm-dmacc:1.0',
  parent: './DMAcc',
  leaves: new Map([
    ['APPID', 'AppID'],
    ['PROVIDER-ID', 'ServerID'],
    ['NAME', 'Name'],
    ['TO-PROXY', null],
    ['TO-NAPID', null],
    ['APPADDR/ADDR', 'AppAddr/<X>/Addr'],
    ['APPADDR/ADDRTYPE', 'AppAddr/<X>/AddrType'],
    ['APPADDR/PORT/PORTNBR', 'AppAddr/<X>/Port/<X>/PortNbr'],
    ['APPAUTH/AAUTHLEVEL', 'AppAuth/<X>/AAuthLevel'],
    ['APPAUTH/AAUTHTYPE', 'AppAuth/<X>/AAuthType'],
    ['APPAUTH/AAUTHNAME', 'AppAuth/<X>/AAuthName'],
    ['APPAUTH/AAUTHSECRET', 'AppAuth/<X>/AAuthSecret'],
    ['APPAUTH/AAUTHDATA', 'AppAuth/<X>/AAuthData'],
  ]),
  connection: { one: 'PrefConRef', several: 'ToConRef/<X>/ConRef' },
  formats: new Map([['AAuthData', 'bin']]),
};

/** What AAUTHLEVEL calls the place where the client proves itself, AAuthLevel calls by who does. */
export const AUTH_LEVELS: ReadonlyMap<string, string> = new Map([
  ['APPSRV', 'CLCRED'],
  ['CLIENT', 'SRVCRED'],
  ['OBEX', 'OBEX'],
]);

/** Words of ADDRTYPE and of AddrType. */
export const ADDRESS_TYPES: ReadonlyMap<string, string> = new Map([
  ['URI', 'URI'],
  ['IPV4', 'IPv4'],
  ['IPV6', 'IPv6'],
]);
