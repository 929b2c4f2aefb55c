import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import * as v from 'valibot';
import { Fillers, redactDocument } from '../../lib/secrets/index.js';
import { decodeXmlText, readPrinted } from '../../lib/wbxml/index.js';
import {
  descriptionFor,
  encodeDocument,
  writeBootstrap,
  writeProvisioning,
} from '../../lib/writer/index.js';
import { SAMPLE_NAMES, SAMPLES, secretsIn } from '../support/secrecy.js';
import { descriptions } from '../writer/descriptions.js';
import { assertRedacted, mosOf } from './compared.js';

const kindOf = (name: string) => (name.startsWith('provisioning/') ? 'cp' : 'dm');
const xmlOf = (name: string): Buffer => readFileSync(join(SAMPLES, `${name}.xml`));
const wbxmlOf = (name: string): Buffer => readFileSync(join(SAMPLES, `${name}.wbxml`));

/** The document, redacted; of the same length. */
function redacted(bytes: Uint8Array): Buffer {
  const done = redactDocument(bytes, new Fillers());
  assert.equal(done.kind, 'redacted');
  assert.ok(done.kind === 'redacted');
  assert.equal(done.bytes.length, bytes.length);
  return Buffer.from(done.bytes);
}

const SOUND = SAMPLE_NAMES.filter((name) => !['no-account', 'wrong-source'].includes(name));

/** Forms of a document that is written as XML. */
const FORMS: Readonly<Record<string, (xml: Buffer) => Uint8Array>> = {
  XML: (xml) => xml,
  'XML in UTF-16': (xml) =>
    Buffer.from(`\uFEFF${xml.toString().replace(/^<\?xml.*?\?>/, '')}`, 'utf16le'),
  'XML in CDATA': (xml) =>
    Buffer.from(
      xml.toString().replace(/<Value>([^<]+)<\/Value>/g, '<Value><![CDATA[$1]]></Value>'),
    ),
  'XML with references': (xml) =>
    Buffer.from(
      xml
        .toString()
        .replace(/(?<=Secret<\/NodeName>.*?<Value>)[^<]+/g, (secret) =>
          [...secret].map((character) => `&#x${character.codePointAt(0)!.toString(16)};`).join(''),
        ),
    ),
  'WBXML with a string table': (xml) =>
    encodeDocument(readPrinted(decodeXmlText(xml)), { version: '1.3', stringTable: true }),
  'WBXML 1.1': (xml) =>
    encodeDocument(readPrinted(decodeXmlText(xml)), { version: '1.1', stringTable: false }),
};

