import { parse, TomlError } from 'smol-toml';
import * as v from 'valibot';
import { printable } from '../../lib/text.js';
import { ConfigError } from './error.js';
import { lineOfKey } from './locate.js';
import { readText } from './read.js';
import { type Config, PIN_KEY, schema, TABLE_PROBLEM } from './schema.js';

/** What an empty file means. */
export const defaultConfig = (): Config => v.parse(schema, {});

/**
 * Reads a TOML text.
 *
 * @throws ConfigError with every problem: the key, its line, what was expected.
 */
export function parseConfig(text: string, file: string): Config {
  let raw: unknown;
  try {
    raw = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // Only its first line: the rest quotes the file, and a PIN may stand in it.
    const problem = error.message.split('\n')[0]!.replace(/^Invalid TOML document: /, '');
    throw new ConfigError(file, [
      { key: 'syntax', line: error.line, problem: `column ${error.column}: ${problem}` },
    ]);
  }
  const result = v.safeParse(schema, raw);
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => {
    const path = (issue.path ?? []).map(({ key }) => String(key));
    const problem = problemOf(issue);
    if (problem === TABLE_PROBLEM && path.length > 1) path.pop();
    return { key: nameOf(path), line: lineOfKey(text, path), problem };
  });
  throw new ConfigError(
    file,
    problems.sort((a, b) => a.line - b.line),
  );
}

/** The key, without what may be a PIN: who swaps key and value has written one where the ICCID belongs, perhaps in the wrong table. */
function nameOf(path: readonly string[]): string {
  const inPins = path[0] === 'smartcard' && path[1] === 'pin';
  const shown = path.map((part, at) => {
    if (PIN_KEY.test(part)) return part;
    return inPins && at > 1 ? '…' : part.replace(/[0-9]{4,}/g, '…');
  });
  return printable(shown.join('.')) || 'file';
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  const unknown = issue.type === 'strict_object' && issue.expected === 'never';
  if (!unknown) return issue.message;
  const around: unknown = issue.path?.at(-1)?.input;
  return Array.isArray(around) ? TABLE_PROBLEM : 'unknown key';
}

/** @throws ConfigError where the file cannot be read, too. */
export function loadConfig(file: string): Config {
  return parseConfig(readText(file, 'file'), file);
}
