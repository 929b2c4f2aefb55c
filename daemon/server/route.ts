import * as v from 'valibot';
import type { ProblemCode } from './problem.js';
import type { Served } from './served.js';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** What a route is asked with, in the shape of its schemas. */
export interface Asked<Parameters = never, Body = never> {
  readonly parameters: Parameters;
  readonly body: Body;
}

/** How a route answers. `text` is plain, `events` the stream, or what is kept of it as JSON. */
export type Answer =
  | {
      readonly kind: 'json';
      readonly schema: v.GenericSchema;
      handle(served: Served, asked: Asked): unknown;
    }
  | { readonly kind: 'text'; handle(served: Served): string }
  | { readonly kind: 'events' };

/** One line of the table: what the server does and `docs/openapi.json` describes. */
export interface Route {
  readonly method: Method;
  /** A segment in braces is a parameter. */
  readonly path: string;
  readonly summary: string;
  /** Those of the path and those of the query. */
  readonly parameters: v.StrictObjectSchema<v.ObjectEntries, undefined>;
  /** Null where the route takes none. */
  readonly body: v.GenericSchema | null;
  readonly answer: Answer;
  /** Besides those that any request can meet. */
  readonly problems: readonly ProblemCode[];
}

type Plain<T> = T extends readonly (infer Item)[]
  ? readonly Plain<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Plain<T[Key]> }
    : T;

type Entries = v.ObjectEntries;
const NONE = v.strictObject({});

/** A route that answers with JSON: what its handler takes and gives has the shape of its schemas. */
export function json<
  const Schema extends v.GenericSchema,
  const Parameters extends Entries = Record<never, never>,
  const Body extends v.GenericSchema = v.NeverSchema<undefined>,
>(
  method: Method,
  path: string,
  route: {
    readonly summary: string;
    readonly parameters?: Parameters;
    readonly body?: Body;
    readonly answer: Schema;
    readonly problems?: readonly ProblemCode[];
    handle(
      served: Served,
      asked: Asked<v.InferOutput<v.StrictObjectSchema<Parameters, undefined>>, v.InferOutput<Body>>,
    ): Plain<v.InferOutput<Schema>>;
  },
): Route {
  const { summary, parameters, body, answer, problems, handle } = route;
  return {
    method,
    path,
    summary,
    parameters: parameters ? v.strictObject(parameters) : NONE,
    body: body ?? null,
    answer: { kind: 'json', schema: answer, handle },
    problems: problems ?? [],
  };
}

/** A route without parameters that answers with something else. */
export const get = (path: string, summary: string, answer: Answer): Route => ({
  method: 'GET',
  path,
  summary,
  parameters: NONE,
  body: null,
  answer,
  problems: answer.kind === 'events' ? ['busy'] : [],
});
