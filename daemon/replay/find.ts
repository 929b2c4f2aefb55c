import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, Exit } from '../exit.js';

/** How the name of a trace ends. */
export const TRACE = '.trace';
/** How the name of a card image ends. */
export const IMAGE = /\.card\.(?:toml|json)$/;

/**
 * The traces and card images that paths name or have below them, each once and sorted by path.
 *
 * @throws Exit 66 where there is no such path, or nothing to play below one.
 */
export function findPlayable(paths: readonly string[]): string[] {
  const found = paths.flatMap((path) => {
    const below = playableAt(path);
    if (below.length > 0) return below;
    throw new Exit(EXIT.noInput, `there is no trace and no card image below ${path}`);
  });
  return [...new Set(found)].sort();
}

function playableAt(path: string): string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new Exit(EXIT.noInput, `there is no ${path}`);
  if (!stats.isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(TRACE) || IMAGE.test(file))
    .map((file) => join(path, file));
}
