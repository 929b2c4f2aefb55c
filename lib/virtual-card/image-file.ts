import { DmbootError } from '../error.js';
import { checked, type Issue } from '../settings/check.js';
import { type Problem, problemLines, SettingsSyntaxError } from '../settings/problem.js';
import { type Format, parseSettings, problemsOf, type SettingsText } from '../settings/text.js';
import { imageSchema, KEYS, programSchema, type RawImage } from './file-schema.js';
import { treeOf } from './file-tree.js';
import type { CardImage, Incident, PinImage, Quirks } from './image.js';

/** A card that another program plays: its command line, never empty. */
export interface ProgramImage {
  readonly program: readonly string[];
  readonly protocol: 'T=0' | 'T=1';
}

export interface CardFileOptions {
  /** The file, as errors name it. */
  readonly name: string;
  readonly format: Format;
  /**
   * Makes a DM message (`dm`) or a CP document (`cp`) of a description, as the file has it; throws `DescriptionIssues`.
   * Without it a file with a description is refused.
   */
  readonly message?: (description: unknown, profile: 'dm' | 'cp') => Uint8Array;
}

/** What is wrong with a description: each path from its top, and the key as it may be shown. */
export class DescriptionIssues extends Error {
  constructor(readonly issues: readonly (Issue & { readonly shown: string })[]) {
    super('the description is wrong');
  }
}

/** A card image that cannot be used. It names every problem, and never a value: one of them may be a PIN. */
export class CardFileError extends DmbootError<'card-file'> {
  readonly fault = 'operator';

  constructor(
    readonly file: string,
    readonly problems: readonly Problem[],
  ) {
    super('card-file', problemLines(file, problems));
  }
}

/** By its name a card image is TOML (`.card.toml`) or JSON (`.card.json`); null for another name. */
export function formatOf(name: string): Format | null {
  return name.endsWith('.toml') ? 'toml' : name.endsWith('.json') ? 'json' : null;
}

/**
 * Reads a card image (docs/card-image.md): a card as plain data, of which a `VirtualCard` can be made, or a program that plays one.
 *
 * @throws CardFileError with every problem: the key, its line, what was expected.
 */
export function parseCardFile(text: string, options: CardFileOptions): CardImage | ProgramImage {
  const { name, format } = options;
  let source: SettingsText;
  try {
    source = parseSettings(text, format);
  } catch (error) {
    if (!(error instanceof SettingsSyntaxError)) throw error;
    throw new CardFileError(name, [error.asProblem]);
  }
  const isProgram =
    typeof source.raw === 'object' && source.raw !== null && Object.hasOwn(source.raw, 'program');
  const read = checked(source.raw, isProgram ? programSchema : imageSchema);
  if ('issues' in read) throw new CardFileError(name, problemsOf(read.issues, source, shown));
  const { output } = read;
  if ('program' in output) {
    return { program: output.program, protocol: output.protocol ?? 'T=0' };
  }
  return imageOf(output, source, options);
}

/** As `parseCardFile`, of an image that is data: one that names a program is refused. */
export function parseCardImage(text: string, options: CardFileOptions): CardImage {
  const read = parseCardFile(text, options);
  if (!('program' in read)) return read;
  const problem = 'expected a card as data: a program plays this one';
  throw new CardFileError(options.name, [{ key: 'program', line: 0, problem }]);
}

const shown = (path: readonly string[]): string =>
  path.map((part) => (KEYS.has(part) || /^\d{1,3}$/.test(part) ? part : '…')).join('.');

function imageOf(raw: RawImage, source: SettingsText, options: CardFileOptions): CardImage {
  const { name, message } = options;
  const issues: Issue[] = [];
  const problems: Problem[] = [];
  const describe = (description: unknown, key: string, path: readonly string[]): Uint8Array => {
    try {
      if (message !== undefined) return message(description, key === 'message' ? 'dm' : 'cp');
      issues.push({ path, problem: 'expected content or text: descriptions are not taken here' });
    } catch (error) {
      if (!(error instanceof DescriptionIssues)) throw error;
      for (const { path: inner, shown: below, problem } of error.issues) {
        const line = source.lineOf([...path, ...inner]);
        problems.push({ key: [shown(path), below].filter(Boolean).join('.'), line, problem });
      }
    }
    return new Uint8Array(0);
  };
  const mf = treeOf(raw.files, describe, (issue) => issues.push(issue));
  issues.push(...pinIssues(raw));
  problems.push(...problemsOf(issues, source, shown));
  if (problems.length > 0) {
    throw new CardFileError(
      name,
      problems.toSorted((a, b) => a.line - b.line),
    );
  }
  return {
    atr: raw.atr,
    mode: raw.mode,
    ...(raw.serves_2g !== undefined && { serves2g: raw.serves_2g }),
    protocol: raw.protocol,
    mf,
    ...(raw.pins && { pins: raw.pins.map(pinOf) }),
    ...(raw.quirks && { quirks: quirksOf(raw.quirks) }),
  };
}

function pinIssues({ pins = [] }: RawImage): Issue[] {
  const keys = pins.map(({ key }) => key);
  return pins.flatMap(({ key, left = 0, tries = 3 }, at): Issue[] => [
    ...(keys.indexOf(key) === at
      ? []
      : [
          {
            path: ['pins', String(at), 'key'],
            problem: 'expected another one: it stands above already',
          },
        ]),
    ...(left <= tries
      ? []
      : [
          { path: ['pins', String(at), 'left'], problem: `expected at most the ${tries} of tries` },
        ]),
  ]);
}

type Raw<K extends 'pins' | 'quirks'> = NonNullable<RawImage[K]>;

const pinOf = ({
  unblock_tries,
  replaces_application_pin,
  ...pin
}: Raw<'pins'>[number]): PinImage => ({
  ...pin,
  ...(unblock_tries !== undefined && { unblockTries: unblock_tries }),
  ...(replaces_application_pin !== undefined && {
    replacesApplicationPin: replaces_application_pin,
  }),
});

/** The keys of a table in the words of the program; they differ in nothing but their spelling. */
const camel = (table: object): object =>
  Object.fromEntries(
    Object.entries(table).map(([key, value]) => [
      key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );

function quirksOf({ at, ...quirks }: Raw<'quirks'>): Quirks {
  const incidents = at && Object.entries(at).map(([n, one]): [string, Incident] => [n, camel(one)]);
  return { ...camel(quirks), ...(incidents && { at: Object.fromEntries(incidents) }) };
}
