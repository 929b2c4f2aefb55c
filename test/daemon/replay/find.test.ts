import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Exit } from '../../../daemon/exit.js';
import { findPlayable } from '../../../daemon/replay/find.js';

const NOBODY = 65534;

describe('what there is to play', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dmbootd-find-'));
    mkdirSync(join(folder, 'deep'));
    writeFileSync(join(folder, 'deep/a.trace'), '');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('is found through links, each file once', () => {
    symlinkSync('..', join(folder, 'deep/up'));
    symlinkSync('nowhere', join(folder, 'b.trace'));
    symlinkSync('a.trace', join(folder, 'deep/c.trace'));
    mkdirSync(join(folder, 'd.trace'));
    const found = findPlayable([folder, join(folder, 'deep/up/deep/a.trace')]);
    assert.deepEqual(
      found,
      ['b.trace', 'deep/a.trace', 'deep/c.trace'].map((name) => join(folder, name)),
    );
  });

  it('is refused with 66 where a folder is closed', () => {
    chmodSync(folder, 0o755);
    const closed = join(folder, 'closed');
    mkdirSync(closed, { mode: 0 });
    const isRoot = process.geteuid!() === 0;
    if (isRoot) process.seteuid!(NOBODY);
    try {
      assert.throws(
        () => findPlayable([folder]),
        (error) => error instanceof Exit && error.status === 66 && error.message.includes(closed),
      );
    } finally {
      if (isRoot) process.seteuid!(0);
    }
  });
});
