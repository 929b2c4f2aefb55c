import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { decodeEmbedded, decodeWbxml } from '../../lib/wbxml/decode.js';
import type { Element } from '../../lib/wbxml/element.js';
import { encodeWbxml } from '../../lib/wbxml/encode.js';
import { endOf } from '../../lib/wbxml/end.js';
import type { CodeSpace } from '../../lib/wbxml/space.js';
import {
  DEVINF_1_1,
  DEVINF_1_2,
  DM_DDF_1_2,
  PROV,
  SYNCML_1_1,
  SYNCML_1_2,
} from '../../lib/wbxml/spaces.js';
import { toXml } from '../../lib/wbxml/xml.js';
import { ROOT } from '../support/paths.js';
import { installed, skipBecause } from '../support/skip.js';
import { LITERALS, treesOf, wordsOf } from './trees.js';
import { parseXml, type XmlTree } from './xml-tree.js';

const SAMPLES = join(ROOT, 'test/wbxml/samples');
const ENCODER = 'xml2wbxml';
const DECODER = 'wbxml2xml';
const missing = [ENCODER, DECODER].find((tool) => !installed(tool));

const OBJECT_TYPE = 'application/vnd.syncml.dmtnds+wbxml';

const SAMPLE_FILES = ['bootstrap-12', 'commands-11', 'description'];
const FORMS = [
  { version: '1.1', stringTable: true },
  { version: '1.2', stringTable: false },
  { version: '1.3', stringTable: true },
] as const;

/** What XML can hold, and what it has to escape; libwbxml leaves white space around text out. */
const text = fc
  .string({ unit: fc.constantFrom(...'aé€𝑨&<>"\' -]'), maxLength: 8 })
  .map((inside) => `.${inside}.`);
/** libwbxml takes roots of documents for embedded ones, and the octets of a nonce for base64. */
const NOT_INSIDE = ['SyncML', 'DevInf', 'MgmtTree', 'NextNonce'];

/** A document with all the tokens of a code space, and with any content that libwbxml knows. */
function everything(name: string, space: CodeSpace, notInside = NOT_INSIDE): Element {
  const without = new Set(notInside);
  const trees = treesOf(space, { text, octets: text.map((text) => Buffer.from(text)), without });
  const children = [...wordsOf(space, without), ...fc.sample(trees, { seed: 7, numRuns: 50 })];
  const { namespace } = Object.values(space.tagPages)[0]!;
  return { name, namespace, attributes: [], children, offset: 0 };
}

/** To libwbxml a literal has no page; objects it reads only where they are documents of their own. */
function message({ tagPages: { 2: _, ...tagPages }, ...space }: CodeSpace): Element {
  return everything('SyncML', { ...space, tagPages }, [...NOT_INSIDE, ...LITERALS]);
}

function messageWithObject(space: CodeSpace): Element {
  const root = message(space);
  const object = encodeWbxml(everything('MgmtTree', DM_DDF_1_2), {
    version: '1.2',
    space: DM_DDF_1_2,
  });
  const type = { ...root, name: 'Type', namespace: 'syncml:metinf' };
  const item = [
    { ...root, name: 'Meta', children: [{ ...type, children: [OBJECT_TYPE] }] },
    { ...root, name: 'Data', children: [object] },
  ];
  return { ...root, children: [...root.children, { ...root, name: 'Item', children: item }] };
}

const DOCUMENTS: readonly (readonly [CodeSpace, Element])[] = [
  [SYNCML_1_1, message(SYNCML_1_1)],
  [SYNCML_1_2, messageWithObject(SYNCML_1_2)],
  [DEVINF_1_1, everything('DevInf', DEVINF_1_1)],
  [DEVINF_1_2, everything('DevInf', DEVINF_1_2)],
  [DM_DDF_1_2, everything('MgmtTree', DM_DDF_1_2)],
  [PROV, everything('wap-provisioningdoc', PROV)],
];

/** And what libwbxml reads without being able to write it. */
const READABLE = [...DOCUMENTS, [SYNCML_1_1, messageWithObject(SYNCML_1_1)] as const];

describe('libwbxml', () => {
  let folder: string | undefined;

  before(function () {
    if (missing !== undefined) skipBecause(this, `${missing} is not installed (libwbxml2-utils)`);
    folder = mkdtempSync(join(tmpdir(), 'dmbootd-wbxml-'));
  });
  after(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  const file = (name: string): string => join(folder!, name);

  function theirEncoding(xml: string, flags: readonly string[]): Uint8Array {
    run(ENCODER, [...flags, '-o', file('theirs.wbxml'), xml]);
    return Uint8Array.from(readFileSync(file('theirs.wbxml')));
  }

  function theirDecoding(bytes: Uint8Array): XmlTree {
    writeFileSync(file('ours.wbxml'), bytes);
    return comparable(parseXml(run(DECODER, ['-m', '0', '-k', '-o', '-', file('ours.wbxml')])));
  }

  function ourDecoding(bytes: Uint8Array, version: string): XmlTree {
    const decoded = decodeWbxml(bytes);
    assert.equal(decoded.version, version);
    assert.deepEqual(endOf(bytes), { kind: 'end', length: bytes.length });
    return inXml(decoded.root);
  }

  for (const { version, stringTable } of FORMS) {
    const form = `WBXML ${version} ${stringTable ? 'with' : 'without'} a string table`;
    const flags = ['-v', version, ...(stringTable ? [] : ['-n'])];

    it(`writes what we read as it does: messages, ${form}`, () => {
      for (const name of SAMPLE_FILES) {
        const source = join(SAMPLES, `${name}.xml`);
        const bytes = theirEncoding(source, flags);
        const ours = ourDecoding(bytes, version);
        assert.deepEqual(ours, theirDecoding(bytes));
        assert.deepEqual(ours, comparable(parseXml(readFileSync(source, 'utf8'))));
      }
    });

    // Without a string table it cannot write literals.
    if (stringTable) {
      it(`writes what we read: everything, ${form}`, () => {
        for (const [space, root] of DOCUMENTS) {
          const source = file('source.xml');
          writeFileSync(source, withDocumentType(space, root));
          assert.deepEqual(ourDecoding(theirEncoding(source, flags), version), inXml(root));
        }
      });
    }

    it(`reads what we write: everything, ${form}`, () => {
      for (const [space, root] of READABLE) {
        const bytes = encodeWbxml(root, { version, space, stringTable });
        assert.deepEqual(theirDecoding(bytes), inXml(root));
      }
    });
  }
});

function run(tool: string, parameters: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(tool, parameters, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout;
}

const unfold = (opaque: Uint8Array): Element | null => decodeEmbedded(opaque)?.root ?? null;

const inXml = (root: Element): XmlTree => comparable(parseXml(toXml(root, { unfold })));

/** By its document type libwbxml knows a code space. */
function withDocumentType({ publicIds }: CodeSpace, root: Element): string {
  const type = `<!DOCTYPE ${root.name} PUBLIC "${publicIds.at(-1)}" "x">`;
  return toXml(root, { unfold }).replace('\n', `\n${type}\n`);
}

/** libwbxml changes the media type of objects when it encodes, and changes it back when it decodes; it misspells TETRA. */
function comparable({ attributes, children, ...tree }: XmlTree): XmlTree {
  return {
    ...tree,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, value.replace('TRETRA', 'TETRA')]),
    ),
    children: children.map((child) =>
      typeof child === 'string' ? child.replace('dmtnds+wbxml', 'dmtnds+xml') : comparable(child),
    ),
  };
}
