import { toJsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { CLIENT } from '../../../daemon/server/client.js';
import { CONTROL } from '../../../daemon/server/control.js';
import { COMMON, PROBLEMS } from '../../../daemon/server/problem.js';
import type { Answer, Route } from '../../../daemon/server/route.js';
import * as SCHEMAS from '../../../daemon/server/schemas.js';
import { VERSION } from '../../../daemon/version.js';

function documentOf(title: string, description: string, routes: readonly Route[]) {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: `dmbootd: ${title}`, version: VERSION, description },
    servers: [{ url: 'http://localhost', description: `HTTP/1.1 over the Unix socket ${title}` }],
    paths,
    components: { schemas: toJsonSchemaDefs(SCHEMAS, OPTIONS) },
  };
}

const OPTIONS = {
  target: 'draft-2020-12',
  overrideRef: ({ referenceId }: { referenceId: string }) => `#/components/schemas/${referenceId}`,
} as const;

function schema(of: v.GenericSchema): object {
  const { $schema, $defs, ...rest } = toJsonSchema(of, { ...OPTIONS, definitions: SCHEMAS });
  return rest;
}

const operation = (route: Route): object => ({
  summary: route.summary,
  parameters: parametersOf(route),
  ...(route.body && {
    requestBody: {
      required: true,
      content: { 'application/json': { schema: schema(route.body) } },
    },
  }),
  responses: { 200: { description: 'Done', content: contentOf(route.answer) }, ...refusals(route) },
});

function parametersOf({ path, parameters, answer }: Route): object[] {
  const given = Object.entries(parameters.entries).map(([name, entry]) => ({
    name,
    in: path.includes(`{${name}}`) ? 'path' : 'query',
    required: entry.type !== 'exact_optional',
    schema: schema(entry as v.GenericSchema),
  }));
  const resumed = {
    name: 'Last-Event-ID',
    in: 'header',
    required: false,
    schema: { type: 'string', description: 'The id of the event that was seen last.' },
  };
  return answer.kind === 'events' ? [...given, resumed] : given;
}

function contentOf(answer: Answer): object {
  switch (answer.kind) {
    case 'json':
      return { 'application/json': { schema: schema(answer.schema) } };
    case 'text':
      return { 'text/plain': { schema: { type: 'string' } } };
    case 'events':
      return {
        'text/event-stream': {
          schema: {
            type: 'string',
            description: 'The data of each event is an Event; of an event `gap`, a Gap.',
          },
        },
        'application/json': {
          schema: {
            type: 'object',
            properties: {
              events: { type: 'array', items: { $ref: '#/components/schemas/Event' } },
            },
            required: ['events'],
            additionalProperties: false,
          },
        },
      };
  }
}

/** By HTTP status, with the codes that stand for it. */
function refusals({ problems }: Route): Record<string, object> {
  const codes = new Set([...COMMON, ...problems]);
  const all = Object.entries(PROBLEMS).filter(([code]) => (codes as Set<string>).has(code));
  const statuses = new Set(all.map(([, status]) => status));
  return Object.fromEntries(
    [...statuses].map((status) => [
      status,
      {
        description: all
          .filter(([, one]) => one === status)
          .map(([code]) => code)
          .join(', '),
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

/** The sockets, each with the file in `docs/openapi` that describes it: both have routes of the same path. */
export const DOCUMENTS = {
  'control.json': documentOf(
    'control.sock',
    'For operators: whoever is in the group dmbootd. No answer holds a secret.',
    CONTROL,
  ),
  'client.json': documentOf(
    'client.sock',
    'For the local DM client: whoever is in the group dmbootd-client. Answers hold secrets.',
    CLIENT,
  ),
} as const;
