const SPACE = /[ \t\n\r]*/y;
const SCALAR =
  /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Values within values: more is taken for no JSON text, as the stack would end first. */
const MAX_DEPTH = 100;

/** Where in a JSON text each value stands. */
export interface JsonPlaces {
  /** The line (from 1) of the value at a path, or of the nearest value around it. */
  lineOf(path: readonly string[]): number;
}

/** No JSON text; where it stops being one, from 1. The parser of the language quotes the text, in which a secret may stand. */
export class JsonSyntaxError extends Error {
  constructor(
    readonly line: number,
    readonly column: number,
    problem: string,
  ) {
    super(problem);
  }
}

/** Where the values of a JSON text stand. @throws JsonSyntaxError where it is none. */
export function placesOf(text: string): JsonPlaces {
  const offsets = new Map<string, number>();
  const scan = new Scan(text);
  scan.value([], offsets);
  scan.end();
  return {
    lineOf(path) {
      for (let depth = path.length; depth >= 0; depth -= 1) {
        const offset = offsets.get(JSON.stringify(path.slice(0, depth)));
        if (offset !== undefined) return positionOf(text, offset).line;
      }
      return 0;
    },
  };
}

class Scan {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Passes over one value, and notes where it and what is in it begin. */
  value(path: readonly string[], offsets: Map<string, number>): void {
    if (path.length > MAX_DEPTH) throw this.#error();
    this.#match(SPACE);
    offsets.set(JSON.stringify(path), this.#at);
    if (this.#take('{')) {
      this.#members('}', () => {
        this.#match(SPACE);
        const key = this.#at;
        const quoted = this.#text[key] === '"' ? this.#match(SCALAR) : null;
        if (quoted === null) throw this.#error();
        const inner = [...path, String(JSON.parse(quoted))];
        this.#match(SPACE);
        if (!this.#take(':')) throw this.#error();
        if (offsets.has(JSON.stringify(inner))) throw this.#error('the key stands twice', key);
        this.value(inner, offsets);
        offsets.set(JSON.stringify(inner), key);
      });
    } else if (this.#take('[')) {
      this.#members(']', (at) => {
        this.value([...path, String(at)], offsets);
      });
    } else if (this.#match(SCALAR) === null) {
      throw this.#error();
    }
  }

  end(): void {
    this.#match(SPACE);
    if (this.#at < this.#text.length) throw this.#error();
  }

  #members(end: string, member: (at: number) => void): void {
    this.#match(SPACE);
    if (this.#take(end)) return;
    for (let at = 0; ; at += 1) {
      member(at);
      this.#match(SPACE);
      if (this.#take(end)) return;
      if (!this.#take(',')) throw this.#error();
    }
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    this.#at += found?.length ?? 0;
    return found;
  }

  #error(problem = 'expected JSON', at = this.#at): JsonSyntaxError {
    const { line, column } = positionOf(this.#text, at);
    return new JsonSyntaxError(line, column, problem);
  }
}

function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
