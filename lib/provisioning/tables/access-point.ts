import type { Table } from './table.js';

/** NAPDEF (nodes as far as the objects of OMA-DDS-DM_ConnMO are known). */
export const ACCESS_POINT: Table = {
  type: 'urn:oma:mo:oma-connmo-nap:1.0',
  parent: './NAP',
  leaves: new Map([
    ['NAPID', 'NapId'],
    ['NAME', 'Name'],
    ['BEARER', 'Bearer/<X?>/BearerType'],
    ['NAP-ADDRESS', 'Addr'],
    ['NAP-ADDRTYPE', 'AddrType'],
    ['LINGER', 'Linger'],
    ['LOCAL-ADDR', 'IP/<IP>/LocalAddr'],
    ['LOCAL-ADDRTYPE', null],
    ['DNS-ADDR', 'IP/<IP>/DNS/<X>/DNSAddr'],
    ['NAPAUTHINFO/AUTHTYPE', 'AuthInfo/<X?>/AuthType'],
    ['NAPAUTHINFO/AUTHNAME', 'AuthInfo/<X?>/AuthName'],
    ['NAPAUTHINFO/AUTHSECRET', 'AuthInfo/<X?>/AuthSecret'],
    ['NAPAUTHINFO/AUTH-ENTITY', 'AuthInfo/<X?>/AuthEntities/<X>/AuthEntity'],
    ['NAPAUTHINFO/SPI', 'AuthInfo/<X?>/SPI'],
  ]),
  connection: null,
  formats: new Map([['Linger', 'int']]),
};
