import assert from 'node:assert/strict';
import {
  chmodSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT, Exit } from '../../daemon/exit.js';
import { refuseInput, writePrivately } from '../../daemon/private-file.js';

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
    assert.throws(() => writePrivately('/dev/full', ['x']), status(EXIT.cannotCreate));
  });

  it('has no name as long as it is written, so that nothing is left whatever ends the process', () => {
    const file = join(folder, 'a');
    let seen: string[] | null = null;
    const pieces = function* (): Generator<string> {
      yield 'x'.repeat(300_000);
      seen = readdirSync(folder);
    };
    writePrivately(file, pieces());
    assert.deepEqual(seen, []);
    assert.deepEqual(readdirSync(folder), ['a']);
  });

  it('leaves what a link leads to at its place, and the rights of a device', () => {
    const file = join(folder, 'a');
    writeFileSync(file, 'before');
    symlinkSync(file, join(folder, 'link'));
    writePrivately(join(folder, 'link'), ['after']);
    assert.equal(readlinkSync(join(folder, 'link')), file);
    assert.equal(readFileSync(file, 'utf8'), 'after');
    const { mode } = statSync('/dev/null');
    writePrivately('/dev/null', ['x']);
    assert.equal(statSync('/dev/null').mode, mode);
  });
});

describe('a file to write that is read, too', () => {
  it('is refused by whatever name', () => {
    const folder = mkdtempSync(join(tmpdir(), 'dmbootd-private-'));
    try {
      const file = join(folder, 'a');
      writeFileSync(file, 'x');
      symlinkSync(file, join(folder, 'link'));
      linkSync(file, join(folder, 'hard'));
      writeFileSync(join(folder, 'other'), 'x');
      for (const output of [file, join(folder, 'link'), join(folder, 'hard')]) {
        assert.throws(
          () => refuseInput(output, [undefined, join(folder, 'other'), file]),
          (error) => error instanceof Exit && error.status === EXIT.usage,
        );
        refuseInput(output, [undefined, join(folder, 'other'), join(folder, 'none')]);
      }
      refuseInput(join(folder, 'none'), [file]);
      refuseInput('/dev/null', ['/dev/null']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
