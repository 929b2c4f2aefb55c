import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeEmbedded, decodeWbxml } from '../../lib/wbxml/decode.js';
import { endOf } from '../../lib/wbxml/end.js';
import { toXml } from '../../lib/wbxml/xml.js';
import { ROOT } from '../support/paths.js';
import { installed, skipBecause } from '../support/skip.js';
import { parseXml, type XmlTree } from './xml-tree.js';

const SAMPLES = join(ROOT, 'test/wbxml/samples');
const ENCODER = 'xml2wbxml';
const DECODER = 'wbxml2xml';
const missing = [ENCODER, DECODER].find((tool) => !installed(tool));

const DOCUMENTS = ['bootstrap-12', 'commands-11', 'description'];
const VERSIONS = ['1.1', '1.2', '1.3'];
const TABLES = [
  { how: 'with a string table', flags: [] },
  { how: 'without a string table', flags: ['-n'] },
];

describe('documents that libwbxml writes', () => {
  let folder: string | undefined;

  before(function () {
    if (missing !== undefined) skipBecause(this, `${missing} is not installed (libwbxml2-utils)`);
    folder = mkdtempSync(join(tmpdir(), 'dmbootd-wbxml-'));
  });
  after(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  for (const document of DOCUMENTS) {
    for (const version of VERSIONS) {
      for (const { how, flags } of TABLES) {
        it(`read as it reads them: ${document}, WBXML ${version} ${how}`, () => {
          const wbxml = join(folder!, 'document.wbxml');
          const source = join(SAMPLES, `${document}.xml`);
          run(ENCODER, ['-v', version, ...flags, '-o', wbxml, source]);

          const bytes = Uint8Array.from(readFileSync(wbxml));
          const decoded = decodeWbxml(bytes);
          assert.equal(decoded.version, version);
          assert.equal(decoded.length, bytes.length);
          assert.deepEqual(endOf(bytes), { kind: 'end', length: bytes.length });

          const ours = parseXml(
            toXml(decoded.root, { unfold: (opaque) => decodeEmbedded(opaque)?.root ?? null }),
          );
          const theirs = parseXml(run(DECODER, ['-m', '0', '-o', '-', wbxml]));
          assert.deepEqual(comparable(ours), comparable(theirs));
          assert.deepEqual(comparable(ours), comparable(parseXml(readFileSync(source, 'utf8'))));
        });
      }
    }
  }
});

function run(tool: string, parameters: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(tool, parameters, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout;
}

/** libwbxml changes the media type of objects when it encodes, and changes it back when it decodes. */
function comparable(tree: XmlTree): XmlTree {
  return {
    ...tree,
    children: tree.children.map((child) =>
      typeof child === 'string' ? child.replace('dmtnds+wbxml', 'dmtnds+xml') : comparable(child),
    ),
  };
}
