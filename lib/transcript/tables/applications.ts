/** Beginnings of application identifiers: TS 101 220, annex E; PKCS#15 v1.1, 5.4.1; GlobalPlatform; ISO/IEC 7816-4, annex D. */
export const APPLICATIONS: readonly (readonly [prefix: string, name: string])[] = [
  ['A0000000871001', 'UICC'],
  ['A0000000871002', 'USIM'],
  ['A0000000871003', 'USIM toolkit'],
  ['A0000000871004', 'ISIM'],
  ['A0000000090001', 'GSM SIM'],
  ['A0000003431001', 'RUIM'],
  ['A0000003431002', 'CSIM'],
  ['A000000063504B43532D3135', 'PKCS#15'],
  ['A00000015141434C', 'access rules (ARA-M)'],
  ['A000000151000000', 'issuer security domain'],
  ['A0000005591010', 'eUICC'],
  ['D2760001240103', 'GSM 11.14 toolkit'],
];
