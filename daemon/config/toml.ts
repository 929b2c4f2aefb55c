import { parse, TomlError } from 'smol-toml';
import * as v from 'valibot';
import { lineOfKey } from './locate.js';
import type { Problem } from './problem.js';

/** What a schema says of a table that is none, or of a key that it does not know. */
export const TABLE_PROBLEM = 'expected a table with known keys only';

/**
 * What a TOML text says, by a schema, or all that is wrong with it, in the order of the text. No problem repeats a value; `shown` is the key
 * at a path as it may be shown: in its place may stand what must not be.
 */
export function readToml<const S extends v.GenericSchema>(
  text: string,
  schema: S,
  shown: (path: readonly string[]) => string,
): { readonly output: v.InferOutput<S> } | { readonly problems: readonly Problem[] } {
  let raw: unknown;
  try {
    raw = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // Only its first line: the rest quotes the file, and a secret may stand in it.
    const problem = error.message.split('\n')[0]!.replace(/^Invalid TOML document: /, '');
    return {
      problems: [
        { key: 'syntax', line: error.line, problem: `column ${error.column}: ${problem}` },
      ],
    };
  }
  const result = v.safeParse(schema, raw);
  if (result.success) return { output: result.output };
  const problems = new Map<string, Problem>();
  for (const issue of result.issues) {
    const { path, problem } = whatIsWrong(issue);
    // Each key that is missing in a list that should be a table is an issue of its own.
    problems.set(JSON.stringify([path, problem]), {
      key: shown(path) || 'file',
      line: lineOfKey(text, path),
      problem,
    });
  }
  return { problems: [...problems.values()].sort((a, b) => a.line - b.line) };
}

function whatIsWrong(issue: v.BaseIssue<unknown>): {
  readonly path: readonly string[];
  readonly problem: string;
} {
  const path = (issue.path ?? []).map(({ key }) => String(key));
  const around: unknown = issue.path?.at(-1)?.input;
  if (issue.type !== 'strict_object' || issue.expected === 'Object') {
    return { path, problem: issue.message };
  }
  // A list is an object too, of which the keys are numbers.
  if (Array.isArray(around)) return { path: path.slice(0, -1), problem: TABLE_PROBLEM };
  return { path, problem: issue.expected === 'never' ? 'unknown key' : 'missing' };
}
