import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { ROOT } from '../../support/paths.js';
import type { Answered } from './ask.js';

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export const published = (file: string): Description =>
  JSON.parse(readFileSync(join(ROOT, 'docs/openapi', file), 'utf8'));

const files = ['control.json', 'client.json'] as const;
const ajv = new Ajv2020({ strict: false });
for (const file of files) ajv.addSchema({ ...published(file), $id: file });

/** Which routes were asked, and with what status: `GET /v1/status 200`. */
export const asked: Record<(typeof files)[number], Set<string>> = {
  'control.json': new Set(),
  'client.json': new Set(),
};

const escaped = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');

/** Fails where an answer is not as the published file describes it. `route` is as there: `GET /v1/reports/{id}`. */
export function assertDescribed(
  file: (typeof files)[number],
  route: string,
  { status, headers, text }: Answered,
): void {
  const [method, path] = route.split(' ') as [string, string];
  const type = headers['content-type']!.split(';')[0]!;
  const way = ['paths', path, method.toLowerCase(), 'responses', String(status)];
  const place = [...way, 'content', type, 'schema'].map(escaped).join('/');
  const validate = ajv.getSchema(`${file}#/${place}`);
  assert.ok(validate, `${file} does not describe ${route} ${status} ${type}`);
  const value: unknown = type === 'application/json' ? JSON.parse(text) : text;
  assert.ok(validate(value), `${route}: ${ajv.errorsText(validate.errors)}: ${text}`);
  asked[file].add(`${route} ${status}`);
}

/** Fails where the data of an event is not as described. */
export function assertEvent(data: unknown, name: 'Event' | 'Gap' = 'Event'): void {
  const validate = ajv.getSchema(`control.json#/components/schemas/${name}`)!;
  assert.ok(validate(data), `${ajv.errorsText(validate.errors)}: ${JSON.stringify(data)}`);
}
