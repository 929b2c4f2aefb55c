/** As wide as a terminal is at least. */
const WIDTH = 80;
const INDENT = '  ';
/** What stands left of longer texts is a line of its own. */
const WIDEST_LEFT = 28;

/** Lines of at most `width` characters, broken between words; a word that is longer stays whole. */
export function wrapped(text: string, width = WIDTH): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Names and what is to be said of them, side by side. */
export function columns(rows: readonly (readonly [left: string, right: string])[]): string[] {
  const widths = rows.map(([left]) => left.length).filter((width) => width <= WIDEST_LEFT);
  const margin = INDENT.length + Math.max(0, ...widths) + INDENT.length;
  return rows.flatMap(([left, right]) => {
    const [first = '', ...rest] = wrapped(right, WIDTH - margin);
    const name = `${INDENT}${left}`;
    const head =
      left.length > WIDEST_LEFT
        ? [name, `${''.padEnd(margin)}${first}`]
        : [`${name.padEnd(margin)}${first}`];
    return [...head, ...rest.map((line) => `${''.padEnd(margin)}${line}`)];
  });
}
