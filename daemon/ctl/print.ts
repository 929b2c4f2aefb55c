import { printableJson } from '../../lib/text.js';

const RESET = '\u001b[0m';
const SGR = { bold: 1, faint: 2, red: 31, green: 32, yellow: 33 } as const;
const CODES = /(\u001b\[\d+m)/;

/** Colour is for terminals, and for who does not mind it (no-color.org). */
const coloured = process.stdout.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';

/** A text that is fit for a terminal, in a colour where there are colours. */
export const paint = (colour: keyof typeof SGR, text: string): string =>
  coloured ? `\u001b[${SGR[colour]}m${text}${RESET}` : text;

/** Prints an answer as JSON, or as lines for people; `nothing` where there is none. */
export function print(
  json: boolean | undefined,
  answer: unknown,
  lines: () => readonly string[],
  nothing?: string,
): void {
  if (json) {
    process.stdout.write(`${printableJson(answer)}\n`);
    return;
  }
  const all = lines();
  for (const line of all.length === 0 && nothing !== undefined ? [nothing] : all) {
    process.stdout.write(`${line}\n`);
  }
}

/** Lines of an overview, cut where a terminal would wrap them. */
export function overview(lines: readonly string[]): string[] {
  const { isTTY, columns } = process.stdout;
  // A terminal that does not say how wide it is says 0.
  return isTTY ? lines.map((line) => cut(line, columns || 80)) : [...lines];
}

/** A line that takes no more than so many columns; colours take none. */
export function cut(line: string, columns: number): string {
  const parts = line.split(CODES);
  const length = parts.reduce((sum, part) => sum + (CODES.test(part) ? 0 : part.length), 0);
  if (length <= columns) return line;
  let room = columns - 1;
  const kept = parts.map((part) => {
    if (CODES.test(part)) return part;
    const text = part.slice(0, room);
    room -= text.length;
    return text;
  });
  return `${kept.join('')}…`;
}
