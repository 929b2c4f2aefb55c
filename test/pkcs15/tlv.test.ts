import assert from 'node:assert/strict';
import { concat, fromHex } from '../../lib/bytes.js';
import { objectsEnd, Pkcs15Error, parseDodf } from '../../lib/pkcs15/index.js';
import { MAX_FILE_LENGTH, MAX_OBJECTS } from '../../lib/pkcs15/limits.js';
import { DODF_OPAQUE, DODF_PRIVATE, FILLERS, padded, tlv } from './vectors.js';

describe('the end of a file of objects', () => {
  const objects = concat(DODF_OPAQUE, DODF_PRIVATE);

  for (const [name, filler] of Object.entries(FILLERS)) {
    it(`is found where ${name} begins, and in no prefix before that`, () => {
      const file = padded(objects, objects.length + 20, filler);
      const needed = objects.length + filler.length;
      for (let length = 0; length <= file.length; length++) {
        assert.deepEqual(
          objectsEnd(file.subarray(0, length)),
          length < needed ? { kind: 'more' } : { kind: 'end', length: objects.length },
          `a prefix of ${length} bytes`,
        );
      }
    });
  }

  it('is not found in a file that objects fill', () => {
    assert.deepEqual(objectsEnd(objects), { kind: 'more' });
    assert.deepEqual(objectsEnd(new Uint8Array()), { kind: 'more' });
  });

  it('is at once in an empty file', () => {
    assert.deepEqual(objectsEnd(fromHex('FFFF')), { kind: 'end', length: 0 });
  });

  it('is where a header makes no sense, so that the parser gets to see it', () => {
    for (const hex of ['3080', '3085', '3083010000', '30828000', '3F8101']) {
      const prefix = fromHex(hex);
      assert.deepEqual(objectsEnd(prefix), { kind: 'end', length: prefix.length });
      assert.throws(() => parseDodf(prefix), Pkcs15Error);
    }
  });

  it('needs more of a long object or of a header that is cut', () => {
    for (const hex of ['30', '3082', '308210', '30821000', '300430', '3F', '80']) {
      assert.deepEqual(objectsEnd(fromHex(hex)), { kind: 'more' }, hex);
    }
  });
});

describe('the bounds of a file of objects', () => {
  it('takes the longest file, and no longer one', () => {
    assert.deepEqual(parseDodf(new Uint8Array(MAX_FILE_LENGTH).fill(0xff)), []);
    assert.throws(
      () => parseDodf(new Uint8Array(MAX_FILE_LENGTH + 1).fill(0xff)),
      (error) => error instanceof Pkcs15Error && error.offset === MAX_FILE_LENGTH,
    );
  });

  it(`takes ${MAX_OBJECTS} objects, and not one more`, () => {
    const many = (count: number) => concat(...Array.from({ length: count }, () => DODF_OPAQUE));
    assert.equal(parseDodf(many(MAX_OBJECTS)).length, MAX_OBJECTS);
    assert.throws(
      () => parseDodf(many(MAX_OBJECTS + 1)),
      (error) => error instanceof Pkcs15Error && error.offset === MAX_OBJECTS * DODF_OPAQUE.length,
    );
  });

  it('bounds the depth and the number of TLVs of an object', () => {
    let deep: Uint8Array = tlv(0x30);
    for (let level = 0; level < 2000; level++) deep = tlv(0x30, deep);
    assert.throws(() => parseDodf(deep), Pkcs15Error);
    const wide = tlv(0x30, ...Array.from({ length: 2000 }, () => fromHex('0500')));
    assert.throws(() => parseDodf(wide), Pkcs15Error);
  });
});
