import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, Exit } from '../exit.js';

/** How the name of a trace ends. */
export const TRACE = '.trace';

/**
 * The traces that paths name or have below them, each once and sorted by path.
 *
 * @throws Exit 66 where there is no such path, or no trace below one.
 */
export function findTraces(paths: readonly string[]): string[] {
  const found = paths.flatMap((path) => {
    const below = tracesAt(path);
    if (below.length === 0) throw new Exit(EXIT.noInput, `there is no trace below ${path}`);
    return below;
  });
  return [...new Set(found)].sort();
}

function tracesAt(path: string): string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new Exit(EXIT.noInput, `there is no ${path}`);
  if (!stats.isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(TRACE))
    .map((file) => join(path, file));
}
