import fc from 'fast-check';
import type { Attribute, Element } from '../../lib/wbxml/element.js';
import type { CodeSpace } from '../../lib/wbxml/space.js';

type Child = Element['children'][number];

export const LITERALS = ['Literal', '_a.b-1'];
const TEXTS = ['shared by many', 'www.MANIA.com', 'HTTP-BASIC,DIGEST', 'APN'];

const text = fc.oneof(
  { arbitrary: fc.constantFrom(...TEXTS), weight: 1 },
  { arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }), weight: 2 },
);

export interface Content {
  readonly text: fc.Arbitrary<string>;
  readonly octets: fc.Arbitrary<Uint8Array>;
  /** Names of elements that are not to be there; then attributes are only where the code space has tokens for them. */
  readonly without?: ReadonlySet<string>;
}

const ANY: Content = { text, octets: fc.uint8Array({ maxLength: 200 }) };

/** Documents of a code space, as the decoder makes them, with all that an encoder must write; no offsets. */
export function treesOf(
  space: CodeSpace,
  { text, octets, without }: Content = ANY,
): fc.Arbitrary<Element> {
  const tags = Object.values(space.tagPages).flatMap((page) =>
    [...Object.values(page.tags), ...LITERALS]
      .filter((name) => !without?.has(name))
      .map((name) => ({ name, namespace: page.namespace })),
  );
  const hasAttributes = without === undefined || Object.keys(space.attributePages).length > 0;
  const attributes = fc.uniqueArray(attributesOf(space, text), {
    maxLength: hasAttributes ? 3 : 0,
    selector: ({ name }) => name,
  });
  const { element } = fc.letrec<{ element: Element }>((tie) => ({
    element: fc
      .record({
        tag: fc.constantFrom(...tags),
        attributes,
        children: fc.array(
          fc.oneof(
            { maxDepth: 4 },
            { arbitrary: text, weight: 2 },
            { arbitrary: octets, weight: 1 },
            { arbitrary: tie('element'), weight: 4 },
          ),
          { maxLength: 5 },
        ),
      })
      .map(({ tag, attributes, children }) => ({
        ...tag,
        attributes,
        children: merged(children),
        offset: 0,
      })),
  }));
  return element;
}

/** An element for each tag of a code space, and for each of its attribute tokens, but for tags that are not to be there. */
export function wordsOf(space: CodeSpace, without: ReadonlySet<string>): Element[] {
  const tags = Object.values(space.tagPages).flatMap(({ namespace, tags }) =>
    Object.values(tags)
      .filter((name) => !without.has(name))
      .map((name) => ({ name, namespace, attributes: [], children: [], offset: 0 })),
  );
  const attributes = Object.values(space.attributePages).flatMap(({ starts, values }) => [
    ...Object.values(starts).map(({ name, value = '' }) => ({ name, value })),
    ...Object.values(values).map((value) => ({ name: Object.values(starts)[0]!.name, value })),
  ]);
  return [...tags, ...attributes.map((attribute) => ({ ...tags[0]!, attributes: [attribute] }))];
}

/** Any name with any value, and names with the values that have a token of their own. */
function attributesOf(
  { attributePages }: CodeSpace,
  text: fc.Arbitrary<string>,
): fc.Arbitrary<Attribute> {
  const starts = Object.values(attributePages).flatMap(({ starts }) => Object.values(starts));
  const values = Object.values(attributePages).flatMap(({ values }) => Object.values(values));
  return fc
    .record({
      start: fc.constantFrom(...starts, ...LITERALS.map((name) => ({ name, value: undefined }))),
      value: fc.oneof(text, fc.constantFrom('', ...values)),
      isWhole: fc.boolean(),
    })
    .map(({ start, value, isWhole }) => ({
      name: start.name,
      value: isWhole ? (start.value ?? value) : value,
    }));
}

/** Neighbouring texts as one. */
function merged(children: readonly Child[]): Child[] {
  const out: Child[] = [];
  for (const child of children) {
    const last = out.at(-1);
    if (typeof child === 'string' && typeof last === 'string') out[out.length - 1] = last + child;
    else out.push(child);
  }
  return out;
}
