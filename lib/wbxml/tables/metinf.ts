/**
 * The tags of SyncML Meta Information, code page 1: OMA-TS-SyncML_MetaInfo-V1_2_2, WBXML definition.
 * Versions before 1.2 have the same tokens as far as 0x15.
 */
export const METINF_TAGS = {
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
  22: 'FieldLevel',
} as const;
