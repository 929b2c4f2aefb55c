import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  MessageError,
  type Provisioning,
  processDocuments,
  processProvisioning,
} from '../../lib/bootstrap/index.js';
import { concat, fromHex } from '../../lib/bytes.js';
import { checkLayer } from '../../lib/tree/check.js';
import { Store } from '../../lib/tree/index.js';
import { ch, doc, napdef, parm, parms, pxlogical, w7 } from '../provisioning/documents.js';
import { eachDamaged, INPUTS } from '../support/damage.js';
import { ROOT } from '../support/paths.js';
import { CARD } from './messages.js';

/** Of these the objects go through the store: it takes a hundred times as long. */
const STORED = 250;

const FOLDER = join(ROOT, 'test/samples/provisioning');
const sample = (file: string): Uint8Array => Uint8Array.from(readFileSync(join(FOLDER, file)));
const FILES = readdirSync(FOLDER);
/** The text of one, the WBXML of two. */
const SAMPLES = [...FILES, ...FILES.filter((file) => file.endsWith('.wbxml'))].map(sample);

/** In the values of all secret parms of the samples. */
const SECRETS = /-secret|b25lL/;

/** Bytes that mean something to a decoder, of WBXML or of XML. */
const TOKENS = concat(
  fromHex('00 01 02 03 05 06 07 11 15 22 36 38 39 45 50 55 56 80 83 86 87 C3 C6 FF'),
  Buffer.from(' "&/<=>'),
);

/** What it comes to, or the error that it is allowed to end in. */
function attempt(bytes: Uint8Array): Provisioning | MessageError {
  try {
    return processProvisioning(bytes, CARD);
  } catch (error) {
    assert.ok(error instanceof MessageError, String(error));
    return error;
  }
}

/** All that anybody is told of a document. */
const told = (result: Provisioning | MessageError): string =>
  result instanceof MessageError
    ? `${result.message}${result.cause ?? ''}`
    : JSON.stringify(result.report);

const layerOf = (bytes: Uint8Array) =>
  processDocuments([{ kind: 'cp', oid: null, label: null, bytes }], CARD, { lenient: false });

describe('damaged provisioning documents', () => {
  it('give objects that the tree takes, or a refusal', function () {
    this.timeout(120_000);
    const store = Store.scratch();
    const before = store.tree();
    let taken = 0;
    const inputs = INPUTS.provisioning;
    eachDamaged({ seeds: SAMPLES, tokens: TOKENS, inputs, start: 20_090_728 }, (bytes) => {
      const result = attempt(bytes);
      if (result instanceof MessageError) {
        assert.equal(result.code, 'malformed');
        return;
      }
      taken++;
      const { mos, report } = result;
      const documents = [{ kind: 'cp', oid: null, label: null, bytes, report }] as const;
      checkLayer({ origin: CARD, documents, mos });
      if (taken % STORED === 0) store.apply(layerOf(bytes));
    });
    store.purge([CARD]);
    assert.deepEqual(store.tree(), before);
    store.close();
    assert.ok(taken > inputs / 20, `only ${taken} inputs were taken`);
  });

  it('by any one byte never tell a secret', function () {
    this.timeout(120_000);
    const text = 'account-and-connections.xml';
    let taken = 0;
    for (const file of [...FILES.filter((name) => name.endsWith('.wbxml')), text]) {
      const whole = sample(file);
      const values = file === text ? [0x22, 0x41] : [0x00, 0x01, 0x03, 0x05, 0x41, 0x83, 0x92];
      for (let at = 0; at < whole.length; at++) {
        const [head, tail] = [whole.subarray(0, at), whole.subarray(at + 1)];
        for (const middle of [[], ...values.map((value) => [value])]) {
          const result = attempt(concat(head, Uint8Array.from(middle), tail));
          if (!(result instanceof MessageError)) taken++;
          assert.doesNotMatch(told(result), SECRETS);
        }
      }
    }
    assert.ok(taken > 1000, `${taken}`);
  });
});

describe('a provisioning document that is made to take long', () => {
  const times = (count: number, xml: (at: number) => string): string =>
    Array.from({ length: count }, (_, at) => xml(at)).join('');

  const documents: Record<string, string> = {
    'with one name for all': napdef(
      'n',
      times(2000, () => parm('NAME', 'x')),
    ),
    'with name servers': napdef(
      'n',
      times(2000, (at) => parm('DNS-ADDR', `10.0.${at >> 8}.${at & 255}`)),
    ),
    'with a proxy of many': pxlogical(
      'p',
      times(1500, () => parm('NAME', 'x')),
      times(500, () => ch('PXPHYSICAL')),
    ),
    'with a proxy of many unknown names': pxlogical(
      'p',
      times(1500, (at) => parm(`X${at}`, 'x')),
      times(500, () => ch('PXPHYSICAL')),
    ),
    'with references to a proxy of many': [
      pxlogical(
        'p',
        times(200, () => ch('PXPHYSICAL')),
      ),
      w7(
        's',
        times(1800, () => parm('TO-PROXY', 'p')),
      ),
    ].join(''),
    'with secrets': w7(
      's',
      ch(
        'APPAUTH',
        times(2000, (at) => parms({ [`X${at}-PW`]: `${'s'.repeat(100)}${at}` })),
      ),
      times(500, () => ch('VALIDITY')),
    ),
    'with a list of words': w7(
      's',
      times(200, () => ch('APPAUTH', parm('AAUTHTYPE', 'A,'.repeat(4000)))),
    ),
  };
  for (const [what, xml] of Object.entries(documents)) {
    it(`${what} takes no longer than a bound`, function () {
      this.timeout(10_000);
      const bytes = Buffer.from(doc(xml));
      const start = performance.now();
      attempt(bytes);
      assert.ok(performance.now() - start < 2000);
    });
  }
});
