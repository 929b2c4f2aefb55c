const TABLE = /^\s*\[{1,2}\s*([^\]]+?)\s*\]{1,2}\s*(?:#.*)?$/;
const KEY =
  /^\s*((?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+))*)\s*=/;

const parts = (dotted: string): string[] =>
  (dotted.match(/"[^"]*"|'[^']*'|[A-Za-z0-9_-]+/g) ?? []).map((part) =>
    part.replace(/^["']|["']$/g, ''),
  );

/**
 * The line (from 1) on which a key of a TOML text stands, or that of the nearest table around it; 0 where there is none.
 * The TOML parser gives no positions of values.
 */
export function lineOfKey(text: string, path: readonly string[]): number {
  let table: string[] = [];
  let best = { depth: 0, line: 0 };
  for (const [index, line] of text.split('\n').entries()) {
    const head = TABLE.exec(line);
    const key = head ? null : KEY.exec(line);
    if (head) table = parts(head[1]!);
    else if (!key) continue;
    const here = key ? [...table, ...parts(key[1]!)] : table;
    const depth = Math.min(here.length, path.length);
    const fits = here.slice(0, depth).every((part, at) => part === path[at]);
    if (fits && depth > best.depth) best = { depth, line: index + 1 };
  }
  return best.line;
}
