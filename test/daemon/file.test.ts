import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Exit } from '../../daemon/exit.js';
import { readBounded, writePrivate } from '../../daemon/file.js';

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
    assert.throws(() => readBounded('/', 1), withStatus(66));
  });
});

describe('writing what may hold secrets', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'private-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  for (const before of ['nothing', 'a file that all may read']) {
    it(`is for its owner alone, where there was ${before}`, () => {
      const file = join(dir, 'file');
      if (before !== 'nothing') {
        writeFileSync(file, 'something longer');
        chmodSync(file, 0o644);
      }
      writePrivate(file, Buffer.from('secret'));
      assert.equal(readFileSync(file, 'utf8'), 'secret');
      assert.equal(statSync(file).mode & 0o777, 0o600);
    });
  }

  it('leaves the rights of a device alone', () => {
    const { mode } = statSync('/dev/null');
    writePrivate('/dev/null', Buffer.from('secret'));
    assert.equal(statSync('/dev/null').mode, mode);
  });

  it('says what cannot be written', () => {
    assert.throws(() => writePrivate(join(dir, 'none', 'file'), Buffer.of()), withStatus(73));
    assert.throws(() => writePrivate('/dev/full', Buffer.from('secret')), withStatus(73));
  });
});
