import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeWbxml } from '../../lib/wbxml/decode.js';
import type { Element } from '../../lib/wbxml/element.js';
import { encodeWbxml } from '../../lib/wbxml/encode.js';
import { SPACES } from '../../lib/wbxml/spaces.js';
import { sample } from './documents.js';
import { treesOf } from './trees.js';

/** An element without regard to where it stands. */
const anywhere = (element: Element): Element => ({
  ...element,
  children: element.children.map((child) =>
    typeof child === 'string' || child instanceof Uint8Array ? child : anywhere(child),
  ),
  offset: 0,
});

describe('a document of any content', () => {
  it('is decoded to what was written', () => {
    fc.assert(
      fc.property(sample, ({ bytes, root }) => {
        assert.deepEqual(decodeWbxml(bytes).root, root);
      }),
      { seed: 4, numRuns: 500 },
    );
  });

  for (const [id, space] of SPACES) {
    const publicId = typeof id === 'number' ? 'number' : 'text';
    it(`comes back from WBXML with the public identifier ${id}`, () => {
      fc.assert(
        fc.property(
          treesOf(space),
          fc.constantFrom('1.1', '1.2', '1.3'),
          fc.boolean(),
          (root, version, stringTable) => {
            const bytes = encodeWbxml(root, { space, version, stringTable, publicId });
            const decoded = decodeWbxml(bytes);
            assert.deepEqual(anywhere(decoded.root), root);
            assert.equal(decoded.publicId, id);
            assert.equal(decoded.version, version);
            assert.equal(decoded.length, bytes.length);
            assert.deepEqual(encodeWbxml(root, { space, version, stringTable, publicId }), bytes);
          },
        ),
        { seed: 6, numRuns: 150 },
      );
    });
  }
});
