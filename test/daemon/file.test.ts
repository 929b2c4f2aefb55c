import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Exit } from '../../daemon/exit.js';
import { readBounded } from '../../daemon/file.js';

const withStatus = (status: number) => (error: unknown) =>
  error instanceof Exit && error.status === status;

describe('reading a file that was named', () => {
  it('gives the bytes up to the bound, and refuses more', () => {
    const dir = mkdtempSync(join(tmpdir(), 'bounded-'));
    try {
      const file = join(dir, 'file');
      writeFileSync(file, 'x'.repeat(100_000));
      assert.equal(readBounded(file, 100_000).length, 100_000);
      assert.throws(() => readBounded(file, 99_999), withStatus(65));
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('ends where a device has no end', () => {
    assert.throws(() => readBounded('/dev/zero', 1_000_000), withStatus(65));
  });

  it('says what cannot be read', () => {
    assert.throws(() => readBounded('/no/such/file', 1), withStatus(66));
    assert.throws(() => readBounded(tmpdir(), 1), withStatus(66));
    assert.throws(() => readBounded(tmpdir(), 1), new RegExp(`^Error: ${tmpdir()}: EISDIR`));
    assert.throws(() => readBounded('/no/such/file', 1), /^Error: ENOENT.*'\/no\/such\/file'$/);
  });
});
