import { PROV } from '../../wbxml/index.js';

/** Names and types that have no token: of w7, of other applications, of vendors. */
const WITHOUT_TOKEN = [
  'BOOKMARK',
  'CM',
  'CONNRETRYFREQ',
  'DEFAULTENCODING',
  'FROM',
  'INIT',
  'PROTOVER',
  'ROLE',
  'RT-ADDR',
];

/** Names of parms and types of characteristics that are known to be some. */
export const KNOWN_NAMES: ReadonlySet<string> = new Set([
  ...Object.values(PROV.attributePages).flatMap(({ starts }) =>
    Object.values(starts).flatMap(({ value }) => value ?? []),
  ),
  ...WITHOUT_TOKEN,
]);
