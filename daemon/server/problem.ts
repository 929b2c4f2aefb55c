import { StoreError, statusOf, TreeError } from '../../lib/tree/index.js';

/** What can become of a request besides its answer, with the HTTP status of each. */
export const PROBLEMS = {
  /** Parameters or body are not as the route has them. */
  'bad-request': 400,
  'bad-uri': 400,
  'bad-acl': 400,
  'bad-node': 400,
  format: 400,
  /** The ACLs, or the rule for the local client, stand against it. */
  denied: 403,
  /** Nobody may do this to the node. */
  'access-type': 403,
  /** There is no such route, node, account, layer or reader. */
  'not-found': 404,
  'wrong-method': 405,
  /** The request did not come in whole in time. */
  late: 408,
  /** The tree is not such that this could be done. */
  exists: 409,
  'no-parent': 409,
  'parent-is-leaf': 409,
  permanent: 409,
  /** Nobody may push. */
  'push-off': 409,
  /** Several could be meant. */
  ambiguous: 409,
  /** The reader holds no card. */
  'no-card': 409,
  'too-large': 413,
  bound: 413,
  'headers-too-large': 431,
  /** A fault of this program, or of the state. */
  internal: 500,
  /** Too many follow the events, or too many answers wait to be read. */
  busy: 503,
  /** PC/SC does not answer. */
  'pcsc-down': 503,
  /** There is no room for another write. */
  full: 507,
  /** The state cannot be written: nothing changed. */
  unwritable: 507,
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

/** Those that any request can meet. */
export const COMMON: readonly ProblemCode[] = [
  ...['bad-request', 'not-found', 'wrong-method', 'late', 'too-large'],
  ...['headers-too-large', 'internal', 'busy'],
] as const satisfies readonly ProblemCode[];

/** A request that is refused, and why: for people, and without any secret. */
export class Problem extends Error {
  /** @param status what DM says of such a command (OMA-TS-DM_RepPro-V1_2_1), if it is one. */
  constructor(
    readonly code: ProblemCode,
    message: string,
    readonly status: number | null = null,
  ) {
    super(message);
  }
}

const isCode = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code);

/** What an error of a handler means to who asked; null where it is a fault of this program. */
export function problemOf(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  if (!(error instanceof TreeError || error instanceof StoreError)) return null;
  if (error.fault === 'us' || !isCode(error.code)) return null;
  return new Problem(error.code, error.message, statusOf(error));
}
