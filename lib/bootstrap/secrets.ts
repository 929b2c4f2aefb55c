import type { Item } from '../syncml/index.js';
import { isSecret } from '../tree/secret.js';
import { safeName } from './uri.js';

/** What is shorter stands in any text. */
const MIN_LENGTH = 4;
/** As much of a value as is looked for: a name in a report may be cut. */
const MAX_LENGTH = 24;
/** A damaged index may lead into the midst of a value: an end of it of this length counts as the value. */
const TAIL_LENGTH = 8;
const HIDDEN = '(hidden)';

/**
 * The secrets that a message brought. A report shows names, and in a damaged message a name, or the end of one, may be a secret:
 * one bit of an index, or the NUL between two strings of a table, makes it so.
 */
export class Secrets {
  readonly #texts = new Set<string>();

  /** Notes the value of a leaf, of which `name` is the name or the URI, if it is a secret, or has become the end of that name. */
  add(name: string, value: Item['data']): void {
    const text = (typeof value === 'string' ? value : textOf(value)).trim();
    if (!isSecret(name) && !name.endsWith(text)) return;
    for (const form of [text, safeName(text)]) {
      if (form.length < MIN_LENGTH) continue;
      this.#texts.add(form);
      this.#texts.add(encodeURIComponent(form));
    }
  }

  /** `line` up to the first secret in it. */
  hide(line: string): string {
    let shown = line;
    for (const text of this.#texts) {
      const at = placeOf(text, shown);
      if (at >= 0) shown = shown.slice(0, at) + HIDDEN;
    }
    return shown;
  }
}

/** Where the beginning of a secret stands in a line, or else what there is of it before its end; -1 where neither does. */
function placeOf(secret: string, line: string): number {
  const whole = line.indexOf(secret.slice(0, MAX_LENGTH));
  if (whole >= 0) return whole;
  let at = line.indexOf(secret.slice(-TAIL_LENGTH));
  let before = secret.length - TAIL_LENGTH;
  while (at > 0 && before > 0 && line[at - 1] === secret[before - 1]) {
    at -= 1;
    before -= 1;
  }
  return at;
}

const textOf = (value: Exclude<Item['data'], string>): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString() : '';
