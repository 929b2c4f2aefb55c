import { EXIT, Exit } from '../exit.js';

/** Characters of what is typed. */
const MAX_TYPED = 256;

const ENTER = /[\r\n]/;
const END = '\u0004';
const INTERRUPT = '\u0003';
const ERASE = /[\b\u007f]/;

/**
 * A secret that somebody types, without showing it, or the first line of standard input where that is no terminal.
 *
 * @throws Exit 64 where there is none, or it is too long; 1 where it is broken off.
 */
export async function typed(prompt: string): Promise<string> {
  const { stdin } = process;
  if (stdin.isTTY) {
    process.stderr.write(prompt);
    stdin.setRawMode(true);
  }
  try {
    const line = await lineOf(stdin.isTTY === true);
    if (line === '') throw new Exit(EXIT.usage, 'expected a PIN, nothing came');
    return line;
  } finally {
    if (stdin.isTTY) {
      stdin.setRawMode(false);
      process.stderr.write('\n');
    }
    stdin.destroy();
  }
}

async function lineOf(isTerminal: boolean): Promise<string> {
  let line = '';
  for await (const part of process.stdin.setEncoding('utf8') as AsyncIterable<string>) {
    for (const character of part) {
      if (ENTER.test(character) || (isTerminal && character === END)) return line;
      if (isTerminal && character === INTERRUPT) throw new Exit(EXIT.failure, 'broken off');
      if (isTerminal && ERASE.test(character)) line = line.slice(0, -1);
      else line += character;
      if (line.length > MAX_TYPED) {
        throw new Exit(EXIT.usage, `expected at most ${MAX_TYPED} characters`);
      }
    }
  }
  return line;
}
