import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, Exit } from '../exit.js';

/** How the name of a trace ends. */
const TRACE = '.trace';
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

/** Where the configuration of a trace or a card image would stand, and what must come of it. */
export function neighboursOf(file: string): readonly [config: string, expectation: string] {
  if (IMAGE.test(file)) {
    const name = file.replace(IMAGE, '');
    return [`${name}.config.toml`, `${name}.expect.json`];
  }
  const name = file.endsWith(TRACE) ? file.slice(0, -TRACE.length) : file;
  return [`${name}.toml`, `${name}.json`];
}

function playableAt(path: string): string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new Exit(EXIT.noInput, `there is no ${path}`);
  if (!stats.isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(TRACE) || IMAGE.test(file))
    .map((file) => join(path, file));
}
