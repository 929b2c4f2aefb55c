import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dmAccIdentity, moIdentity, napIdentity, serverIdOf } from '../../lib/tree/index.js';

describe('identities of objects', () => {
  it('give a ServerID back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (id) => serverIdOf(dmAccIdentity(id)) === id),
      { seed: 1 },
    );
  });

  it('are no account where they are of another kind', () => {
    assert.equal(serverIdOf(napIdentity({ kind: 'smartcard', id: '1' }, 'n')), null);
    assert.equal(serverIdOf(moIdentity(null, 'dmacc:x')), null);
  });
});
