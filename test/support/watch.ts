/** Loaded by mocha before any test: no test may pass while something that it started has told a secret. */
import assert from 'node:assert/strict';
import { heard, takeTold } from './secrecy.js';

for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  stream.write = (...args: unknown[]): boolean => {
    heard(String(args[0]));
    return write(...args);
  };
}

const check = (): void => assert.deepEqual(takeTold(), [], 'secrets were told');

export const mochaHooks = { afterEach: check, afterAll: check };
