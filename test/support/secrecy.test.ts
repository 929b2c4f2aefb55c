import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { captured } from '../daemon/captured.js';
import { run } from '../daemon/program.js';
import { dmbootctl, Folder } from './dmbootd.js';
import { ROOT } from './paths.js';
import { heard, mayTell, takeTold } from './secrecy.js';

const SECRET = 'one-client-secret';
const IN_BASE64 = 'b25lLWNsaWVudC1zZWNyZXQ';
const PIN = 'FF31323334FFFFFFFF';

/** What is found of what is planted here; the root hook finds nothing of it any more. */
async function planted(work: () => unknown): Promise<string[]> {
  assert.deepEqual(takeTold(), []);
  await work();
  return takeTold();
}

describe('a secret that is told', () => {
  it('is found as text, in base64, in hexadecimal, and as VERIFY sends it', async () => {
    for (const text of [SECRET, IN_BASE64, Buffer.from(SECRET).toString('hex'), PIN]) {
      assert.equal((await planted(() => heard(`before ${text} after`))).length, 1, text);
    }
    assert.deepEqual(await planted(() => heard('one-client, 1234')), []);
  });

  it('is found in what a program prints', async () => {
    const args = ['accounts', SECRET];
    assert.deepEqual(await planted(() => run('dmbootctl', args)), [SECRET]);
    assert.deepEqual(await planted(() => dmbootctl(...args)), [SECRET]);
  });

  it('is found in what a part of one prints, unless that is exact', async () => {
    const print = async (): Promise<void> => console.log(SECRET);
    assert.deepEqual(await planted(() => captured(print)), [SECRET]);
    assert.deepEqual(await planted(() => captured(print, 'exact')), []);
    const fail = async (): Promise<void> => console.error(SECRET);
    assert.deepEqual(await planted(() => captured(fail, 'exact')), [SECRET]);
  });

  it('is found in the files that a test leaves, if it is a PIN', async () => {
    const folder = new Folder();
    writeFileSync(folder.at('a.trace'), `> 0020000108${PIN.slice(2)}\n${SECRET}\n`);
    writeFileSync(folder.at('b'), Buffer.from(PIN, 'hex'));
    assert.equal((await planted(() => folder.remove())).length, 2);
  });

  it('makes the test fail that told it', () => {
    const { status, stdout } = spawnSync(
      join(ROOT, 'node_modules/.bin/mocha'),
      ['dist/test/support/told.planted.js'],
      { cwd: ROOT, encoding: 'utf8' },
    );
    assert.equal(status, 1);
    assert.match(stdout, /secrets were told/);
    assert.match(stdout, /1 passed, 1 failed/);
  });

  it('may be told by exact converters, and where it is asked for', () => {
    for (const args of ['decode f', 'encode f -o -', 'retrieve', 'tree . --show-secrets']) {
      assert.ok(mayTell(args.split(' ')), args);
    }
    for (const args of ['accounts', 'tree . --json', 'decode f --explain', '--once --json']) {
      assert.ok(!mayTell(args.split(' ')), args);
    }
  });
});
