import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeWbxml } from '../../lib/wbxml/decode.js';
import { sample } from './documents.js';

describe('a document of any content', () => {
  it('is decoded to what was written', () => {
    fc.assert(
      fc.property(sample, ({ bytes, root }) => {
        assert.deepEqual(decodeWbxml(bytes).root, root);
      }),
      { seed: 4, numRuns: 500 },
    );
  });
});
