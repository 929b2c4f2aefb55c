import assert from 'node:assert/strict';
import { StoreError, statusOf, TreeError } from '../../lib/tree/index.js';

describe('the status code of a command', () => {
  it('is the one that DM has for its error', () => {
    assert.equal(statusOf(new TreeError('denied', '')), 425);
    assert.equal(statusOf(new TreeError('access-type', '')), 405);
    assert.equal(statusOf(new TreeError('not-found', '')), 404);
    assert.equal(statusOf(new TreeError('full', '')), 420);
    assert.equal(statusOf(new StoreError('unwritable', '')), 510);
  });
});
