import { type StoreError, TreeError, type TreeErrorCode } from './error.js';

/** The status codes that DM has for what can be wrong with a command (OMA-TS-DM_RepPro-V1_2_1). */
const STATUS: Readonly<Record<TreeErrorCode, number>> = {
  'bad-uri': 400,
  'bad-node': 400,
  'bad-acl': 400,
  'not-found': 404,
  'no-parent': 404,
  'parent-is-leaf': 405,
  permanent: 405,
  'access-type': 405,
  bound: 413,
  format: 415,
  full: 420,
  denied: 425,
  misuse: 500,
};

const DATA_STORE_FAILURE = 510;

/** The status code of a command that ended in this error. */
export const statusOf = (error: TreeError | StoreError): number =>
  error instanceof TreeError ? STATUS[error.code] : DATA_STORE_FAILURE;
