/** Passes by itself and tells a secret: `secrecy.test.ts` lets mocha run it, and sees it fail. */
import { SECRETS } from './secrecy.js';

describe('a test that tells a secret', () => {
  it('passes by itself', () => {
    console.log(SECRETS[0]);
  });
});
