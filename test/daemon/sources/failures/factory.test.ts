import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench } from '../../bench.js';
import { DM } from '../pushed.js';
import { linesOf } from './lines.js';

describe('a file of the factory that is of no use keeps what it brought, with one line:', () => {
  let root: string;
  let folder: string;
  let bench: Bench;

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'dmbootd-failures-'));
    folder = join(root, 'factory.d');
    mkdirSync(folder);
    writeFileSync(join(folder, 'one'), DM);
    bench = new Bench({ config: configOf(folder) });
    await bench.sources.start();
  });
  afterEach(async () => {
    await bench.stop();
    rmSync(root, { recursive: true });
  });

  const configOf = (path: string): string => `[factory]\nenabled = true\nfolder = "${path}"\n`;
  const replace = (make: (path: string) => void): void => {
    rmSync(join(folder, 'one'));
    make(join(folder, 'one'));
  };
  const CASES: readonly (readonly [what: string, spoil: () => void, line: RegExp])[] = [
    [
      'half of it',
      () => replace((file) => writeFileSync(file, DM.subarray(0, 100))),
      /^warn malformed: WBXML: expected the end of a string at byte 100, /,
    ],
    [
      'nothing',
      () => replace((file) => writeFileSync(file, '')),
      /^warn malformed: .* at byte 0, /,
    ],
    ['a folder', () => replace((file) => mkdirSync(file)), /^warn unavailable: .*one is no file /],
    [
      'too much',
      () => replace((file) => writeFileSync(file, Buffer.alloc(1_048_577))),
      /^warn malformed: .*one: expected at most 1048576 bytes /,
    ],
    [
      'no folder, but a file',
      () => {
        rmSync(folder, { recursive: true });
        writeFileSync(folder, '');
      },
      /^warn unavailable: ENOTDIR: /,
    ],
  ];
  for (const [what, spoil, line] of CASES) {
    it(what, async () => {
      const tree = bench.store.tree();
      const { store } = bench;
      await bench.stop();
      spoil();
      bench = new Bench({ config: configOf(folder), store });
      await bench.sources.start();
      const lines = linesOf(bench);
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.match(lines[0]!, line);
      assert.match(lines[0]!, / origin=factory:one /);
      assert.deepEqual(store.tree(), tree);
      assert.deepEqual(
        bench.accounts.map(({ confirmed }) => confirmed),
        [false],
      );
    });
  }
});
