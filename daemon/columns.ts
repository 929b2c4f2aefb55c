/** As wide as a terminal is at least. */
const WIDTH = 80;
const INDENT = '  ';
/** What is wider than this has a line of its own, left of longer texts. */
const WIDEST = 28;

/** A text in lines of 80 columns, broken between words: the first one behind `first`, the others behind `rest`. */
export function wrapped(text: string, first = '', rest = first): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = `${rest}${word}`;
    } else {
      line += isEmpty ? word : ` ${word}`;
    }
    isEmpty = false;
  }
  return [...lines, line];
}

/** Names and what is to be said of them, side by side. */
export function columns(rows: readonly (readonly [name: string, text: string])[]): string[] {
  const narrow = rows.map(([name]) => name.length).filter((width) => width <= WIDEST);
  const margin = ' '.repeat(2 * INDENT.length + Math.max(0, ...narrow));
  return rows.flatMap(([name, text]) => {
    const head = `${INDENT}${name}`;
    return name.length > WIDEST
      ? [head, ...wrapped(text, margin)]
      : wrapped(text, head.padEnd(margin.length), margin);
  });
}
