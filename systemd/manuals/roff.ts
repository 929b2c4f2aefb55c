/** Characters that mean something to roff, or that it would replace by another one. */
const ESCAPED: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  '^': '\\(ha',
  '~': '\\(ti',
  '`': '\\(ga',
  '"': '\\(dq',
};

/** What of it stands on a line, in characters, unless a word is longer. */
const WIDTH = 76;

/** Text as roff, in ASCII: what is not is named by its number. */
export const escaped = (text: string): string =>
  text.replace(/[\\^~`"-]|[^\x20-\x7e]/gu, (one) => ESCAPED[one] ?? numbered(one));

const numbered = (character: string): string =>
  `\\[u${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`;

/** Text as it would be typed: its apostrophes stay straight. */
export const literal = (text: string): string => escaped(text).replaceAll("'", '\\(aq');

export const bold = (text: string): string => `\\fB${literal(text)}\\fR`;
export const italic = (text: string): string => `\\fI${literal(text)}\\fR`;

/** A line of text that is no request, whatever it begins with. */
export const guarded = (line: string): string => (/^[.']/.test(line) ? `\\&${line}` : line);

/** Roff text in lines, broken between words. */
export function filled(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].filter((one) => one !== '').map(guarded);
}
