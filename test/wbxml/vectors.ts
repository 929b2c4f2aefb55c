import { toHex } from '../../lib/bytes.js';

/** [what it shows, a document, its tree as `shape` writes it, `stringTable` where it takes that to encode it so]. */
export type Vector = readonly [string, string, string, 'stringTable'?];

const hex = (text: string): string => toHex(Buffer.from(text, 'utf8'));
const utf16 = (text: string): string => toHex(Buffer.from(text, 'utf16le').swap16());

const DDF_ID = '-//OMA//DTD-DM-DDF 1.2//EN';
const PROV_ID = '-//WAPFORUM//DTD PROV 1.0//EN';
const SYNCML_11_ID = '-//SYNCML//DTD SyncML 1.1//EN';

/** Documents that are read, and written just so. */
export const BOTH_WAYS: readonly Vector[] = [
  ['an empty root', '03 A401 6A 00 2D', 'SyncML'],
  ['WBXML 1.1', '01 A401 6A 00 2D', 'SyncML'],
  ['WBXML 1.2', '02 A401 6A 00 2D', 'SyncML'],
  ['SyncML 1.0 by number', '03 9F51 6A 00 2D', 'SyncML'],
  ['SyncML 1.1 by number', '03 9F53 6A 00 2D', 'SyncML'],
  ['DevInf 1.1 by number', '03 9F54 6A 00 4A 1C 01', 'DevInf(Size)'],
  ['DevInf 1.2 by number', '03 A403 6A 00 4A 1C 34 01', 'DevInf(MaxSize SupportHierarchicalSync)'],
  ['a textual identifier', `02 00 00 6A 1E ${hex(SYNCML_11_ID)}00 2D`, 'SyncML'],
  ['a string', '03 A401 6A 00 6D 71 03 312E32 00 01 01', 'SyncML(VerDTD("1.2"))'],
  [
    'text of two, three and four bytes a character',
    '03 A401 6A 00 6D 71 03 C3A9E282ACF09D91A800 01 01',
    'SyncML(VerDTD("é€𝑨"))',
  ],
  [
    'a NUL in text',
    '03 A401 6A 00 6D 71 03 6100 02 00 03 6200 01 01',
    'SyncML(VerDTD("a\\u0000b"))',
  ],
  ['a NUL as text', '03 A401 6A 00 6D 71 02 00 01 01', 'SyncML(VerDTD("\\u0000"))'],
  ['opaque content', '03 A401 6A 00 6D 4F C3 03 0001FF 01 01', 'SyncML(Data(#0001FF))'],
  [
    'opaque content between texts',
    '03 A401 6A 00 6D 4F 03 6100 C3 00 03 6200 01 01',
    'SyncML(Data("a" # "b"))',
  ],
  [
    'opaque content of 128 bytes',
    `03 A401 6A 00 6D 4F C3 8100 ${'00'.repeat(128)} 01 01`,
    `SyncML(Data(#${'00'.repeat(128)}))`,
  ],
  [
    'a switch to MetInf and back',
    '03 A401 6A 00 6D 5A 00 01 47 03 6200 01 53 03 7400 01 01 00 00 12 01',
    'SyncML(Meta(Format("b") Type("t")) Final)',
  ],
  [
    'an object by page switch',
    '03 A401 6A 00 6D 4F 00 02 60 24 01 01 00 00 12 01',
    'SyncML(Data(MgmtTree(Node)) Final)',
  ],
  ['literals, empty and with content', '03 A401 6A 02 4100 44 00 04 00 01', 'A(A)'],
  [
    'literals with attributes',
    '03 A401 6A 04 41004200 C4 00 04 02 03 7600 01 84 00 04 02 01 01',
    'A[B="v"](A[B=""])',
  ],
  [
    'text in the string table',
    '03 A401 6A 05 6162636400 6D 45 83 00 01 46 83 00 01 01',
    'SyncML(Add("abcd") Alert("abcd"))',
    'stringTable',
  ],
  [
    'an object that switches to its page',
    `03 00 00 6A 1B ${hex(DDF_ID)}00 00 02 60 24 01`,
    'MgmtTree(Node)',
  ],
  [
    'text of an object in the string table',
    `03 00 00 6A 20 ${hex(DDF_ID)}00 6162636400 00 02 60 64 66 83 1B 01 76 83 1B 01 01 01`,
    'MgmtTree(Node(NodeName("abcd") Value("abcd")))',
    'stringTable',
  ],
  [
    'what SyncML 1.1 has no token for',
    `03 9F53 6A 0B ${hex('Correlator')}00 6D 04 00 01`,
    'SyncML(Correlator)',
  ],
  ['a provisioning document', '03 0B 6A 00 05', 'wap-provisioningdoc'],
  ['a provisioning document by text', `03 00 00 6A 1E ${hex(PROV_ID)}00 05`, 'wap-provisioningdoc'],
  [
    'a start without a value',
    '03 0B 6A 00 85 45 03 312E3100 01',
    'wap-provisioningdoc[version="1.1"]',
  ],
  ['a start with a whole value', '03 0B 6A 00 85 46 01', 'wap-provisioningdoc[version="1.0"]'],
  [
    'attributes of page 0',
    '03 0B 6A 00 45 C6 55 01 87 11 06 03 4E00 01 87 10 06 AB 01 01 01',
    'wap-provisioningdoc(characteristic[type="NAPDEF"](parm[name="NAPID" value="N"] parm[name="BEARER" value="GSM-GPRS"]))',
  ],
  [
    'attributes of page 1, in force beyond the list',
    '03 0B 6A 00 45 C6 00 01 55 01 87 36 06 03 773700 01 87 30 06 8D 01 01 01',
    'wap-provisioningdoc(characteristic[type="APPLICATION"](parm[name="APPID" value="w7"] parm[name="AAUTHLEVEL" value="APPSRV"]))',
  ],
  [
    'the same in WBXML 1.1, which cannot switch pages there',
    '01 0B 6A 00 45 C6 50 03 4150504C49434154494F4E00 01 87 05 03 415050494400 06 03 773700 01 01 01',
    'wap-provisioningdoc(characteristic[type="APPLICATION"](parm[name="APPID" value="w7"]))',
  ],
  [
    'a value in pieces',
    '03 0B 6A 00 45 87 00 01 33 06 91 92 90 91 93 01 01',
    'wap-provisioningdoc(parm[name="AAUTHTYPE" value="HTTP-BASIC,HTTP-DIGEST"])',
  ],
  [
    'a value of which only the beginning has a token',
    '03 0B 6A 00 45 87 08 06 03 4150 4E3200 01 01',
    'wap-provisioningdoc(parm[name="NAP-ADDRESS" value="APN2"])',
  ],
  [
    'names and values without a token',
    '03 0B 6A 00 45 87 05 03 5800 06 03 C3A900 01 01',
    'wap-provisioningdoc(parm[name="X" value="é"])',
  ],
  [
    'an attribute without a token',
    '03 0B 6A 02 7800 45 87 04 00 03 7900 01 01',
    'wap-provisioningdoc(parm[x="y"])',
  ],
];

