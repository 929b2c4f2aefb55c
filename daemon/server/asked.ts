import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import { Problem } from './problem.js';
import type { Asked, Route } from './route.js';

/** A route that fits a request, and the texts that were given for its parameters. */
export interface Match {
  readonly route: Route;
  readonly given: Readonly<Record<string, string>>;
}

/** Finds the route of a request. Throws `Problem` `not-found`, `wrong-method`, `bad-request`. */
export function match(routes: readonly Route[], { method, url = '' }: IncomingMessage): Match {
  const [path = '', ...rest] = url.split('?');
  const segments = path.split('/');
  const there = routes.flatMap((route) => {
    const given = parametersIn(route.path.split('/'), segments);
    return given === null ? [] : [{ route, given }];
  });
  if (there.length === 0) throw new Problem('not-found', 'there is no such route');
  const found = there.find(({ route }) => route.method === method);
  if (found === undefined) {
    throw new WrongMethod(there.map(({ route }) => route.method));
  }
  return { route: found.route, given: { ...queryOf(rest.join('?')), ...found.given } };
}

/** There is something at this path, but it is not to be had by this method. */
export class WrongMethod extends Problem {
  constructor(readonly allowed: readonly string[]) {
    super('wrong-method', `expected ${allowed.join(' or ')}`);
  }
}

function parametersIn(
  template: readonly string[],
  segments: readonly string[],
): Record<string, string> | null {
  if (template.length !== segments.length) return null;
  const given: Record<string, string> = {};
  for (const [at, part] of template.entries()) {
    const segment = segments[at]!;
    if (part.startsWith('{')) given[part.slice(1, -1)] = decoded(segment);
    else if (part !== segment) return null;
  }
  return given;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Problem('bad-request', 'the path is not encoded as it should be');
  }
}

function queryOf(text: string): Record<string, string> {
  const query = [...new URLSearchParams(text)];
  const names = new Set(query.map(([name]) => name));
  if (names.size < query.length) throw new Problem('bad-request', 'a parameter is given twice');
  return Object.fromEntries(query);
}

/** A request's body as JSON. Throws `Problem` `too-large`, `bad-request`. */
export async function bodyOf(request: IncomingMessage, limit: number): Promise<unknown> {
  const tooLarge = (): Problem => new Problem('too-large', `expected at most ${limit} bytes`);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    parts.push(part);
    length += part.length;
    if (length > limit) throw tooLarge();
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    throw new Problem('bad-request', 'the body: expected JSON');
  }
}

/** What was given, in the shape that the route has. Throws `Problem` `bad-request`. */
export function askedOf({ route, given }: Match, body: unknown): Asked {
  return {
    parameters: shaped(route.parameters, given, 'parameters') as never,
    body: (route.body && shaped(route.body, body, 'body')) as never,
  };
}

/** Says what was expected, and never what came: it may be a secret. */
function shaped(schema: v.GenericSchema, value: unknown, name: string): unknown {
  // What valibot takes for an object as well.
  if (Array.isArray(value)) throw new Problem('bad-request', `${name}: expected an object`);
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = [name, ...(issue.path ?? []).map(({ key }) => String(key))].join('.');
  const expected = issue.expected === 'never' ? 'nothing' : (issue.expected ?? 'something else');
  throw new Problem('bad-request', `${path}: expected ${expected}`);
}
