import type { Attribute, Element } from './element.js';
import type { CodeSpace } from './space.js';

interface Tags {
  readonly page: number;
  readonly namespace: string;
  readonly tokens: ReadonlyMap<string, number>;
}

interface Attributes {
  readonly page: number;
  /** By name, or, of starts with a value, by name and value with a `=` between, which no name has. */
  readonly starts: ReadonlyMap<string, number>;
  /** Longer ones first. */
  readonly values: readonly (readonly [string, number])[];
}

/** A code space the other way round: the tokens of names and values. */
export class Vocabulary {
  readonly #tags: readonly Tags[];
  readonly #attributes: readonly Attributes[];

  /** With `pagedAttributes` false only the attributes of page 0. */
  constructor(space: CodeSpace, { pagedAttributes }: { pagedAttributes: boolean }) {
    this.#tags = Object.entries(space.tagPages).map(([page, { namespace, tags }]) => ({
      page: Number(page),
      namespace: namespace.toLowerCase(),
      tokens: new Map(Object.entries(tags).map(([token, name]) => [name, Number(token)])),
    }));
    this.#attributes = Object.entries(space.attributePages)
      .map(([page, { starts, values }]) => ({
        page: Number(page),
        starts: new Map(
          Object.entries(starts).map(([token, { name, value }]) => [
            value === undefined ? name : `${name}=${value}`,
            Number(token),
          ]),
        ),
        values: Object.entries(values)
          .map(([token, value]) => [value, Number(token)] as const)
          .sort(([a], [b]) => b.length - a.length),
      }))
      .filter(({ page }) => page === 0 || pagedAttributes);
  }

  /**
   * The page of a tag, and its token, or null where it has none and must be a literal of that page. Undefined where no page stands for its namespace.
   * Without a namespace it is a tag of any page. Where several have it, that of the element around it comes first.
   */
  tag(
    { name, namespace = '' }: Element,
    outerPage: number,
  ): { readonly page: number; readonly token: number | null } | undefined {
    const possible = currentFirst(this.#tags, outerPage).filter(
      (tags) => namespace === '' || tags.namespace === namespace.toLowerCase(),
    );
    const tags = possible.find(({ tokens }) => tokens.has(name)) ?? possible[0];
    return tags && { page: tags.page, token: tags.tokens.get(name) ?? null };
  }

  /** The page and token of an attribute's start, and what it leaves of the value; undefined where it must be a literal. */
  attribute(
    { name, value }: Attribute,
    currentPage: number,
  ): { readonly page: number; readonly token: number; readonly rest: string } | undefined {
    const pages = currentFirst(this.#attributes, currentPage);
    for (const [key, rest] of [
      [`${name}=${value}`, ''],
      [name, value],
    ] as const) {
      for (const { page, starts } of pages) {
        const token = starts.get(key);
        if (token !== undefined) return { page, token, rest };
      }
    }
    return undefined;
  }

  /** The tokens of a page that make up a value; null where they do not make up all of it. */
  values(value: string, currentPage: number): readonly number[] | null {
    const words = this.#attributes.find(({ page }) => page === currentPage)?.values ?? [];
    const tokens: number[] = [];
    for (let at = 0; at < value.length; ) {
      const found = words.find(([word]) => value.startsWith(word, at));
      if (found === undefined) return null;
      tokens.push(found[1]);
      at += found[0].length;
    }
    return tokens;
  }
}

function currentFirst<Page extends { readonly page: number }>(
  pages: readonly Page[],
  current: number,
): readonly Page[] {
  return [
    ...pages.filter(({ page }) => page === current),
    ...pages.filter(({ page }) => page !== current),
  ];
}
