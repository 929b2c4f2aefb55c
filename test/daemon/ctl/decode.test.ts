import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dispatch } from '../../../daemon/ctl/dispatch.js';
import { fromHex } from '../../../lib/bytes.js';
import { captured } from '../captured.js';

/** DevInf 1.2 with a VerDTD; PROV with NAPDEF and NAPID; SyncML with a TNDS in an OPAQUE and octets behind it. */
const DEVINF = fromHex('03 A403 6A 00 4A 65 03 312E32 00 01 01');
const PROVISIONING = fromHex('03 0B 6A 00 45 C6 55 01 87 11 06 03 6E31 00 01 01 01');
const SYNCML = fromHex('02 A401 6A 00 6D 4F C3 05 03 01 6A 00 20 01 4F C3 02 00FF 01 01');

describe('decode', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dmbootd-decode-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function decoded(content: Uint8Array | string, ...options: string[]): Promise<string> {
    const file = join(folder, 'document');
    writeFileSync(file, content);
    const { result, stdout } = await captured(
      () => dispatch(['decode', file, ...options]),
      'exact',
    );
    assert.equal(result, 0);
    return stdout;
  }

  const lines = async (content: Uint8Array | string): Promise<string[]> =>
    (await decoded(content)).split('\n').slice(1, -1);

  it('prints DevInf, Client Provisioning and objects of their own', async () => {
    assert.deepEqual(await lines(DEVINF), [
      '<DevInf xmlns="syncml:devinf">',
      '  <VerDTD>1.2</VerDTD>',
      '</DevInf>',
    ]);
    assert.deepEqual(await lines(PROVISIONING), [
      '<wap-provisioningdoc>',
      '  <characteristic type="NAPDEF">',
      '    <parm name="NAPID" value="n1"/>',
      '  </characteristic>',
      '</wap-provisioningdoc>',
    ]);
    assert.deepEqual(await lines(fromHex('03 01 6A 00 00 02 20')), [
      '<MgmtTree xmlns="syncml:dmddf1.2"/>',
    ]);
  });

  it('prints XML in the same form, whatever its encoding, and what it has printed as it was', async () => {
    const xml = '<m:Add xmlns:m="s"  >\n<m:Item/></m:Add>';
    const expected = ['<Add xmlns="s">', '  <Item/>', '</Add>'];
    assert.deepEqual(await lines(xml), expected);
    assert.deepEqual(await lines(Buffer.from(`\uFEFF${xml}`, 'utf16le')), expected);
    const printed = await decoded(SYNCML);
    assert.equal(await decoded(printed), printed);
  });

  it('prints JSON with the header, and embedded documents as documents', async () => {
    assert.deepEqual(JSON.parse(await decoded(SYNCML, '--json')), {
      ...{
        encoding: 'wbxml',
        version: '1.2',
        publicId: 0x1201,
        charset: 106,
        length: SYNCML.length,
      },
      root: {
        name: 'SyncML',
        namespace: 'SYNCML:SYNCML1.2',
        attributes: {},
        children: [
          {
            ...{ name: 'Data', namespace: 'SYNCML:SYNCML1.2', attributes: {} },
            children: [
              {
                document: {
                  ...{ encoding: 'wbxml', version: '1.3', publicId: 1, charset: 106, length: 5 },
                  root: {
                    ...{ name: 'MgmtTree', namespace: 'syncml:dmddf1.2' },
                    ...{ attributes: {}, children: [] },
                  },
                },
              },
            ],
          },
          {
            ...{ name: 'Data', namespace: 'SYNCML:SYNCML1.2', attributes: {} },
            children: [{ base64: 'AP8=' }],
          },
        ],
      },
    });
    assert.deepEqual(JSON.parse(await decoded('<a b="c">d</a>', '--json')), {
      encoding: 'xml',
      root: { name: 'a', namespace: '', attributes: { b: 'c' }, children: ['d'] },
    });
  });

  it('unfolds documents inside one another to the same depth in JSON', async () => {
    let bytes = fromHex('03 01 6A 00 20');
    for (let depth = 0; depth < 12; depth += 1) {
      bytes = Uint8Array.from([...fromHex('03 01 6A 00 60 C3'), bytes.length, ...bytes, 1]);
    }
    const count = (text: string, word: string): number => text.split(word).length - 1;
    const json = await decoded(bytes, '--json');
    assert.equal(count(json, '"MgmtTree"'), count(await decoded(bytes), '<MgmtTree'));
    assert.equal(count(json, '"base64"'), 1);
  });
});
