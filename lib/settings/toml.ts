import type * as v from 'valibot';
import { checked } from './check.js';
import { type Problem, SettingsSyntaxError } from './problem.js';
import { parseSettings, problemsOf, type SettingsText } from './text.js';

/**
 * What a TOML text says, by a schema, or all that is wrong with it, in the order of the text. No problem repeats a value; `shown` is the key
 * at a path as it may be shown: in its place may stand what must not be.
 */
export function readToml<const S extends v.GenericSchema>(
  text: string,
  schema: S,
  shown: (path: readonly string[]) => string,
): { readonly output: v.InferOutput<S> } | { readonly problems: readonly Problem[] } {
  let parsed: SettingsText;
  try {
    parsed = parseSettings(text, 'toml');
  } catch (error) {
    if (!(error instanceof SettingsSyntaxError)) throw error;
    return { problems: [error.asProblem] };
  }
  const result = checked(parsed.raw, schema);
  if ('output' in result) return result;
  return { problems: problemsOf(result.issues, parsed, shown) };
}
