import type { Table } from './table.js';

/** PXLOGICAL with what is in one of its PXPHYSICAL (nodes as far as the objects of OMA-DDS-DM_ConnMO are known). */
export const PROXY: Table = {
  type: 'urn:oma:mo:oma-connmo-proxy:1.0',
  parent: './Proxy',
  leaves: new Map([
    ['PROXY-ID', 'ProxyId'],
    ['NAME', 'Name'],
    ['PHYSICAL-PROXY-ID', null],
    ['PXADDR', 'Addr'],
    ['PXADDRTYPE', 'AddrType'],
    ['TO-NAPID', null],
    ['PORT/PORTNBR', 'Ports/<X>/PortNbr'],
    ['PORT/SERVICE', 'Ports/<X>/Services/<X>/Service'],
    ['PXAUTHINFO/PXAUTH-TYPE', 'AuthInfo/<X?>/AuthType'],
    ['PXAUTHINFO/PXAUTH-ID', 'AuthInfo/<X?>/AuthName'],
    ['PXAUTHINFO/PXAUTH-PW', 'AuthInfo/<X?>/AuthSecret'],
  ]),
  connection: { one: 'ConRefs/<X>/ConRef', several: 'ConRefs/<X>/ConRef' },
  formats: new Map(),
};
