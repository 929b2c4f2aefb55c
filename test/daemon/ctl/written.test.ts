import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  createWriteStream,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../support/paths.js';
import { Program, run } from '../program.js';

const trace = join(ROOT, 'apdu-traces/3g/public.trace');

/** Every command that makes a file of a file: its words, IN and OUT in them, and how OUT must be called. */
const COMMANDS: readonly (readonly [command: string, out: string])[] = [
  ['trace convert IN -o OUT', 'a.trace'],
  ['trace convert --redact IN -o OUT', 'a.trace'],
  ['trace report IN -o OUT', 'a.html'],
  ['trace diff IN IN -o OUT', 'a.html'],
  ['trace replay IN --junit OUT', 'a.xml'],
  ['card from-trace IN -o OUT', 'a.card.toml'],
  ['card new -o OUT', 'a.card.toml'],
];

const wordsOf = (command: string, input: string, output: string): string[] =>
  command.split(' ').map((word) => ({ IN: input, OUT: output })[word] ?? word);

describe('a file that a command makes', function () {
  this.timeout(30_000);
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dmbootd-written-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('stays what it was where the disk is full: exit 73', async function () {
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', folder], {
        stdio: 'ignore',
      });
    } catch {
      console.log('      (skipped: no tmpfs can be mounted)');
      this.skip();
    }
    try {
      for (const [command, name] of COMMANDS) {
        writeFileSync(join(folder, name), 'before');
        try {
          writeFileSync(join(folder, 'filler'), Buffer.alloc(16 * 1024));
        } catch {
          // It is as large as there is room.
        }
        const { status, stderr } = await run(
          'dmbootctl',
          wordsOf(command, trace, join(folder, name)),
        );
        assert.equal(status, 73, `${command}: ${stderr}`);
        assert.match(stderr, /ENOSPC/);
        assert.equal(readFileSync(join(folder, name), 'utf8'), 'before', command);
        assert.deepEqual(readdirSync(folder).sort(), [name, 'filler'].sort());
        rmSync(join(folder, name));
      }
    } finally {
      execFileSync('umount', ['-l', folder]);
    }
  });

  for (const command of [
    'trace report IN -o OUT',
    'trace diff IN IN -o OUT',
    'trace replay IN --junit OUT',
  ]) {
    it(`is not written over what it is made of: ${command}`, async () => {
      const file = join(folder, 'a.trace');
      cpSync(trace, file);
      const { status, stdout, stderr } = await run('dmbootctl', wordsOf(command, file, file));
      assert.equal(status, 64);
      assert.equal(stdout, '');
      assert.match(stderr, /a\.trace: expected another file to write: this one is read/);
      assert.deepEqual(readFileSync(file), readFileSync(trace));
    });
  }

  it('is not written over what stands beside a trace that is replayed', async () => {
    for (const end of ['trace', 'json'])
      cpSync(trace.replace(/trace$/, end), join(folder, `a.${end}`));
    const args = ['trace', 'replay', folder, '--junit', join(folder, 'a.json')];
    assert.equal((await run('dmbootctl', args)).status, 64);
    assert.deepEqual(
      readFileSync(join(folder, 'a.json')),
      readFileSync(trace.replace(/trace$/, 'json')),
    );
  });

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    it(`leaves nothing behind where ${signal} ends the command`, async () => {
      const pipe = join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      const program = new Program('dmbootctl', [
        'trace',
        'convert',
        pipe,
        '-o',
        join(folder, 'a.trace'),
      ]);
      const input = createWriteStream(pipe);
      const head = 'dmbootd-trace 1\nconnect T=0\natr 3B00\n';
      // All of it is read but for what a pipe holds.
      await new Promise((resolve) => {
        input.write(head + '> 00B0000001\n< FF 9000\n'.repeat(50_000), resolve);
      });
      assert.equal(await program.end(signal), signal);
      assert.deepEqual(readdirSync(folder), ['pipe']);
      input.destroy();
    });
  }
});
