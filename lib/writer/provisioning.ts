import type { Element } from '../wbxml/index.js';
import type { AccessPoint, Account, Auth, Description, ProxyServer } from './description.js';
import { hostType } from './objects.js';

/** By whom somebody proves himself to whom: AAuthLevel says who does, AAUTHLEVEL where. HTTP has no word. */
const LEVELS = { CLCRED: 'APPSRV', SRVCRED: 'CLIENT', OBEX: 'OBEX', HTTP: null } as const;

/**
 * A description as a Client Provisioning document (OMA-WAP-TS-ProvCont-V1_1): proxies and access points, then an APPLICATION w7 for each account.
 */
export function provisioningDocument({ accounts, accessPoints, proxies }: Description): Element {
  const proxyIds = new Set(proxies.map(({ id }) => id));
  return element('wap-provisioningdoc', { version: '1.1' }, [
    ...proxies.map(pxLogical),
    ...accessPoints.map(napDef),
    ...accounts.map((account) => application(account, proxyIds)),
  ]);
}

type Part = Element | null;

const element = (
  name: string,
  attributes: Readonly<Record<string, string>>,
  children: readonly Part[] = [],
): Element => ({
  name,
  namespace: '',
  attributes: Object.entries(attributes).map(([name, value]) => ({ name, value })),
  children: children.filter((child) => child !== null),
  offset: 0,
});

const characteristic = (type: string, children: readonly Part[]): Element =>
  element('characteristic', { type }, children);

const parm = (name: string, value: string | null): Part =>
  value === null ? null : element('parm', { name, value });

const port = (number: number | null): Part =>
  number === null ? null : characteristic('PORT', [parm('PORTNBR', String(number))]);

function application(account: Account, proxyIds: ReadonlySet<string>): Element {
  const { serverId, name, connections, addresses, credentials } = account;
  return characteristic('APPLICATION', [
    parm('APPID', 'w7'),
    parm('PROVIDER-ID', serverId),
    parm('NAME', name),
    ...connections.map((id) => parm(proxyIds.has(id) ? 'TO-PROXY' : 'TO-NAPID', id)),
    ...addresses.map((address) =>
      characteristic('APPADDR', [
        parm('ADDR', address.addr),
        parm('ADDRTYPE', address.type === 'URI' ? null : hostType(address)),
        port(address.port),
      ]),
    ),
    ...credentials.map(({ level, type, name, secret, data }) =>
      characteristic('APPAUTH', [
        parm('AAUTHLEVEL', LEVELS[level]),
        parm('AAUTHTYPE', type),
        parm('AAUTHNAME', name),
        parm('AAUTHSECRET', secret),
        parm('AAUTHDATA', data && Buffer.from(data).toString('base64')),
      ]),
    ),
  ]);
}

function napDef({ id, name, bearer, address, addressType, dns, auth }: AccessPoint): Element {
  return characteristic('NAPDEF', [
    parm('NAPID', id),
    parm('BEARER', bearer),
    parm('NAME', name),
    parm('NAP-ADDRESS', address),
    parm('NAP-ADDRTYPE', addressType),
    ...dns.map((one) => parm('DNS-ADDR', one)),
    authInfo('NAPAUTHINFO', ['AUTHTYPE', 'AUTHNAME', 'AUTHSECRET'], auth),
  ]);
}

/** One proxy is a logical one with a single physical one. */
function pxLogical({ id, name, address, accessPoints, auth }: ProxyServer): Element {
  return characteristic('PXLOGICAL', [
    parm('PROXY-ID', id),
    parm('NAME', name),
    authInfo('PXAUTHINFO', ['PXAUTH-TYPE', 'PXAUTH-ID', 'PXAUTH-PW'], auth),
    characteristic('PXPHYSICAL', [
      parm('PHYSICAL-PROXY-ID', '1'),
      parm('PXADDR', address.addr),
      parm('PXADDRTYPE', hostType(address)),
      ...accessPoints.map((accessPoint) => parm('TO-NAPID', accessPoint)),
      port(address.port),
    ]),
  ]);
}

function authInfo(
  name: string,
  [typeParm, nameParm, secretParm]: readonly [string, string, string],
  auth: Auth | null,
): Part {
  if (auth === null) return null;
  return characteristic(name, [
    parm(typeParm, auth.type),
    parm(nameParm, auth.name),
    parm(secretParm, auth.secret),
  ]);
}
