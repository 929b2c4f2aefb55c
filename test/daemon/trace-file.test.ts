import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT, Exit } from '../../daemon/exit.js';
import { openTrace } from '../../daemon/trace-file.js';
import { TraceError } from '../../lib/trace/index.js';
import { ROOT } from '../support/paths.js';

describe('a trace of any format, opened', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'dmbootd-open-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  function opened(text: string): { readonly stays: number; readonly warnings: string[] } {
    const file = join(folder, 'log');
    writeFileSync(file, text);
    const warnings: string[] = [];
    const { stays } = openTrace(file, (what) => void warnings.push(what));
    return { stays: stays.length, warnings };
  }

  it('is the whole of it, in the order of the native format', () => {
    const trace = openTrace(join(ROOT, 'apdu-traces/3g/swapped.trace'), assert.fail);
    assert.equal(trace.stays.length, 2);
    assert.equal(trace.reader, 'Bench Reader 00 00');
  });

  it('comes with what its format lacks, and with what was odd', () => {
    assert.deepEqual(opened('R:3B00\nC:00A40000:9000:\n'), {
      stays: 1,
      warnings: ['cardpeek: such a file does not tell times, connections, errors and removals'],
    });
    assert.equal(opened('-> 00a40000\n').warnings.length, 2);
  });

  it('is named where it cannot be read', () => {
    assert.throws(
      () => openTrace(folder, assert.fail),
      (error) =>
        error instanceof Exit &&
        error.status === EXIT.noInput &&
        error.message.startsWith(`${folder}: EISDIR`),
    );
  });

  it('is bounded', () => {
    const exchange = 'C:00A40000:9000:\n';
    assert.throws(
      () => opened(exchange.repeat(50_000)),
      (error) => error instanceof TraceError && error.code === 'limit',
    );
  });

  it('is refused where it cannot be read, or is none', () => {
    const status = (code: number) => (error: unknown) =>
      error instanceof Exit && error.status === code;
    assert.throws(() => openTrace(join(folder, 'absent'), assert.fail), status(EXIT.noInput));
    assert.throws(() => openTrace(folder, assert.fail), status(EXIT.noInput));
    assert.throws(() => opened('hello'), status(EXIT.data));
  });
});
