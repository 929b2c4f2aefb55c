import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageError, type Provisioning, processProvisioning } from '../../lib/bootstrap/index.js';
import { concat, fromHex } from '../../lib/bytes.js';
import { checkLayer } from '../../lib/tree/check.js';
import { checkPlacement, type Mo } from '../../lib/tree/index.js';
import { ch, doc, napdef, parm, w7 } from '../provisioning/documents.js';
import { ROOT } from '../support/paths.js';
import { CARD, uriOf, valueAt } from './messages.js';

const FOLDER = join(ROOT, 'test/samples/provisioning');

const sample = (file: string): Buffer => readFileSync(join(FOLDER, file));
const objectAt = ({ mos }: Provisioning, uri: string): Mo =>
  mos.find((object) => uriOf(object) === uri) ?? assert.fail(`no object at ${uri}`);
const process = (file: string): Provisioning => processProvisioning(sample(file), CARD);

interface Expected {
  readonly servers: readonly string[];
  readonly uris: readonly string[];
  readonly unmapped: readonly string[];
  readonly ignored?: readonly string[];
  readonly warnings?: readonly string[];
}

const SAMPLES: Record<string, Expected> = {
  account: {
    servers: ['com.example.dm'],
    uris: ['./DMAcc/1'],
    unmapped: ['APPLICATION: INIT'],
  },
  'account-and-connections': {
    servers: ['com.example.dm'],
    uris: ['./NAP/1', './Proxy/1', './DMAcc/1'],
    unmapped: [
      'BOOTSTRAP',
      'NAPDEF: INTERNET',
      'NAPDEF: VALIDITY',
      'PXLOGICAL: DOMAIN',
      'PXLOGICAL: PUSHENABLED',
    ],
  },
  connections: {
    servers: [],
    uris: ['./NAP/1', './Proxy/1', './Proxy/2'],
    unmapped: ['NAPDEF: CALLTYPE', 'PXLOGICAL: PROXY-PW', 'PXLOGICAL: STARTPAGE'],
  },
  applications: {
    servers: ['com.example.dm'],
    uris: ['./NAP/1', './App/1', './App/2', './App/3', './App/4', './DMAcc/1'],
    unmapped: ['APPLICATION: RESOURCE/STARTPAGE', 'APPLICATION: CM', 'APPLICATION: FROM'],
  },
  oddities: {
    servers: ['net.example.manage', 'org.example.second'],
    uris: ['./DMAcc/1', './DMAcc/2', './NAP/1'],
    unmapped: ['VENDORCONFIG', 'APPLICATION: ROLE'],
    ignored: [
      'APPLICATION: it has no PROVIDER-ID, so it is no account',
      'NAPDEF: it has no NAPID',
      'APPLICATION: this document brings the same object twice',
    ],
    warnings: [
      'APPLICATION: TO-NAPID names nothing in this document, and is kept as text',
      'NAPDEF: DNS-ADDR is no IP address, and is left out',
    ],
  },
};

const placeless = (lines: readonly string[]): string[] =>
  lines.map((line) => line.replace(/ at byte \d+/, ''));

describe('the sample provisioning documents', () => {
  it('are all used here', () => {
    const names = readdirSync(FOLDER).filter((file) => file.endsWith('.wbxml'));
    assert.deepEqual(
      names.sort(),
      Object.keys(SAMPLES)
        .map((name) => `${name}.wbxml`)
        .sort(),
    );
  });

  for (const [name, expected] of Object.entries(SAMPLES)) {
    it(`${name} brings its objects, and a report on the rest`, () => {
      const { servers, mos, report } = process(`${name}.wbxml`);
      assert.deepEqual(servers, expected.servers);
      assert.deepEqual(mos.map(uriOf), expected.uris);
      assert.deepEqual(
        report.placements.map(({ uri, identity }) => [uri, identity]),
        mos.map((object) => [uriOf(object), object.identity]),
      );
      assert.equal(report.profile, 'cp');
      assert.deepEqual(placeless(report.unmapped), expected.unmapped);
      assert.deepEqual(placeless(report.ignored), expected.ignored ?? []);
      assert.deepEqual(placeless(report.warnings), expected.warnings ?? []);
      mos.forEach(checkPlacement);
    });

    it(`${name} brings the same as text and as WBXML`, () => {
      const { servers, mos } = process(`${name}.xml`);
      const binary = process(`${name}.wbxml`);
      assert.deepEqual([servers, mos], [binary.servers, binary.mos]);
    });
  }

  it('say by which version they are encoded', () => {
    const versions = ['account.wbxml', 'connections.wbxml', 'oddities.wbxml', 'oddities.xml'].map(
      (file) => process(file).report.version,
    );
    assert.deepEqual(versions, ['1.3', '1.1', '1.2', 'XML']);
  });

  it('connect an account through a proxy first', () => {
    const bootstrap = process('account-and-connections.wbxml');
    const account = objectAt(bootstrap, './DMAcc/1');
    const reference = (path: string) => account.nodes.find((node) => node.path === path)?.ref;
    assert.deepEqual(reference('ToConRef/1/ConRef'), {
      identity: `proxy:smartcard:${CARD.id}:gateway`,
      rest: '',
    });
    assert.deepEqual(reference('ToConRef/2/ConRef'), {
      identity: `nap:smartcard:${CARD.id}:internet`,
      rest: '',
    });
    assert.equal(valueAt(account, 'AppAuth/1/AAuthLevel'), 'CLCRED');
    assert.equal(valueAt(objectAt(bootstrap, './NAP/1'), 'IP/IPv6/DNS/1/DNSAddr'), '2001:db8::53');
  });
});