/** Documents that are read, and would be written in another way. */
export const ONLY_READ: readonly Vector[] = [
  ['an empty root with content bit and END', '03 A401 6A 00 6D 01', 'SyncML'],
  ['WBXML 1.0, which has no character set', '00 A401 00 2D', 'SyncML'],
  ['a number with leading zero groups', '03 8080A401 6A 00 2D', 'SyncML'],
  [
    'a textual identifier that the table cuts off',
    `02 00 00 6A 1D ${hex(SYNCML_11_ID)} 2D`,
    'SyncML',
  ],
  [
    'a textual identifier later in the table',
    `02 00 02 6A 1F 4100 ${hex(SYNCML_11_ID)} 2D`,
    'SyncML',
  ],
  ['a textual identifier in UTF-16', `03 00 00 8777 36 ${utf16(DDF_ID)}0000 20`, 'MgmtTree'],
  ['an empty string, which is no content', '03 A401 6A 00 6D 71 03 00 01 01', 'SyncML(VerDTD)'],
  [
    'a table string that is used once',
    '03 A401 6A 03 616200 6D 71 83 00 01 01',
    'SyncML(VerDTD("ab"))',
  ],
  ['the tail of a table string', '03 A401 6A 03 616200 6D 71 83 01 01 01', 'SyncML(VerDTD("b"))'],
  [
    'a table string that the table cuts off',
    '03 A401 6A 02 6162 6D 71 83 00 01 01',
    'SyncML(VerDTD("ab"))',
  ],
  [
    'text in pieces',
    '03 A401 6A 02 6200 6D 71 03 6100 83 00 02 63 02 87A874 01 01',
    'SyncML(VerDTD("abc𝑴"))',
  ],
  [
    'no character set, taken for UTF-8',
    '03 A401 00 00 6D 71 03 C3A900 01 01',
    'SyncML(VerDTD("é"))',
  ],
  ['text in US-ASCII', '03 A401 03 00 6D 71 03 6500 01 01', 'SyncML(VerDTD("e"))'],
  ['text in ISO-8859-1', '03 A401 04 00 6D 71 03 E900 01 01', 'SyncML(VerDTD("é"))'],
  ['text in UCS-2', '03 A401 8768 00 6D 71 03 00E90000 01 01', 'SyncML(VerDTD("é"))'],
  ['text in UTF-16', '03 A401 8777 00 6D 71 03 00E9D835DC680000 01 01', 'SyncML(VerDTD("é𝑨"))'],
  [
    'text in UTF-16 that says its order',
    '03 A401 8777 00 6D 71 03 FEFF00E90000 03 FFFEE9000000 01 01',
    'SyncML(VerDTD("éé"))',
  ],
  ['text in UTF-16BE', '03 A401 8775 00 6D 71 03 00E90000 01 01', 'SyncML(VerDTD("é"))'],
  ['text in UTF-16LE', '03 A401 8776 00 6D 71 03 E9000000 01 01', 'SyncML(VerDTD("é"))'],
  [
    'a string table in UTF-16',
    '03 A401 8777 0A 00410042000000430000 6D 71 83 02 83 06 01 44 06 01 01',
    'SyncML(VerDTD("BC") C)',
  ],
  [
    'a string table in UTF-16 that is cut off',
    '03 A401 8777 04 00410042 6D 71 83 00 01 01',
    'SyncML(VerDTD("AB"))',
  ],
  [
    'an attribute value in pieces',
    '03 A401 6A 04 41004200 AD 04 00 03 7600 83 02 02 21 04 02 03 7700 01',
    'SyncML[A="vB!" B="w"]',
  ],
  [
    'opaque data in an attribute',
    '02 A401 6A 02 4200 AD 04 00 03 6100 C3 02 C3A9 01',
    'SyncML[B="aé"]',
  ],
  ['an attribute list without attributes', '03 A401 6A 00 AD 01', 'SyncML'],
  [
    'processing instructions before the root and in content',
    '03 A401 6A 02 7000 43 04 00 03 7600 01 6D 43 04 00 01 12 01',
    'SyncML(Final)',
  ],
  [
    'a switch of pages before the END',
    '03 A401 6A 00 6D 4F 00 02 60 64 01 01 00 00 01 12 01',
    'SyncML(Data(MgmtTree(Node)) Final)',
  ],
  ['an object that never switches', `03 00 00 6A 1A ${hex(DDF_ID)} 60 64 01 01`, 'MgmtTree(Node)'],
  [
    'an object in a literal that repeats its identifier',
    `02 00 00 6A 1A ${hex(DDF_ID)} 44 00 60 64 66 03 5800 01 01 01 01`,
    'MgmtTree(Node(NodeName("X")))',
  ],
  [
    'provisioning tags of page 1',
    '03 0B 6A 00 45 00 01 C6 00 01 56 01 87 34 01 01 01',
    'wap-provisioningdoc(characteristic[type="APPADDR"](parm[name="ADDR"]))',
  ],
  ['a token of SyncML 1.2 in SyncML 1.1', '03 9F53 6A 00 6D 3C 01', 'SyncML(Correlator)'],
  [
    'a switch of attribute pages in WBXML 1.1',
    '01 0B 6A 00 45 86 00 01 55 01 01',
    'wap-provisioningdoc(characteristic[type="APPLICATION"])',
  ],
  [
    'a page for a name and another for its value',
    '03 0B 6A 00 45 87 00 01 35 00 00 06 85 01 01',
    'wap-provisioningdoc(parm[name="ADDRTYPE" value="IPV4"])',
  ],
  [
    'a value in pieces that were printed as extension tokens',
    '03 0B 6A 00 45 87 00 01 33 06 81 82 80 82 01 01',
    'wap-provisioningdoc(parm[name="AAUTHTYPE" value="HTTP-BASIC,BASIC"])',
  ],
  [
    'values of page 0 on page 1',
    '03 0B 6A 00 45 87 00 01 05 E0 06 E1 01 01',
    'wap-provisioningdoc(parm[name="AAA" value="HA"])',
  ],
  [
    'a value of tokens and strings',
    '03 0B 6A 00 45 87 08 06 03 7700 8C 02 21 01 01',
    'wap-provisioningdoc(parm[name="NAP-ADDRESS" value="wMAN!"])',
  ],
];
