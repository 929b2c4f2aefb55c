import { isUtf8 } from 'node:buffer';
import { fromBase64 } from '../bytes.js';
import type { Data } from './field.js';
import { filledUserinfo } from './userinfo.js';

/** A character of each length in UTF-8, which in UTF-16 has as many units as those that it stands for. */
const BY_LENGTH = ['', '*', '\u00D7', '\u2026', '\u{1D7D8}'] as const;

/** Base64 is broken into lines, and they may be indented; other white space in it is that of a passphrase that looks like base64. */
const BLANK_INSIDE = /\S[^\S\r\n]+\S/;

/** What stands for a digit in base64: no digit, as a number of such would be taken for one. */
const LETTERS = 'BCDEFGHIJK';

/**
 * What stands in place of secrets: of the same length in every encoding, base64 for base64 and digits for digits. The same secret has the same filler, and two secrets of the same
 * length have two, as far as there is room for a number: so what was equal stays equal, and a change of a secret stays a change.
 */
export class Fillers {
  readonly #numbers = new Map<string, number>();
  readonly #counts = new Map<string, number>();

  fill(data: Data): Data {
    if (typeof data === 'string') return this.#text(data);
    if (isUtf8(data)) return Buffer.from(this.#text(Buffer.from(data).toString('utf8')));
    const number = this.#numberOf('octets', Buffer.from(data).toString('latin1'));
    const text = [...'*'.repeat(data.length)];
    return Buffer.from(numbered(text, number, (digit) => digit).join(''));
  }

  /** Fillers in place of user names and passwords in addresses in a text. */
  fillUserinfo(text: string): string {
    return filledUserinfo(text, (userinfo) => this.#text(userinfo));
  }

  #text(text: string): string {
    if (text.trim() === '') return text;
    if (/^\d+$/.test(text.trim())) {
      return this.#written(text, 'digits', (character) => (/\d/.test(character) ? '0' : null));
    }
    if (!BLANK_INSIDE.test(text.trim()) && fromBase64(text) !== null) {
      const fill = (character: string) => (/[A-Za-z0-9+/]/.test(character) ? 'A' : null);
      return this.#written(text, 'base64', fill, (digit) => LETTERS[Number(digit)]!);
    }
    // What stands around a value is no part of it.
    const start = text.length - text.trimStart().length;
    const end = text.trimEnd().length;
    const fill = (character: string) => BY_LENGTH[Buffer.byteLength(character)]!;
    return (
      text.slice(0, start) + this.#written(text.slice(start, end), 'text', fill) + text.slice(end)
    );
  }

  /** `fill` says what stands for a character, or null where it stays; `digit` how a digit of a filler's number is written. */
  #written(
    text: string,
    kind: string,
    fill: (character: string) => string | null,
    digit: (digit: string) => string = (same) => same,
  ): string {
    const number = this.#numberOf(kind, text);
    const filled = [...text].map((character) => fill(character) ?? character);
    const isFree = [...text].map((character) => fill(character)?.length === 1);
    return numbered(filled, number, digit, isFree).join('');
  }

  /** 0 for the first secret of a kind and length, 1 for the next. */
  #numberOf(kind: string, secret: string): number {
    const key = `${kind} ${secret.trim()}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const shape = `${kind} ${secret.trim().length}`;
    const number = this.#counts.get(shape) ?? 0;
    this.#counts.set(shape, number + 1);
    this.#numbers.set(key, number);
    return number;
  }
}

/** Writes a number, unless it is 0, over the first characters that are free for it. */
function numbered(
  filled: readonly string[],
  number: number,
  digit: (digit: string) => string,
  isFree: readonly boolean[] = filled.map(() => true),
): readonly string[] {
  const digits = number === 0 ? [] : [...String(number)].map(digit);
  return filled.map((character, at) =>
    isFree[at] && Buffer.byteLength(character) === 1 ? (digits.shift() ?? character) : character,
  );
}
