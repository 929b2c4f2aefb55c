import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeEmbedded, decodeWbxml, readPrinted, toXml } from '../../lib/wbxml/index.js';
import { encodeDocument } from '../../lib/writer/index.js';
import { ROOT } from '../support/paths.js';
import { installed, skipBecause } from '../support/skip.js';
import { parseXml, type XmlTree } from '../wbxml/xml-tree.js';

const SAMPLES = join(ROOT, 'test/samples');
const DECODER = 'wbxml2xml';

const print = (bytes: Uint8Array): string =>
  toXml(decodeWbxml(bytes).root, { unfold: (opaque) => decodeEmbedded(opaque)?.root ?? null });

describe('libwbxml reads', () => {
  let folder: string | undefined;
  before(function () {
    if (!installed(DECODER)) skipBecause(this, `${DECODER} is not installed (libwbxml2-utils)`);
    folder = mkdtempSync(join(tmpdir(), 'dmbootd-writer-'));
  });
  after(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  function theirs(bytes: Uint8Array): XmlTree {
    const file = join(folder!, 'document.wbxml');
    writeFileSync(file, bytes);
    const { status, stdout, stderr } = spawnSync(DECODER, ['-m', '0', '-o', '-', file], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    return parseXml(stdout);
  }

  it('what was decoded and encoded again as what it was', () => {
    const files = readdirSync(SAMPLES).filter((file) => file.endsWith('.wbxml'));
    assert.ok(files.length > 10);
    files.forEach((file, at) => {
      const bytes = readFileSync(join(SAMPLES, file));
      const again = encodeDocument(readPrinted(print(bytes)), {
        version: (['1.1', '1.2', '1.3'] as const)[at % 3]!,
        stringTable: at % 2 === 0,
      });
      assert.deepEqual(theirs(again), theirs(bytes), file);
    });
  });
});
