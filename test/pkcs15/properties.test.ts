import assert from 'node:assert/strict';
import fc from 'fast-check';
import { concat, toHex } from '../../lib/bytes.js';
import {
  classifyPath,
  decodeCertificate,
  objectsEnd,
  Pkcs15Error,
  parseAodf,
  parseCdf,
  parseDodf,
  parseEfDir,
  parseEfDirRecord,
  parseOdf,
} from '../../lib/pkcs15/index.js';
import {
  AODF,
  CDF,
  CERTIFICATE,
  DIR_RECORD,
  DODF_ALIASED,
  DODF_OID,
  DODF_OPAQUE,
  DODF_PRIVATE,
  ODF,
} from './vectors.js';

const SEED = 0x1517;

type Parse = (bytes: Uint8Array) => unknown;

const FILES: readonly [name: string, parse: Parse, valid: Uint8Array][] = [
  ['parseEfDirRecord', parseEfDirRecord, DIR_RECORD],
  ['parseEfDir', parseEfDir, concat(DIR_RECORD, DIR_RECORD)],
  ['parseOdf', parseOdf, ODF],
  ['parseDodf', parseDodf, concat(DODF_OPAQUE, DODF_OID, DODF_ALIASED, DODF_PRIVATE)],
  ['parseAodf', parseAodf, concat(AODF, AODF)],
  ['parseCdf', parseCdf, concat(CDF, CDF)],
  ['decodeCertificate', decodeCertificate, CERTIFICATE],
];

/** What comes of parsing, or undefined if it was refused; any other error fails the test. */
async function parsed(parse: Parse, bytes: Uint8Array): Promise<unknown> {
  try {
    return await parse(bytes);
  } catch (error) {
    if (!(error instanceof Pkcs15Error)) throw error;
    assert.ok(error.offset >= 0 && error.offset <= bytes.length, `offset ${error.offset}`);
    return undefined;
  }
}

for (const [name, parse, valid] of FILES) {
  describe(`${name}, for any bytes`, () => {
    it('gives a value or a Pkcs15Error within the file', async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
          await parsed(parse, bytes);
        }),
        { seed: SEED, numRuns: 300 },
      );
    });

    it('does so of a valid file with some bytes changed', async () => {
      const change = fc.tuple(fc.nat(valid.length - 1), fc.nat(255));
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
          const bytes = valid.slice();
          for (const [at, byte] of changes) bytes[at] = byte;
          await parsed(parse, bytes);
        }),
        { seed: SEED, numRuns: 500 },
      );
    });

    it('gives the objects that are whole, or an error, of a file cut off anywhere', async () => {
      const whole = await parse(valid);
      for (let length = 0; length < valid.length; length++) {
        const found = await parsed(parse, valid.slice(0, length));
        if (Array.isArray(found)) {
          assert.ok(Array.isArray(whole));
          assert.deepEqual(found, whole.slice(0, found.length));
        } else {
          assert.ok(found === undefined || (found === null && length === 0));
        }
      }
    });
  });
}

describe('errors', () => {
  it('hold no text of the card', () => {
    const secret = toHex(Buffer.from('DM bootstrap'));
    for (let length = 1; length < DODF_PRIVATE.length; length++) {
      assert.throws(
        () => parseDodf(DODF_PRIVATE.subarray(0, length)),
        (error) =>
          error instanceof Pkcs15Error &&
          !error.message.includes('DM bootstrap') &&
          !error.message.toUpperCase().includes(secret),
      );
    }
  });
});

describe('objectsEnd, for any bytes', () => {
  it('ends within the prefix and keeps its answer for every longer one', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), (bytes, cut) => {
        const short = objectsEnd(bytes.subarray(0, cut));
        if (short.kind === 'more') return;
        assert.ok(short.length <= Math.min(cut, bytes.length));
        assert.equal(objectsEnd(bytes).kind, 'end');
      }),
      { seed: SEED },
    );
  });

  it('leaves nothing out that parsing the whole file would find', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), async (bytes) => {
        const end = objectsEnd(bytes);
        if (end.kind === 'more') return;
        assert.deepEqual(
          await parsed(parseDodf, bytes.slice(0, end.length)),
          await parsed(parseDodf, bytes),
        );
      }),
      { seed: SEED },
    );
  });
});

describe('classifyPath, for any octets', () => {
  it('gives identifiers for 2 to 16 octets in pairs, and a Pkcs15Error for others', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 20 }), async (octets) => {
        const fit = octets.length % 2 === 0 && octets.length > 0 && octets.length <= 16;
        try {
          classifyPath(octets);
          assert.ok(fit);
        } catch (error) {
          assert.ok(error instanceof Pkcs15Error && !fit);
        }
      }),
      { seed: SEED },
    );
  });
});
