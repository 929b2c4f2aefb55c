import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../support/paths.js';

const SAMPLES = join(ROOT, 'test/samples');

const named = (folder: string, end: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(end))
    .map((file) => file.slice(0, -end.length))
    .sort();

describe('the sample messages', () => {
  it('have a binary form for each text', () => {
    assert.deepEqual(named(SAMPLES, '.wbxml'), named(SAMPLES, '.xml'));
  });

  it('keep the sizes that other tests count on', () => {
    const size = (name: string): number => readFileSync(join(SAMPLES, `${name}.wbxml`)).length;
    assert.equal(Math.ceil(size('big-2700') / 256), 11);
    assert.equal(Math.floor(size('two-kilobytes') / 1024), 2);
  });

  it('are what xml2wbxml makes of the texts', function () {
    if (spawnSync('xml2wbxml', ['-h']).error !== undefined) {
      this.test!.title += ' (skipped: xml2wbxml of libwbxml2-utils is not installed)';
      this.skip();
    }
    this.timeout(20_000);
    const folder = mkdtempSync(join(tmpdir(), 'samples-'));
    try {
      execFileSync(join(SAMPLES, 'make.sh'), [folder]);
      for (const name of named(SAMPLES, '.wbxml')) {
        const file = `${name}.wbxml`;
        assert.deepEqual(readFileSync(join(folder, file)), readFileSync(join(SAMPLES, file)), file);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
