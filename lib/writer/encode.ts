import { child, text } from '../syncml/dom.js';
import {
  type CodeSpace,
  DEVINF_1_1,
  DEVINF_1_2,
  DM_DDF_1_2,
  type Element,
  EncodeError,
  type EncodeOptions,
  encodeWbxml,
  PROV,
  SPACES,
  SYNCML_1_0,
  SYNCML_1_1,
  SYNCML_1_2,
  type XmlDocument,
} from '../wbxml/index.js';

/** How a document is written, embedded ones included. */
export type WbxmlForm = Pick<EncodeOptions, 'version' | 'stringTable'>;

/** Where the root of a document says what it is, and not its declaration; the first that fits. */
const BY_ROOT = [SYNCML_1_2, SYNCML_1_1, SYNCML_1_0, DM_DDF_1_2, DEVINF_1_2, DEVINF_1_1, PROV];

/** Documents of this root have no namespace; others are taken for what their names say where they have none. */
const PROV_ROOT = 'wap-provisioningdoc';
const ROOTS: ReadonlySet<string> = new Set(['SyncML', 'MgmtTree', 'DevInf', PROV_ROOT]);

const WBXML_TYPE = /\+wbxml$/i;

/**
 * An XML document in WBXML: SyncML, DevInf, a description or object of DM, or Client Provisioning, as its public identifier, else its root with its namespace
 * says. A document inside it becomes an embedded one, opaque to the outer, where the outer has no page for it, where a `Data` is of a type in `+wbxml`,
 * and in a `Value`, which holds no elements.
 *
 * Throws `EncodeError`, and `MessageError` where the type of an item is no text.
 */
export function encodeDocument(document: XmlDocument, form: WbxmlForm): Uint8Array {
  const { root, publicId } = document;
  const space = spaceOf(root, publicId);
  if (space === null) {
    throw new EncodeError('malformed', {
      offset: root.offset,
      expected: `one of the roots ${[...ROOTS].join(', ')}, in its namespace`,
      found: 'another',
    });
  }
  return write(root, space, form);
}

const write = (root: Element, space: CodeSpace, form: WbxmlForm): Uint8Array =>
  encodeWbxml(new Folder(space, form).fold(root, ''), { ...form, space });

/** The code space of a root element; null of one that is none. */
function spaceOf(root: Element, publicId: string | null): CodeSpace | null {
  if (!ROOTS.has(root.name)) return null;
  const fitting = BY_ROOT.filter(({ startPage, tagPages }) => {
    const { namespace, tags } = tagPages[startPage]!;
    const { name, namespace: own = '' } = root;
    return (
      Object.values(tags).includes(name) &&
      (own === '' || own.toLowerCase() === namespace.toLowerCase())
    );
  });
  const declared = publicId === null ? undefined : SPACES.get(publicId);
  if (declared !== undefined && fitting.includes(declared)) return declared;
  // Its versions share a namespace.
  if (root.name === 'DevInf' && text(child(root, 'VerDTD')) === '1.1') return DEVINF_1_1;
  return fitting[0] ?? null;
}

/** Makes embedded documents of the elements that must be. */
class Folder {
  readonly #namespaces: ReadonlySet<string>;
  readonly #form: WbxmlForm;

  constructor(space: CodeSpace, form: WbxmlForm) {
    const pages = Object.values(space.tagPages);
    this.#namespaces = new Set(pages.map(({ namespace }) => namespace.toLowerCase()));
    this.#form = form;
  }

  /** `type` is what the command around an item says of its data. */
  fold(element: Element, type: string): Element {
    const own = typeIn(element) ?? type;
    return {
      ...element,
      children: element.children.map((child) => {
        if (typeof child === 'string' || child instanceof Uint8Array) return child;
        const space = spaceOf(child, null);
        return space !== null && this.#isApart(child, element, own)
          ? write(child, space, this.#form)
          : this.fold(child, own);
      }),
    };
  }

  #isApart({ name, namespace = '' }: Element, parent: Element, type: string): boolean {
    if (parent.name === 'Value' || (parent.name === 'Data' && WBXML_TYPE.test(type))) return true;
    const isAtHome = this.#namespaces.has(namespace.toLowerCase());
    return !isAtHome && (namespace !== '' || name === PROV_ROOT);
  }
}

/** Type in the Meta of a command or an item. */
function typeIn(element: Element): string | null {
  const meta = child(element, 'Meta');
  const metInf = meta && (child(meta, 'MetInf') ?? meta);
  return (metInf && text(child(metInf, 'Type'))) || null;
}
