import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { MessageError } from '../../lib/syncml/index.js';
import {
  type CodeSpace,
  DEVINF_1_1,
  DEVINF_1_2,
  DM_DDF_1_2,
  decodeEmbedded,
  decodeWbxml,
  type Element,
  EncodeError,
  PROV,
  readPrinted,
  SYNCML_1_0,
  SYNCML_1_1,
  SYNCML_1_2,
  toXml,
  XmlError,
} from '../../lib/wbxml/index.js';
import { encodeDocument, type WbxmlForm } from '../../lib/writer/index.js';
import { ROOT } from '../support/paths.js';
import { treesOf } from '../wbxml/trees.js';

const FORM: WbxmlForm = { version: '1.2' };
const SAMPLES = join(ROOT, 'test/samples');

const encode = (xml: string, form = FORM): Uint8Array => encodeDocument(readPrinted(xml), form);
const print = (bytes: Uint8Array): string =>
  toXml(decodeWbxml(bytes).root, { unfold: (opaque) => decodeEmbedded(opaque)?.root ?? null });

const form = fc.record({
  version: fc.constantFrom('1.1' as const, '1.2' as const, '1.3' as const),
  stringTable: fc.boolean(),
});

const sync = (content: string, version = '1.2'): string =>
  `<SyncML xmlns="SYNCML:SYNCML${version}">${content}</SyncML>`;
const TREE = '<MgmtTree xmlns="syncml:dmddf1.2"><Node/></MgmtTree>';
const meta = (type: string): string => `<Meta><Type xmlns="syncml:metinf">${type}</Type></Meta>`;
const WBXML = meta('application/vnd.syncml.dmtnds+wbxml');
const XML = meta('application/vnd.syncml.dmtnds+xml');

