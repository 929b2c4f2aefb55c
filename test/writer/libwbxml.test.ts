import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { decodeEmbedded, decodeWbxml, readPrinted, toXml } from '../../lib/wbxml/index.js';
import {
  type Description,
  descriptionFor,
  encodeDocument,
  type TndsForm,
  type WbxmlForm,
  writeBootstrap,
  writeProvisioning,
} from '../../lib/writer/index.js';
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
    const names = [
      'one-account',
      'one-account-text',
      'one-account-opaque',
      'provisioning/oddities',
    ];
    names.forEach((name, at) => {
      const bytes = readFileSync(join(SAMPLES, `${name}.wbxml`));
      const again = encodeDocument(readPrinted(print(bytes)), {
        version: (['1.1', '1.2', '1.3'] as const)[at % 3]!,
        stringTable: at % 2 === 0,
      });
      assert.deepEqual(theirs(again), theirs(bytes), name);
    });
  });

  for (const [how, write] of [
    ['a DM message with objects in WBXML', writeBootstrapWith('wbxml')],
    ['a DM message with objects in XML', writeBootstrapWith('xml')],
    ['a Client Provisioning document', writeProvisioning],
  ] as const) {
    it(`${how} as we do`, () => {
      for (const [profile, version] of [
        ['dm', '1.2'],
        ['cp', '1.3'],
      ] as const) {
        const description = v.parse(descriptionFor(profile), DESCRIPTION);
        const bytes = write(description, { version, stringTable: profile === 'cp' });
        assert.deepEqual(theirs(bytes), comparable(parseXml(print(bytes))));
      }
    });
  }
});

/** With a nonce that is text: libwbxml prints octets as they are. */
const DESCRIPTION = {
  ...{ server: 'com.example.dm', name: 'Ä & <O>', address: 'https://dm.example.com/oma' },
  credentials: { name: 'device-7', secret: 'tell "nobody"', data: 'Zmlyc3Qgbm9uY2U=' },
  access_point: [{ id: 'internet', address: 'apn', auth: { name: 'guest', secret: 'guest' } }],
  proxy: [{ id: 'gateway', address: '192.0.2.1:8080' }],
};

function writeBootstrapWith(tnds: TndsForm) {
  return (description: Description, form: WbxmlForm): Uint8Array =>
    writeBootstrap(description, tnds, form);
}

/** libwbxml changes the media type of objects when it decodes. */
const comparable = (tree: XmlTree): XmlTree => ({
  ...tree,
  children: tree.children.map((child) =>
    typeof child === 'string' ? child.replace('dmtnds+wbxml', 'dmtnds+xml') : comparable(child),
  ),
});
