import { resolve } from 'node:path';
import { errorText } from '../../../lib/error.js';
import { printable, printableJson } from '../../../lib/text.js';
import type { Slots } from './slots.js';

const EXPECTED = 'expected insert N [FILE], remove N, swap N [FILE], status or quit';

/** A word, a number, and a name, which may hold blanks. */
const LINE = /^\s*(\S+)(?:\s+(\S+)(?:\s+(\S.*?))?)?\s*$/;

/** What came of a line: the answer, always one line, and whether all ends now. */
export interface Answer {
  readonly line: string;
  readonly quit: boolean;
}

/** Does what a line says, and answers with one: `ok`, what it was asked for, or `error: ` and why. Never rejects. */
export async function command(slots: Slots, line: string, json: boolean): Promise<Answer> {
  const answer = (text: string, facts: object, quit = false): Answer => ({
    line: json ? printableJson(facts) : printable(text),
    quit,
  });
  const done = answer('ok', { ok: true });
  try {
    const [, verb = '', number = '', name = ''] = LINE.exec(line) ?? [];
    const file = name === '' ? undefined : resolve(name);
    if (verb === 'quit' && number === '') return answer('ok', { ok: true }, true);
    if (verb === 'status' && number === '')
      return answer(statusLine(slots), { slots: slots.status() });
    const slot = /^[1-9][0-9]{0,3}$/.test(number) ? Number(number) : 0;
    if (slot > 0 && verb === 'insert') await slots.insert(slot, file);
    else if (slot > 0 && verb === 'remove' && file === undefined) await slots.remove(slot);
    else if (slot > 0 && verb === 'swap') await slots.swap(slot, file);
    else throw new RangeError(EXPECTED);
    return done;
  } catch (error) {
    const text = errorText(error).replaceAll('\n', '; ');
    return answer(`error: ${text}`, { ok: false, error: text });
  }
}

const statusLine = (slots: Slots): string =>
  slots
    .status()
    .map(({ slot, image, inserted }) => `${slot} ${inserted ? 'holds' : 'empty, last'} ${image}`)
    .join('; ');
