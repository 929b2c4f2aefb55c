import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { PROGRAMS, Program } from '../daemon/program.js';
import type { Folder } from '../support/dmbootd.js';
import { ROOT } from '../support/paths.js';
import { SLOTS } from '../support/pcscd.js';
import { Rig } from '../support/rig.js';
import { heard } from '../support/secrecy.js';

/** What the guide says to do, in its order: commands, the card server in a terminal of its own, and what is typed there. */
const STEPS = [
  ...readFileSync(join(ROOT, 'docs/lab.md'), 'utf8').matchAll(
    /^```(sh|sh serve|text)\n(.*?)^```$/gms,
  ),
].flatMap(([, kind, block]) =>
  block!
    .trim()
    .split('\n')
    .map((line) => ({ kind, line })),
);

/** A folder with the two programs by their names. */
function programs(folder: Folder): string {
  const bin = folder.at('bin');
  mkdirSync(bin);
  for (const [name, path] of Object.entries(PROGRAMS)) {
    const script = `#!/bin/sh\nexec '${process.execPath}' '${path}' "$@"\n`;
    writeFileSync(join(bin, name), script, { mode: 0o755 });
  }
  return bin;
}

describe('the guide to the test bench', function () {
  this.timeout(60_000);
  let served: Program | null = null;
  // Before the rig looks whether all cards are out.
  afterEach(() => served?.end('SIGTERM'));
  const rig = new Rig();

  it('leads from a card to a verdict, a page and a difference', async () => {
    const folder = rig.folder();
    const cwd = folder.path;
    const env = { ...process.env, PATH: `${programs(folder)}${delimiter}${process.env['PATH']}` };
    const follow = (line: string): Promise<string> =>
      new Promise((resolve, reject) =>
        execFile('sh', ['-e', '-c', line], { cwd, env }, (error, stdout, stderr) => {
          heard(stdout + stderr);
          if (error && !(error.code === 1 && line.includes('trace diff')))
            reject(new Error(`${line}\n${stdout}${stderr}`));
          else resolve(stdout);
        }),
      );
    const printed = new Map<string, string>();
    for (const { kind, line } of STEPS) {
      if (kind === 'sh serve') {
        served = new Program('dmbootctl', line.split(' ').slice(1), { cwd, stdin: 'pipe' });
        await served.printed(/^1 holds /);
        await rig.pcscd.holds(SLOTS[0].reader);
      } else if (kind === 'text') {
        const [out, back] = [rig.pcscd.said(/Card Removed/), rig.pcscd.said(/Card inserted/)];
        served!.say(`${line}\n`);
        await Promise.all([out, back]);
      } else {
        printed.set(line.split(' -')[0]!, await follow(line));
      }
    }
    const said = (command: string): string => printed.get(command) ?? assert.fail(command);
    assert.match(said('dmbootctl card check lab.card.toml'), /a strict reader: accepts it/);
    assert.match(said('dmbootctl trace show card.trace'), /com\.example\.dm/);
    assert.match(said('tshark'), /SELECT Application a000000063504b43532d3135/);
    assert.match(
      said('dmbootctl trace replay card.trace'),
      /"result":"passed".*"outcomes":\["mute"\]/,
    );
    assert.match(readFileSync(folder.at('verdicts.xml'), 'utf8'), /<testsuites? [^>]*failures="0"/);
    assert.match(readFileSync(folder.at('card.html'), 'utf8'), /com\.example\.dm/);
    assert.match(said('dmbootctl trace diff card.trace next.trace'), /private/);
  });
});
