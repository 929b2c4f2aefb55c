import { readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorText } from '../../lib/error.js';
import { EXIT, Exit } from '../exit.js';

/** How the name of a trace ends. */
const TRACE = '.trace';
/** How the name of a card image ends. */
export const IMAGE = /\.card\.(?:toml|json)$/;

/**
 * The traces and card images that paths name or have below them, sorted by path. Links are followed; each file is there once, whatever leads to its folder. A link to a file is another file: it may have
 * something else beside it.
 *
 * @throws Exit 66 where there is no such path, it or a folder below it cannot be read, or there is nothing to play below one.
 */
export function findPlayable(paths: readonly string[]): string[] {
  const found = new Map<string, string>();
  for (const path of paths) {
    const below = playableAt(path);
    if (below.length === 0) {
      throw new Exit(EXIT.noInput, `there is no trace and no card image below ${path}`);
    }
    for (const file of below) {
      const place = join(realpathSync(dirname(file)), basename(file));
      if (!found.has(place)) found.set(place, file);
    }
  }
  return [...found.values()].sort();
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
  const stats = readable((): Stats | undefined => statSync(path, { throwIfNoEntry: false }));
  if (stats === undefined) throw new Exit(EXIT.noInput, `there is no ${path}`);
  return stats.isDirectory() ? playableBelow(path, new Set()) : [path];
}

/** Each folder once, by where it is in truth: links may lead in circles. */
function playableBelow(folder: string, seen: Set<string>): string[] {
  const place = readable(() => realpathSync(folder));
  if (seen.has(place)) return [];
  seen.add(place);
  const entries = readable(() => readdirSync(folder, { withFileTypes: true }));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory() || (entry.isSymbolicLink() && isFolder(path))) {
      return playableBelow(path, seen);
    }
    return path.endsWith(TRACE) || IMAGE.test(path) ? [path] : [];
  });
}

/** False also of a link that leads nowhere: that becomes the verdict of the file. */
function isFolder(link: string): boolean {
  try {
    return statSync(link).isDirectory();
  } catch {
    return false;
  }
}

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Exit(EXIT.noInput, errorText(error));
  }
}