describe('a document without its secrets', () => {
  for (const name of SOUND) {
    it(`is the same but for them: ${name}`, () => {
      const bytes = wbxmlOf(name);
      const after = redacted(bytes);
      const secrets = assertRedacted(mosOf(bytes, kindOf(name)), mosOf(after, kindOf(name)));
      assert.equal(secrets > 0, secretsIn(bytes.toString('latin1')).length > 0);
      assert.deepEqual(secretsIn(after.toString('latin1')), []);
    });
  }

  for (const [form, written] of Object.entries(FORMS)) {
    it(`is so in any form: ${form}`, () => {
      for (const name of ['one-account', 'plain-adds', 'big-2700', 'provisioning/account']) {
        const bytes = written(xmlOf(name));
        const after = redacted(bytes);
        assert.ok(assertRedacted(mosOf(bytes, kindOf(name)), mosOf(after, kindOf(name))) > 0);
        const readable =
          form === 'XML in UTF-16' ? after.toString('utf16le') : after.toString('latin1');
        assert.deepEqual(secretsIn(readable), [], name);
      }
    });
  }

  it('is so, whatever it describes', () => {
    const forms = fc.record({
      version: fc.constantFrom('1.1' as const, '1.2' as const, '1.3' as const),
      stringTable: fc.boolean(),
    });
    const tnds = fc.constantFrom('wbxml' as const, 'xml' as const);
    fc.assert(
      fc.property(descriptions('dm'), tnds, forms, (raw, tndsForm, form) => {
        const bytes = writeBootstrap(v.parse(descriptionFor('dm'), raw), tndsForm, form);
        assertRedacted(mosOf(bytes, 'dm'), mosOf(redacted(bytes), 'dm'));
      }),
      { seed: 50, numRuns: 80 },
    );
    fc.assert(
      fc.property(descriptions('cp'), forms, (raw, form) => {
        const bytes = writeProvisioning(v.parse(descriptionFor('cp'), raw), form);
        assertRedacted(mosOf(bytes, 'cp'), mosOf(redacted(bytes), 'cp'));
      }),
      { seed: 51, numRuns: 80 },
    );
  });

  it('keeps equal secrets equal, and different ones different', () => {
    const fillers = new Fillers();
    const fill = (secret: string | Uint8Array) => Buffer.from(fillers.fill(secret)).toString();
    const cases = ['hunter2!', 'hunter3!', 'hunter2!', '1234', '4321', ' b25lLXNlcnY= '];
    assert.deepEqual(cases.map(fill), [
      ...['********', '1*******', '********', '0000', '1000', ' AAAAAAAAAAA= '],
    ]);
    assert.equal(fill('c25lLXNlcnZl'), 'CAAAAAAAAAAA');
    assert.equal(fill('äß…𝑨'), '××…𝟘');
    assert.deepEqual([' ', '', ' a\n'].map(fill), [' ', '', ' *\n']);
    assert.equal(fill('tell nobody'), '***********');
    assert.equal(fill('tell nobody at'), '**************');
    assert.equal(fill('open sesame12'), '*************');
    assert.equal(fill('b25l\n  LXNl'), 'AAAA\n  AAAA');
    assert.equal(fill(Uint8Array.of(0xff, 0xfe)), '**');
    assert.equal(fill(Uint8Array.of(0xff, 0xfd)), '1*');
  });

  it('keeps truth values where their format is bool, and nowhere else', () => {
    const document = (format: string, value: string, properties: string): string =>
      `<SyncML xmlns="SYNCML:SYNCML1.2"><SyncBody><Add><CmdID>1</CmdID><Item><Target><LocURI>./UsePin</LocURI></Target><Meta><Format xmlns="syncml:metinf">${format}</Format></Meta><Data>${value}</Data></Item></Add>
<Add><CmdID>2</CmdID><Meta><Format>${format}</Format></Meta><Item><Target><LocURI>./A/Password</LocURI></Target><Data>${value}</Data></Item></Add>
<MgmtTree><Node><NodeName>HasKey</NodeName><RTProperties><Format><${properties}/></Format></RTProperties><Value>${value}</Value></Node></MgmtTree></SyncBody></SyncML>`;
    const without = (...given: Parameters<typeof document>): string =>
      redacted(Buffer.from(document(...given))).toString();
    assert.equal(without('bool', 'true', 'bool'), document('bool', 'true', 'bool'));
    assert.equal(without('bool', 'False', 'bool'), document('bool', 'False', 'bool'));
    for (const secret of ['true', 'False']) {
      const filled = without('chr', secret, 'chr');
      assert.match(filled, /<Data>[*A\d]{4,5}<\/Data>.*<Data>[*A\d]{4,5}</s);
      assert.doesNotMatch(filled, /true|False/);
    }
    assert.doesNotMatch(without('bool', 'my word', 'bool'), /my word/);
    const parm = redacted(
      Buffer.from(
        '<wap-provisioningdoc><characteristic type="APPAUTH"><parm name="AAUTHSECRET" value="true"/></characteristic></wap-provisioningdoc>',
      ),
    ).toString();
    assert.doesNotMatch(parm, /true/);
  });

  it('keeps a text of the string table that something else needs', () => {
    const form = { version: '1.3', stringTable: true } as const;
    const raw = {
      server: 'dm.example',
      address: 'https://dm.example/',
      credentials: { name: 'shared-word', secret: 'shared-word' },
    };
    const bytes = writeProvisioning(v.parse(descriptionFor('cp'), raw), form);
    const leavesOf = (document: Uint8Array) =>
      new Map(mosOf(document, 'cp')[0]!.nodes.map(({ path, value }) => [path, value]));
    assert.equal(Buffer.from(bytes).toString('latin1').split('shared-word').length, 2);
    const after = leavesOf(redacted(bytes));
    assert.equal(leavesOf(bytes).get('AppAuth/1/AAuthSecret'), 'shared-word');
    assert.equal(after.get('AppAuth/1/AAuthName'), 'shared-word');
    assert.equal(after.get('AppAuth/1/AAuthSecret'), '');
    assert.equal(after.get('ServerID'), 'dm.example');
  });

  it('holds nothing of credentials in a header, nor of a nonce', () => {
    const hidden = (xml: string): string => redacted(Buffer.from(xml)).toString();
    const message = (inner: string): string => `<SyncML><SyncHdr>${inner}</SyncHdr></SyncML>`;
    assert.equal(
      hidden(message('<Cred><Meta/><Data>aGlkZGVuOnB3</Data></Cred>')),
      message('<Cred><Meta/><Data>AAAAAAAAAAAA</Data></Cred>'),
    );
    assert.equal(
      hidden(message('<Chal><Meta><m:NextNonce xmlns:m="x">n0nce</m:NextNonce></Meta></Chal>')),
      message('<Chal><Meta><m:NextNonce xmlns:m="x">*****</m:NextNonce></Meta></Chal>'),
    );
  });

  it('holds nothing of the value of a leaf without a name', () => {
    const xml = (value: string): string =>
      `<MgmtTree><Node><Value>${value}</Value></Node><Node><NodeName>Name</NodeName><Value>me</Value></Node></MgmtTree>`;
    assert.equal(redacted(Buffer.from(xml('hidden!'))).toString(), xml('*******'));
  });

  it('is no longer readable where an embedded document cannot be decoded', () => {
    const broken = Buffer.from([0x03, 0x01, 0x6a, 0x00, 0x60, 0x04, 0x09]);
    const base64 = Buffer.concat([broken, Buffer.from('hunter2-hidden')]).toString('base64');
    const xml = `<SyncML><Item><Target><LocURI>./Inbox</LocURI></Target><Data>${base64}</Data></Item></SyncML>`;
    const after = redacted(Buffer.from(xml)).toString();
    const data = /<Data>(.*)<\/Data>/.exec(after)![1]!;
    assert.doesNotMatch(Buffer.from(data, 'base64').toString('latin1'), /hunter|hidden/);
  });
});

