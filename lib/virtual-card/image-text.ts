import type { Format } from '../settings/text.js';
import type { CardImage, DirectoryImage, FileImage } from './image.js';

/** What is said besides, for people; JSON has no place for it. */
export interface ImageComments {
  /** Lines at the top. */
  readonly top?: readonly string[];
  /** Lines above a file, by its path. */
  readonly files?: ReadonlyMap<string, readonly string[]>;
}

type Value = string | number | boolean | readonly (string | number)[];
/** Values, and tables of values. */
type Table = Readonly<Record<string, Value | Readonly<Record<string, Value>>>>;

/** A card image as the text of a file: what `parseCardImage` makes the same card of. */
export function formatCardImage(
  image: CardImage,
  format: Format,
  comments: ImageComments = {},
): string {
  const { mf, pins = [], quirks = {}, ...top } = image;
  const { at = {}, ...others } = quirks;
  const head = snake(top);
  const files = filesOf(mf, '');
  if (format === 'json') {
    const all = {
      ...head,
      ...(pins.length > 0 && { pins: pins.map(snake) }),
      ...(Object.keys(quirks).length > 0 && {
        quirks: { ...snake(others), ...(quirks.at && { at: eachOf(at) }) },
      }),
      files,
    };
    return `${JSON.stringify(all, null, 2)}\n`;
  }
  const sections = [
    [...(comments.top ?? []).map(comment), ...lines(head)],
    ...pins.map((pin) => ['[[pins]]', ...lines(snake(pin))]),
    ...(Object.keys(others).length > 0 ? [['[quirks]', ...lines(snake(others))]] : []),
    ...Object.entries(eachOf(at)).map(([n, one]) => [`[quirks.at.${n}]`, ...lines(one)]),
    ...files.map((file) => {
      const above = comments.files?.get(String(file['path'])) ?? [];
      return [...above.map(comment), '[[files]]', ...lines(file)];
    }),
  ];
  return `${sections.map((section) => section.join('\n')).join('\n\n')}\n`;
}

/** A directory and all below it, in the order in which the tree is made of it again. */
function filesOf(file: FileImage, above: string): Table[] {
  const path = `${above}${file.fid ?? (file as DirectoryImage).aid}`.toUpperCase();
  if (file.kind !== 'df') {
    const { kind, fid, ...rest } = file;
    return [{ path, kind, ...snake(rest) }];
  }
  const { kind, fid, aid, files, ...rest } = file;
  const own = {
    path,
    kind,
    ...(fid !== undefined && aid !== undefined && { aid }),
    ...snake(rest),
  };
  return [own, ...files.flatMap((one) => filesOf(one, `${path}/`))];
}

const eachOf = (tables: object): Record<string, Table> =>
  Object.fromEntries(Object.entries(tables).map(([key, one]) => [key, snake(one)]));

/** The members of an object as the keys of a table. */
const snake = (members: object): Table =>
  Object.fromEntries(
    Object.entries(members)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [
        key.replace(/2g$|[A-Z]/g, (part) => `_${part.toLowerCase()}`),
        value,
      ]),
  );

const lines = (table: Table): string[] =>
  Object.entries(table).flatMap(([key, value]) =>
    typeof value === 'object' && !isList(value)
      ? Object.entries(value).map(([inner, one]) => `${key}.${inner} = ${written(one)}`)
      : [`${key} = ${written(value as Value)}`],
  );

const isList = (value: object): value is readonly (string | number)[] => Array.isArray(value);

function written(value: Value): string {
  if (typeof value !== 'object') return JSON.stringify(value);
  if (value.every((one) => typeof one === 'number')) return `[${value.join(', ')}]`;
  return `[\n${value.map((one) => `  ${JSON.stringify(one)},\n`).join('')}]`;
}

/** A control character would end the line, or be none that a file may hold. */
const comment = (line: string): string => `# ${line.replace(/[\p{Cc}\p{Cs}]/gu, '_')}`.trimEnd();
