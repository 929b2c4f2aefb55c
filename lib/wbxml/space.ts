/** Tag tokens of one code page, by token from 0x05 to 0x3F. */
export interface TagPage {
  /** The XML namespace that the page stands for; empty for none. */
  readonly namespace: string;
  readonly tags: Readonly<Record<number, string>>;
  /** Tags that writers in the field use and none should: read, never written. */
  readonly alsoRead?: Readonly<Record<number, string>>;
}

/** Attribute tokens of one code page: starts are below 0x80, values from 0x85. */
export interface AttributePage {
  /** A start is a name, with the beginning of the value where the token stands for that too. */
  readonly starts: Readonly<Record<number, { readonly name: string; readonly value?: string }>>;
  readonly values: Readonly<Record<number, string>>;
  /** As for tags. They may be extension tokens, from 0x80 to 0x82. */
  readonly alsoRead?: Readonly<Record<number, string>>;
}

/** The public identifier of documents whose type something else has to tell (WBXML 1.3, 7.2). */
export const UNKNOWN_ID = 1;

/** The tokens of one document type, which its public identifier names. Data only; pages by number from 0 to 255. */
export interface CodeSpace {
  /** The number, if it has one, before the text. */
  readonly publicIds: readonly (number | string)[];
  /** The tag page in force until the first switch. */
  readonly startPage: number;
  readonly tagPages: Readonly<Record<number, TagPage>>;
  readonly attributePages: Readonly<Record<number, AttributePage>>;
}