describe('a document that ends too early', () => {
  /** Beginnings of the secrets of samples: what may be left of one at the end. */
  const beginnings = (text: string): string[] =>
    secretsIn(text).map((secret) => secret.slice(0, 8));

  const TABLE = 'WBXML with a string table';
  for (const [name, form] of [
    ['one-account', 'WBXML'],
    ['one-account', 'XML'],
    ['one-account', TABLE],
    ['one-account-text', 'WBXML'],
    ['plain-adds', 'WBXML'],
    ['provisioning/account', 'WBXML'],
    ['provisioning/account', TABLE],
  ] as const) {
    it(`holds none of its secrets, wherever it ends: ${name}, ${form}`, () => {
      const bytes = form === 'WBXML' ? wbxmlOf(name) : Buffer.from(FORMS[form]!(xmlOf(name)));
      const searched = new Set(beginnings(bytes.toString('latin1')));
      const fillers = new Fillers();
      assert.ok(searched.size > 0);
      // No secret is so short that no step ends within it.
      for (let end = 1; end < bytes.length; end += 5) {
        const done = redactDocument(bytes.subarray(0, end), fillers);
        const left = Buffer.from('bytes' in done ? done.bytes : bytes.subarray(0, end));
        assert.equal(left.length, end);
        const text = left.toString('latin1');
        const found = [...searched].filter((word) => text.includes(word));
        assert.deepEqual(found, [], `at ${end}: ${done.kind}`);
      }
    });
  }

  it('may be followed by what pads its file', () => {
    const bytes = wbxmlOf('one-account');
    const cut = Buffer.concat([bytes.subarray(0, bytes.length - 40), Buffer.alloc(100, 0xff)]);
    assert.deepEqual(secretsIn(redacted(cut).toString('latin1')), []);
  });
});

describe('bytes that are no document to redact', () => {
  for (const [why, hex] of [
    ['nothing', ''],
    ['unused bytes', 'FFFFFFFF'],
    ['EF DIR', '61144F0CA000000063504B43532D3135'],
    ['an ICCID', '988812010000400310F0'],
    ['EF AD', '00000002'],
    ['zeros', '0000000000000000'],
    ['another document type', '0305 6A00 4503 6100 01'.replaceAll(' ', '')],
  ] as const) {
    it(`are left as they are: ${why}`, () => {
      assert.deepEqual(redactDocument(Buffer.from(hex, 'hex'), new Fillers()), { kind: 'none' });
    });
  }

  it('are told from a message that cannot be decoded', () => {
    const bytes = Uint8Array.from(wbxmlOf('one-account'));
    const at = bytes.indexOf(0xc3);
    bytes[at] = 0x46;
    bytes[at + 1] = 0x04;
    const done = redactDocument(bytes, new Fillers());
    assert.equal(done.kind, 'unreadable');
  });

  for (const [why, part] of [
    ['declarations', '<!'],
    ['attributes', '<a b'],
    ['names', 'aaaa'],
    ['references', '&#1'],
    ['quotes', '<a b="'],
    ['white space', '    '],
    ['sections', '<![CDATA['],
  ] as const) {
    it(`take no longer than their length asks for: ${why}`, function () {
      this.timeout(60_000);
      for (const end of ['', '[', 'x</Value></Node>']) {
        const begin = '<SyncML><Node><NodeName>ClientPW</NodeName><Value>';
        const text = `${begin}${part.repeat(60_000 / part.length)}${end}`;
        assert.notEqual(redactDocument(Buffer.from(text), new Fillers()).kind, 'none');
        const tag = `<SyncML ${part.repeat(60_000 / part.length)}${end}`;
        redactDocument(Buffer.from(tag), new Fillers());
      }
    });
  }

  it('never end in an error', () => {
    const samples = SAMPLE_NAMES.flatMap((name) => [wbxmlOf(name), xmlOf(name)]);
    const damage = fc.array(fc.tuple(fc.nat(4000), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(...samples), damage, (sample, changes) => {
        const bytes = Uint8Array.from(sample);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        const done = redactDocument(bytes, new Fillers());
        if (done.kind === 'redacted') assert.equal(done.bytes.length, bytes.length);
      }),
      { seed: 52, numRuns: 800 },
    );
  });
});
