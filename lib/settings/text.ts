import { parse, TomlError } from 'smol-toml';
import type { Issue } from './check.js';
import { JsonSyntaxError, placesOf } from './locate-json.js';
import { lineOfKey } from './locate-toml.js';
import { type Problem, SettingsSyntaxError } from './problem.js';

export type Format = 'toml' | 'json';

/** What a text says, and where. */
export interface SettingsText {
  readonly raw: unknown;
  /** The line (from 1) of the value at a path, or of the nearest one around it; 0 where the text does not tell. */
  lineOf(path: readonly string[]): number;
}

/** Parses a text. @throws SettingsSyntaxError, which repeats nothing of it: a secret may stand in it. */
export const parseSettings = (text: string, format: Format): SettingsText =>
  format === 'toml' ? parseToml(text) : parseJson(text);

/** Issues as problems of a text, in its order; `shown` is the key at a path as it may be shown: in its place may stand what must not be. */
export const problemsOf = (
  issues: readonly Issue[],
  { lineOf }: SettingsText,
  shown: (path: readonly string[]) => string,
): Problem[] =>
  issues
    .map(({ path, problem }) => ({ key: shown(path) || 'file', line: lineOf(path), problem }))
    .sort((a, b) => a.line - b.line);

function parseToml(text: string): SettingsText {
  try {
    return { raw: parse(text), lineOf: (path) => lineOfKey(text, path) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // Only its first line: the rest quotes the file.
    const problem = error.message.split('\n')[0]!.replace(/^Invalid TOML document: /, '');
    throw new SettingsSyntaxError(error.line, error.column, problem);
  }
}

function parseJson(text: string): SettingsText {
  try {
    const places = placesOf(text);
    return { raw: JSON.parse(text), lineOf: (path) => places.lineOf(path) };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new SettingsSyntaxError(error.line, error.column, error.message);
  }
}