/** The one Data in a document. */
function data({ name, children }: Element): Element['children'] | undefined {
  if (name === 'Data') return children;
  for (const child of children) {
    const found =
      typeof child === 'string' || child instanceof Uint8Array ? undefined : data(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

describe('XML as WBXML', () => {
  for (const [root, space] of [
    ['SyncML', SYNCML_1_0],
    ['SyncML', SYNCML_1_1],
    ['SyncML', SYNCML_1_2],
    ['MgmtTree', DM_DDF_1_2],
    ['DevInf', DEVINF_1_2],
    ['wap-provisioningdoc', PROV],
  ] as const) {
    it(`is printed again as it was: ${space.publicIds.at(-1)}`, () => {
      const { namespace } = (space as CodeSpace).tagPages[space.startPage]!;
      const property = fc.property(treesOf(space), form, (tree, form) => {
        const printed = toXml({ ...tree, name: root, namespace });
        const once = encode(printed, form);
        assert.equal(print(encode(print(once), form)), print(once));
        assert.equal(print(once), printed);
      });
      fc.assert(property, { seed: 3, numRuns: 50 });
    });
  }

  it('is printed again as the samples of another encoder were', () => {
    const files = readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.wbxml'),
    );
    assert.ok(files.length > 10);
    for (const file of files) {
      const printed = print(readFileSync(join(SAMPLES, file)));
      assert.equal(print(encode(printed)), printed, file);
    }
  });

  for (const [what, xml, space] of [
    ['a namespace', sync('', '1.1'), SYNCML_1_1],
    ['a namespace in other letters', '<SyncML xmlns="syncml:syncml1.0"/>', SYNCML_1_0],
    ['a prefix', '<a:SyncML xmlns:a="SYNCML:SYNCML1.2"/>', SYNCML_1_2],
    ['a root alone', '<SyncML/>', SYNCML_1_2],
    [
      'a declaration',
      '<!DOCTYPE SyncML PUBLIC "-//SYNCML//DTD SyncML 1.1//EN" ""><SyncML/>',
      SYNCML_1_1,
    ],
    [
      'a root that its declaration does not fit',
      '<!DOCTYPE a PUBLIC "-//SYNCML//DTD SyncML 1.1//EN" ""><MgmtTree/>',
      DM_DDF_1_2,
    ],
    [
      'a version of DevInf',
      '<DevInf xmlns="syncml:devinf"><VerDTD>1.1</VerDTD></DevInf>',
      DEVINF_1_1,
    ],
    ['no version of DevInf', '<DevInf/>', DEVINF_1_2],
    ['the root of Client Provisioning', '<wap-provisioningdoc/>', PROV],
  ] as const) {
    it(`is told what it is by ${what}`, () => {
      const { publicId } = decodeWbxml(encode(xml));
      assert.ok((space as CodeSpace).publicIds.includes(publicId), String(publicId));
    });
  }

  for (const [what, content] of [
    ['the item', `<Add>${XML}<Item>${WBXML}<Data>\n ${TREE}\n</Data></Item></Add>`],
    ['the command', `<Add>${WBXML}<Item><Data>${TREE}</Data></Item></Add>`],
    [
      'a MetInf',
      `<Add><Meta><MetInf xmlns="syncml:metinf"><Type>a/b+wbxml</Type></MetInf></Meta><Item><Data>${TREE}</Data></Item></Add>`,
    ],
  ] as const) {
    it(`embeds an object whose type says so: that of ${what}`, () => {
      const bytes = encode(sync(content), { version: '1.3', stringTable: true });
      const [opaque, ...more] = data(decodeWbxml(bytes).root)!;
      assert.deepEqual(more, []);
      assert.ok(opaque instanceof Uint8Array);
      const { version, publicId } = decodeEmbedded(opaque)!;
      assert.deepEqual([version, publicId], ['1.3', '-//OMA//DTD-DM-DDF 1.2//EN']);
    });
  }

  it('leaves an object of another type on its code page', () => {
    const bytes = encode(sync(`<Add>${WBXML}<Item>${XML}<Data>${TREE}</Data></Item></Add>`));
    const [tree] = data(decodeWbxml(bytes).root)!;
    assert.ok(typeof tree !== 'string' && !(tree instanceof Uint8Array));
    assert.equal(tree?.name, 'MgmtTree');
  });

  for (const [what, content] of [
    ['DevInf', '<DevInf xmlns="syncml:devinf"/>'],
    ['Client Provisioning', '<wap-provisioningdoc xmlns="" version="1.1"/>'],
    ['another version', '<SyncML xmlns="SYNCML:SYNCML1.1"/>'],
  ] as const) {
    it(`embeds what the document has no page for: ${what}`, () => {
      const [opaque] = data(decodeWbxml(encode(sync(`<Data>${content}</Data>`))).root)!;
      assert.ok(opaque instanceof Uint8Array && decodeEmbedded(opaque) !== null);
    });
  }

  it('embeds what is in a value', () => {
    const node = `<Node><Value>${TREE}</Value></Node>`;
    const { root } = decodeWbxml(encode(`<MgmtTree xmlns="syncml:dmddf1.2">${node}</MgmtTree>`));
    assert.match(toXml(root), /<Value><!-- \d+ bytes as base64 -->/);
  });

  for (const [what, xml, offset] of [
    ['an unknown root', '<!-- --><a/>', 8],
    ['a known root in a foreign namespace', '<SyncML xmlns="a"/>', 0],
    ['an element in a foreign namespace', '<SyncML><a xmlns="b"/></SyncML>', 8],
  ] as const) {
    it(`is refused for ${what}, with its place`, () => {
      assert.throws(
        () => encode(xml),
        (error) =>
          error instanceof EncodeError && error.code === 'malformed' && error.offset === offset,
      );
    });
  }

  it('is a document, or a refusal with a place, whatever is done to the text', () => {
    const names = ['one-account', 'one-account-text', 'provisioning/account', 'syncml-1.1'];
    const texts = names.map((name) => print(readFileSync(join(SAMPLES, `${name}.wbxml`))));
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      remove: fc.nat(30),
      insert: fc.constantFrom(
        '',
        '<',
        '</Data>',
        '<Data>',
        '<![CDATA[',
        ']]>',
        '<!-- 3 bytes as base64 -->',
      ),
    });
    let refused = 0;
    const property = fc.property(
      fc.constantFrom(...texts),
      fc.array(edit, { minLength: 1, maxLength: 3 }),
      (text, edits) => {
        const edited = edits.reduce((all, { at, remove, insert }) => {
          const from = Math.floor(at * all.length);
          return all.slice(0, from) + insert + all.slice(from + remove);
        }, text);
        try {
          decodeWbxml(encode(edited));
        } catch (error) {
          refused += 1;
          assert.ok(
            error instanceof XmlError ||
              error instanceof EncodeError ||
              error instanceof MessageError,
            String(error),
          );
          assert.equal(typeof error.offset, 'number');
        }
      },
    );
    fc.assert(property, { seed: 4, numRuns: 1000 });
    assert.ok(refused > 100 && refused < 1000, String(refused));
  });
});
