import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT, Exit } from '../../daemon/exit.js';
import { writePrivately } from '../../daemon/private-file.js';

describe('a file that is written piece by piece and may hold secrets', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dmbootd-private-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is its owner’s alone, also if it was there before', () => {
    const file = join(folder, 'a');
    writeFileSync(file, 'before');
    chmodSync(file, 0o666);
    writePrivately(file, ['one ', Buffer.from('two'), ' '.repeat(300_000)]);
    assert.equal(readFileSync(file, 'utf8'), `one two${' '.repeat(300_000)}`);
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it('is there as a whole or not at all', () => {
    const file = join(folder, 'a');
    writeFileSync(file, 'before');
    const pieces = function* (): Generator<string> {
      yield 'x'.repeat(300_000);
      throw new Error('no more');
    };
    assert.throws(() => writePrivately(file, pieces()), /no more/);
    assert.equal(readFileSync(file, 'utf8'), 'before');
    assert.deepEqual(readdirSync(folder), ['a']);
  });

  it('is refused where it cannot be made, and where it cannot be written', () => {
    const status = (code: number) => (error: unknown) =>
      error instanceof Exit && error.status === code;
    assert.throws(() => writePrivately(join(folder, 'no/a'), ['x']), status(EXIT.cannotCreate));
    assert.throws(() => writePrivately(folder, ['x']), status(EXIT.cannotCreate));
    assert.throws(() => writePrivately('/dev/full', ['x']), status(EXIT.ioError));
  });
});
