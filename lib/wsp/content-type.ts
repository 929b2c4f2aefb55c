import type { Cursor, Value } from './cursor.js';
import { malformed, WspError } from './error.js';
import { MAX_PARAMETERS } from './limits.js';
import { MEDIA_TYPES, PARAMETERS, Q } from './tables.js';

/** What a body is, and how it is protected. */
export interface ContentType {
  /** In lower case; of a number that is not known, `0x` and the number. */
  readonly mediaType: string;
  /** By name in lower case; of a number that is not known, `0x` and the number. */
  readonly parameters: ReadonlyMap<string, Value>;
}

/** Content-type-value: a media type alone, or with its parameters in a part of its own (WAP-230-WSP, 8.4.2.24). Throws `WspError`. */
export function contentType(cursor: Cursor): ContentType {
  const first = cursor.peek('a content type');
  if (first >= 0x80) return { mediaType: known(cursor), parameters: new Map() };
  if (first >= 0x20) return fromText(cursor);
  const part = cursor.part(cursor.length('the content type'), 'a content type');
  const isText = part.peek('a media type') >= 0x20 && part.peek('a media type') < 0x80;
  const { mediaType, parameters: inText } = isText
    ? fromText(part)
    : { mediaType: known(part), parameters: new Map<string, Value>() };
  const parameters = new Map(inText);
  while (!part.done) {
    const start = part.at;
    const [name, value] = parameter(part);
    put(parameters, name, value, start);
  }
  return { mediaType, parameters };
}

const numbered = (number: number): string => `0x${number.toString(16)}`;

function known(cursor: Cursor): string {
  const number = cursor.integer('the number of a media type');
  return MEDIA_TYPES.get(number) ?? numbered(number);
}

/** Some write parameters into the text, as in a message of HTTP. */
function fromText(cursor: Cursor): ContentType {
  const start = cursor.at;
  const [mediaType = '', ...rest] = cursor.text('a media type').split(';');
  const parameters = new Map<string, Value>();
  for (const one of rest) {
    const [name = '', value = ''] = one.split('=', 2);
    put(parameters, name.trim().toLowerCase(), value.trim().replace(/^"(.*)"$/, '$1'), start);
  }
  return { mediaType: mediaType.trim().toLowerCase(), parameters };
}

function parameter(cursor: Cursor): [string, Value] {
  const first = cursor.peek('a parameter');
  if (first >= 0x20 && first < 0x80) {
    return [
      cursor.text('the name of a parameter').toLowerCase(),
      cursor.value('the value of a parameter'),
    ];
  }
  const number = cursor.integer('the number of a parameter');
  const name = PARAMETERS.get(number) ?? numbered(number);
  return [name, number === Q ? cursor.uintvar('a quality') : cursor.value(`the value of ${name}`)];
}

function put(parameters: Map<string, Value>, name: string, value: Value, at: number): void {
  if (parameters.has(name)) throw malformed(at, 'each parameter once', 'one twice');
  if (parameters.size >= MAX_PARAMETERS) {
    throw new WspError('limit', at, `at most ${MAX_PARAMETERS} parameters`, 'more');
  }
  parameters.set(name, value);
}
