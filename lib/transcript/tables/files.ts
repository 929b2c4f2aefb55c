/** Identifiers of files with a fixed place: TS 102 221, 13; TS 51.011, 10; TS 31.102, 4; PKCS#15 v1.1, 5.4. */

/** Directories, wherever they are named from. */
export const DIRECTORIES: ReadonlyMap<number, string> = new Map([
  [0x3f00, 'MF'],
  [0x7f10, 'DF TELECOM'],
  [0x7f20, 'DF GSM'],
  [0x7f22, 'DF IS-41'],
  [0x7f23, 'DF FP-CTS'],
  [0x7f25, 'DF CDMA'],
  [0x7fff, 'ADF in use'],
  [0x5f3a, 'DF PHONEBOOK'],
  [0x5f3b, 'DF GSM-ACCESS'],
  [0x5f3c, 'DF MExE'],
  [0x5f40, 'DF WLAN'],
  [0x5f50, 'DF GRAPHICS'],
  [0x5fc0, 'DF 5GS'],
]);

/** Files under the MF. */
export const MF_FILES: ReadonlyMap<number, string> = new Map([
  [0x2f00, 'EF DIR'],
  [0x2f05, 'EF PL'],
  [0x2f06, 'EF ARR'],
  [0x2f08, 'EF UMPC'],
  [0x2fe2, 'EF ICCID'],
]);

/** Files of network applications and of PKCS#15. */
export const APPLICATION_FILES: ReadonlyMap<number, string> = new Map([
  [0x5031, 'EF ODF'],
  [0x5032, 'EF TokenInfo'],
  [0x5033, 'EF UnusedSpace'],
  [0x6f05, 'EF LI'],
  [0x6f06, 'EF ARR'],
  [0x6f07, 'EF IMSI'],
  [0x6f08, 'EF Keys'],
  [0x6f09, 'EF KeysPS'],
  [0x6f14, 'EF CPHS operator name'],
  [0x6f20, 'EF Kc'],
  [0x6f30, 'EF PLMNsel'],
  [0x6f31, 'EF HPPLMN'],
  [0x6f38, 'EF SST or UST'],
  [0x6f3a, 'EF ADN'],
  [0x6f3b, 'EF FDN'],
  [0x6f3c, 'EF SMS'],
  [0x6f3e, 'EF GID1'],
  [0x6f3f, 'EF GID2'],
  [0x6f40, 'EF MSISDN'],
  [0x6f42, 'EF SMSP'],
  [0x6f43, 'EF SMSS'],
  [0x6f46, 'EF SPN'],
  [0x6f56, 'EF EST'],
  [0x6f5b, 'EF START-HFN'],
  [0x6f5c, 'EF THRESHOLD'],
  [0x6f60, 'EF PLMNwAcT'],
  [0x6f61, 'EF OPLMNwAcT'],
  [0x6f62, 'EF HPLMNwAcT'],
  [0x6f73, 'EF PSLOCI'],
  [0x6f78, 'EF ACC'],
  [0x6f7b, 'EF FPLMN'],
  [0x6f7e, 'EF LOCI'],
  [0x6fad, 'EF AD'],
  [0x6fae, 'EF Phase'],
  [0x6fb7, 'EF ECC'],
  [0x6fc5, 'EF PNN'],
  [0x6fc6, 'EF OPL'],
]);

/** Short identifiers of files under the MF (TS 102 221, 13), and the files that they name. */
export const MF_SHORT: ReadonlyMap<number, number> = new Map([
  [0x02, 0x2fe2],
  [0x05, 0x2f05],
  [0x06, 0x2f06],
  [0x08, 0x2f08],
  [0x1e, 0x2f00],
]);

/** Those of a USIM (TS 31.102, annex H). */
export const USIM_SHORT: ReadonlyMap<number, number> = new Map([
  [0x02, 0x6f05],
  [0x03, 0x6fad],
  [0x04, 0x6f38],
  [0x05, 0x6f56],
  [0x06, 0x6f78],
  [0x07, 0x6f07],
  [0x08, 0x6f08],
  [0x09, 0x6f09],
]);
