import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROGRAMS } from '../daemon/program.js';
import { ROOT } from '../support/paths.js';

const GIGABYTE = 1024 ** 3;
const MEGABYTE = 1024 ** 2;
/** The most memory that a conversion may ever have held, and how much more after a gigabyte than after a sixteenth of it. */
const MOST = 220 * MEGABYTE;
const MOST_GROWTH = 48 * MEGABYTE;

const lines = readFileSync(join(ROOT, 'apdu-traces/3g/public-2700.trace'), 'utf8').split('\n');
const begin = lines.findIndex((line) => line.startsWith('connect'));

/** What a file begins with, and what is repeated behind that. */
const INPUTS = {
  native: {
    head: lines.slice(0, begin).join('\n'),
    part: `${lines.slice(begin).join('\n')}removed\n`,
    to: 'gsmtap',
  },
  pcscd: {
    head: '',
    part: lines
      .slice(begin)
      .flatMap((line) => {
        const [, sign, hex = ''] = /^([<>]) (.*)$/.exec(line) ?? [];
        const bytes = hex.replaceAll(' ', '').replace(/../g, '$& ');
        return sign === undefined ? [] : [`00000100 ${sign === '>' ? 'APDU' : 'SW'}: ${bytes}\n`];
      })
      .join(''),
    to: 'native',
  },
} as const;

describe('a trace of a gigabyte, made as it is read', function () {
  this.timeout(900_000);
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'dmbootd-gigabyte-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [from, { head, part, to }] of Object.entries(INPUTS)) {
    it(`is converted in constant memory: ${from} to ${to}`, async () => {
      const fifo = join(folder, from);
      execFileSync('mkfifo', [fifo]);
      const args = ['trace', 'convert', fifo, '-o', '/dev/null', '--to', to, '--json'];
      const child = spawn(process.execPath, [PROGRAMS.dmbootctl, ...args], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let told = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (told += text));
      const ended = once(child, 'close');
      const peak = (): number => {
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
        return Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]) * 1024;
      };

      const pipe = createWriteStream(fifo);
      const block = Buffer.from(part.repeat(Math.ceil(MEGABYTE / part.length)));
      pipe.write(`${head}\n`);
      let written = 0;
      let early = 0;
      while (written < GIGABYTE) {
        if (!pipe.write(block)) await once(pipe, 'drain');
        written += block.length;
        if (early === 0 && written >= GIGABYTE / 16) early = peak();
      }
      const late = peak();
      pipe.end();
      assert.deepEqual(await ended, [0, null]);

      const events = part.split('\n').length - 1;
      const parts = (written / block.length) * (block.length / part.length);
      // A log of pcscd tells no connection: the first command brings one.
      assert.equal(JSON.parse(told).events, events * parts + (from === 'native' ? 0 : 2));
      console.log(
        `    ${Math.round(written / MEGABYTE)} MB: at most ${Math.round(late / MEGABYTE)} MB held, ${Math.round(early / MEGABYTE)} MB after a sixteenth`,
      );
      assert.ok(late < MOST, `${late} bytes held`);
      assert.ok(late - early < MOST_GROWTH, `${late - early} bytes more at the end`);
    });
  }
});
