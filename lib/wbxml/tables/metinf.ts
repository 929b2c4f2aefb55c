/** The tags of Meta Information in SyncML 1.0 and 1.1, code page 1: SyncML Meta Information DTD 1.1, WBXML definition. */
export const METINF_1_1_TAGS = {
  5: 'Anchor',
  6: 'EMI',
  7: 'Format',
  8: 'FreeID',
  9: 'FreeMem',
  10: 'Last',
  11: 'Mark',
  12: 'MaxMsgSize',
  13: 'Mem',
  14: 'MetInf',
  15: 'Next',
  16: 'NextNonce',
  17: 'SharedMem',
  18: 'Size',
  19: 'Type',
  20: 'Version',
  21: 'MaxObjSize',
} as const;

/** The same in SyncML 1.2: OMA-TS-SyncML_MetaInfo-V1_2_2, WBXML definition. */
export const METINF_TAGS = {
  ...METINF_1_1_TAGS,
  22: 'FieldLevel',
} as const;
