import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTraceFile } from '../../lib/trace/index.js';

describe('the file of a recording', () => {
  let dir = '';
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'dmbootd-record-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  function record(reader: string, text = 'x\n', folder = dir): void {
    const sink = openTraceFile(folder, reader);
    sink.write(text);
    sink.close();
  }

  it('can be read by its owner alone', () => {
    record('A');
    assert.equal(statSync(join(dir, 'A-0001.trace')).mode & 0o777, 0o600);
  });

  it('is written at once, not at the end', () => {
    const sink = openTraceFile(dir, 'A');
    sink.write('one\n');
    assert.equal(readFileSync(join(dir, 'A-0001.trace'), 'utf8'), 'one\n');
    sink.write('two\n');
    assert.equal(readFileSync(join(dir, 'A-0001.trace'), 'utf8'), 'one\ntwo\n');
    sink.close();
  });

  it('is not made before something is written', () => {
    openTraceFile(dir, 'A').close();
    assert.deepEqual(readdirSync(dir), []);
  });

  it('replaces no other, and counts on from the highest', () => {
    writeFileSync(join(dir, 'A-0007.trace'), 'mine');
    writeFileSync(join(dir, 'B-0009.trace'), '');
    writeFileSync(join(dir, 'A-notes.txt'), '');
    record('A');
    record('A');
    assert.deepEqual(
      readdirSync(dir).filter((file) => /^A-\d/.test(file)),
      ['A-0007.trace', 'A-0008.trace', 'A-0009.trace'],
    );
    assert.equal(readFileSync(join(dir, 'A-0007.trace'), 'utf8'), 'mine');
  });

  it('counts on past four digits', () => {
    writeFileSync(join(dir, 'A-9999.trace'), '');
    record('A');
    record('A');
    assert.ok(readdirSync(dir).includes('A-10001.trace'));
  });

  it('does not follow a link that stands in its place', () => {
    const target = join(dir, 'target');
    symlinkSync(target, join(dir, 'A-0001.trace'));
    record('A');
    assert.deepEqual(readdirSync(dir), ['A-0001.trace', 'A-0002.trace']);
  });

  for (const [reader, file] of [
    ['Virtual PCD 00 00', 'Virtual_PCD_00_00-0001.trace'],
    ['../../etc/passwd', 'etc_passwd-0001.trace'],
    ['.hidden', 'hidden-0001.trace'],
    ['..', 'reader-0001.trace'],
    ['', 'reader-0001.trace'],
    ['A\u0000B\nC', 'A_B_C-0001.trace'],
    ['Lesegerät (7)', 'Leseger_t_7-0001.trace'],
    ['x'.repeat(300), `${'x'.repeat(64)}-0001.trace`],
  ] as const) {
    it(`has a safe name for the reader ${JSON.stringify(reader).slice(0, 30)}`, () => {
      record(reader);
      assert.deepEqual(readdirSync(dir), [file]);
    });
  }

  it('stands in a folder that is made where it is missing, for its owner alone', () => {
    const inner = join(dir, 'a', 'b');
    record('A', 'x\n', inner);
    assert.equal(statSync(inner).mode & 0o777, 0o700);
    assert.deepEqual(readdirSync(inner), ['A-0001.trace']);
  });

  it('fails where the folder is none', () => {
    writeFileSync(join(dir, 'file'), '');
    mkdirSync(join(dir, 'folder'));
    assert.throws(() => record('A', 'x\n', join(dir, 'file')), { code: 'EEXIST' });
  });
});
