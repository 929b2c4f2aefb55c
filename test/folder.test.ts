import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolders } from '../lib/folder.js';

describe('making folders', () => {
  let base: string;
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'folders-'));
  });
  afterEach(() => rmSync(base, { recursive: true }));

  it('makes those above it too, for the owner alone, and leaves what is there', () => {
    makeFolders(join(base, 'a/b/c'));
    makeFolders(join(base, 'a/b/c'));
    for (const dir of ['a', 'a/b', 'a/b/c']) {
      assert.equal(statSync(join(base, dir)).mode & 0o777, 0o700);
    }
  });

  it('ends where a file stands in the way, or a file system takes no folder', () => {
    writeFileSync(join(base, 'file'), '');
    assert.throws(() => makeFolders(join(base, 'file/under')), { code: 'ENOTDIR' });
    assert.throws(() => makeFolders('/proc/no/such'), { code: 'ENOENT' });
  });
});
