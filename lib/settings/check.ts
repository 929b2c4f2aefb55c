import * as v from 'valibot';

/** What a schema says of a table that is none, or of a key that it does not know. */
export const TABLE_PROBLEM = 'expected a table with known keys only';

/** What is wrong with the value at a path, in words that repeat no value. */
export interface Issue {
  readonly path: readonly string[];
  readonly problem: string;
}

/** Nobody reads more of them, and each is looked up in the text. */
const MAX_ISSUES = 100;

/** What a value is by a schema, or what is wrong with it, each thing once. */
export function checked<const S extends v.GenericSchema>(
  raw: unknown,
  schema: S,
): { readonly output: v.InferOutput<S> } | { readonly issues: readonly Issue[] } {
  const result = v.safeParse(schema, raw);
  if (result.success) return { output: result.output };
  const issues = new Map<string, Issue>();
  for (const one of result.issues) {
    const issue = whatIsWrong(one);
    // Each key that is missing in a list that should be a table is an issue of its own.
    issues.set(JSON.stringify(issue), issue);
    if (issues.size >= MAX_ISSUES) break;
  }
  return { issues: [...issues.values()] };
}

function whatIsWrong(issue: v.BaseIssue<unknown>): Issue {
  const path = (issue.path ?? []).map(({ key }) => String(key));
  const around: unknown = issue.path?.at(-1)?.input;
  if (issue.type !== 'strict_object' || issue.expected === 'Object') {
    return { path, problem: issue.message };
  }
  // A list is an object too, of which the keys are numbers.
  if (Array.isArray(around)) return { path: path.slice(0, -1), problem: TABLE_PROBLEM };
  return { path, problem: issue.expected === 'never' ? 'unknown key' : 'missing' };
}
