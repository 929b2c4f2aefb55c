import * as v from 'valibot';
import { printable } from '../../lib/text.js';
import { COPY_ACCESS, type NodeChange } from '../../lib/tree/index.js';
import { announce } from '../events/announce.js';
import { Problem, type ProblemCode } from './problem.js';
import type { Served } from './served.js';

/** The parameters that say which node, and in whose name. */
export const WRITER = {
  uri: v.string(),
  server: v.exactOptional(
    v.pipe(
      v.string(),
      v.description('Whose command it is: its ACL and the access types say if it may.'),
    ),
  ),
  client: v.exactOptional(
    v.pipe(v.literal('1'), v.description("The client's own upkeep of AppAuth/<X>/AAuthData.")),
  ),
};

export const WRITE_PROBLEMS: readonly ProblemCode[] = [
  ...(['bad-uri', 'not-found', 'denied', 'access-type'] as const),
  ...(['no-parent', 'parent-is-leaf', 'permanent', 'unwritable'] as const),
];

export const Written = v.strictObject({
  status: v.pipe(v.literal(200), v.description('What DM says of such a command.')),
  dangling: v.pipe(v.array(v.string()), v.description('References that lead nowhere since.')),
});

/** Writes to the tree, if the writer may, and tells of it. Throws `Problem`, `TreeError`, `StoreError`. */
export function write(
  { store, supervisor, sources, log, tell }: Served,
  uri: string,
  change: NodeChange | 'delete',
  { server, client }: { readonly server?: string; readonly client?: '1' },
): v.InferOutput<typeof Written> {
  if ((server === undefined) === (client === undefined)) {
    throw new Problem('bad-request', 'parameters: expected either server or client=1');
  }
  const changes = store.write(uri, change, server === undefined ? { client: true } : { server });
  announce(changes, { log, tell });
  warnOfCopy(uri, change, log);
  // Whoever waits for something to happen looks at the accounts again.
  void supervisor.turn();
  sources.follow();
  return { status: 200, dangling: [...changes.dangling] };
}

const ACCESS_CODE = /^\.\/BootstrapConfig\/InitialARInfo\/[^/]+\/AccessCode$/;

function warnOfCopy(uri: string, change: NodeChange | 'delete', log: Served['log']): void {
  if (change === 'delete' || !ACCESS_CODE.test(uri)) return;
  if ((Number(change.value ?? 0) & COPY_ACCESS) !== 0) {
    log.warn(`${printable(uri)}: Copy grants nothing, as no ACL has a word for it`);
  }
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The octets that a value of format `bin` stands for. Throws `Problem` `format`. */
export function octetsIn(text: string | null | undefined): Uint8Array | null | undefined {
  if (typeof text !== 'string') return text;
  if (!BASE64.test(text)) throw new Problem('format', 'body.value: expected base64', 415);
  return Uint8Array.from(Buffer.from(text, 'base64'));
}
