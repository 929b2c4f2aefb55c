const TABLE = /^\s*(\[{1,2})\s*([^\]]+?)\s*\]{1,2}\s*(?:#.*)?$/;
const KEY =
  /^\s*((?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+))*)\s*=/;

const parts = (dotted: string): string[] =>
  (dotted.match(/"[^"]*"|'[^']*'|[A-Za-z0-9_-]+/g) ?? []).map((part) =>
    part.replace(/^["']|["']$/g, ''),
  );

/**
 * The line (from 1) on which a key of a TOML text stands, or that of the nearest table around it; 0 where there is none.
 * A table of a list is named by the list and its number, from 0. The TOML parser gives no positions of values.
 */
export function lineOfKey(text: string, path: readonly string[]): number {
  const lists = new Lists();
  let table: readonly string[] = [];
  let best = { depth: 0, line: 0 };
  for (const [index, line] of text.split('\n').entries()) {
    const head = TABLE.exec(line);
    const key = head ? null : KEY.exec(line);
    if (head) table = lists.path(parts(head[2]!), head[1] === '[[');
    else if (!key) continue;
    const here = key ? [...table, ...parts(key[1]!)] : table;
    const depth = Math.min(here.length, path.length);
    const fits = here.slice(0, depth).every((part, at) => part === path[at]);
    if (fits && depth > best.depth) best = { depth, line: index + 1 };
  }
  return best.line;
}

/** The lists of tables (`[[name]]`) so far, and how many tables each has. */
class Lists {
  readonly #sizes = new Map<string, number>();

  /** The path that the head of a table means: the last table of every list on the way, and a new one where it begins one. */
  path(names: readonly string[], beginsOne: boolean): readonly string[] {
    const path: string[] = [];
    for (const [at, name] of names.entries()) {
      path.push(name);
      const list = JSON.stringify(path);
      const size = (this.#sizes.get(list) ?? 0) + (beginsOne && at === names.length - 1 ? 1 : 0);
      if (size === 0) continue;
      this.#sizes.set(list, size);
      path.push(String(size - 1));
    }
    return path;
  }
}
