import type { DocumentKind } from '../tree/model.js';

/** What the key of a MAC is made of. */
export type Method = 'network' | 'user' | 'user-network' | 'user-mac';

/** By media type: what the document is. */
export const KINDS: ReadonlyMap<string, DocumentKind> = new Map([
  ['application/vnd.syncml.dm+wbxml', 'dm'],
  ['application/vnd.syncml.dm+xml', 'dm'],
  ['application/vnd.wap.connectivity-wbxml', 'cp'],
  ['text/vnd.wap.connectivity-xml', 'cp'],
]);

/** The forms that a MAC can be of: a secured bootstrap is never XML (OMA-TS-DM_Security-V1_2_1, 5.7.2). */
export const WBXML = /\+wbxml$|-wbxml$/;

/**
 * The methods of each profile, as SEC names them: in words, or by the number that they have in Client Provisioning (OMA-WAP-ProvBoot-v1_1, 6.2;
 * OMA-TS-DM_Security-V1_2_1, 5.7.2.3). Servers in the field write the number in DM messages, too.
 */
export const METHODS: Readonly<Record<DocumentKind, ReadonlyMap<string | number, Method>>> = {
  dm: new Map<string | number, Method>([
    ['NETWORKID', 'network'],
    ['USERPIN', 'user'],
    ['USERPIN_NETWORKID', 'user-network'],
    [0, 'network'],
    [1, 'user'],
    [2, 'user-network'],
  ]),
  cp: new Map<string | number, Method>([
    ['NETWPIN', 'network'],
    ['USERPIN', 'user'],
    ['USERNETWPIN', 'user-network'],
    ['USERPINMAC', 'user-mac'],
    [0, 'network'],
    [1, 'user'],
    [2, 'user-network'],
    [3, 'user-mac'],
  ]),
};