describe('a provisioning document', () => {
  it('is the one that the bytes begin with', () => {
    const bytes = sample('account.wbxml');
    const padded = concat(bytes, new Uint8Array(20).fill(0xff));
    assert.deepEqual(processProvisioning(padded, CARD), processProvisioning(bytes, CARD));
  });

  it('may be of the unknown document type, and of WBXML 1.0, which has no character set', () => {
    const body = 'C5 46 01 C6 55 01 87 11 06 03 6E 00 01 01 01';
    for (const header of ['03 01 6A 00', '03 0B 6A 00', '00 0B 00']) {
      const { mos } = processProvisioning(fromHex(header + body), CARD);
      assert.deepEqual(mos.map(uriOf), ['./NAP/1']);
    }
  });

  it('may be text in UTF-16', () => {
    const bytes = Buffer.from(`\uFEFF${doc(napdef('n', parm('NAME', 'Café')))}`, 'utf16le');
    assert.equal(valueAt(objectAt(processProvisioning(bytes, CARD), './NAP/1'), 'Name'), 'Café');
  });

  const malformed: Record<string, [bytes: Uint8Array, offset: number]> = {
    'no bytes': [new Uint8Array(), 0],
    'WBXML that ends within it': [sample('account.wbxml').subarray(0, 100), 100],
    'XML that is not well-formed': [Buffer.from('<wap-provisioningdoc>'), 21],
    'a DM message': [readFileSync(join(ROOT, 'test/samples/one-account.wbxml')), 5],
    'a DM message as text': [Buffer.from('<SyncML/>'), 0],
    'a parm without name': [Buffer.from(doc(ch('NAPDEF', '<parm/>'))), 65],
  };
  for (const [what, [bytes, offset]] of Object.entries(malformed)) {
    it(`is malformed where it is ${what}`, () => {
      assert.throws(
        () => processProvisioning(bytes, CARD),
        (error) => {
          assert.ok(error instanceof MessageError);
          assert.deepEqual([error.code, error.offset], ['malformed', offset]);
          return true;
        },
      );
    });
  }

  it('makes what a layer can hold, at its largest', () => {
    const times = (count: number, xml: (at: number) => string): string[] =>
      Array.from({ length: count }, (_, at) => xml(at));
    const id = '\u{1F300}'.repeat(126);
    const xml = doc(...times(16, (at) => w7(`${at}${id}`)), ...times(240, (at) => napdef(`${at}`)));
    const { mos, report } = processProvisioning(Buffer.from(xml), CARD);
    assert.equal(mos.length, 256);
    const documents = [
      { kind: 'cp', oid: null, label: null, bytes: Buffer.from(xml), report },
    ] as const;
    checkLayer({ origin: CARD, documents, mos });
  });
});

describe('the report on a provisioning document', () => {
  it('says once what is there many times', () => {
    const xml = doc(napdef('n', parm('INTERNET'), parm('INTERNET')));
    const { report } = processProvisioning(Buffer.from(xml), CARD);
    assert.deepEqual(placeless(report.unmapped), ['NAPDEF: INTERNET']);
  });

  it('hides secrets that stand where names and ids do', () => {
    const auth = ch('APPAUTH', parm('AAUTHSECRET', 'hunter2'));
    const xml = doc(w7('com.example.hunter2', auth), napdef('hunter2'), ch('hunter2'));
    const { report } = processProvisioning(Buffer.from(xml), CARD);
    assert.equal(JSON.stringify(report).includes('hunter2'), false);
    assert.equal(report.placements[0]?.identity, 'dmacc:com.example.(hidden)');
  });
});
