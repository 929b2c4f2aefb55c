import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../support/paths.js';
import { heard, secretsIn } from '../../../support/secrecy.js';
import { installed, skipBecause } from '../../../support/skip.js';
import { message } from '../../../traces/parts.js';
import { PROGRAMS } from '../../program.js';
import { collected, Desk, printed } from './support.js';

const EVENT_KEYS = ['t', 'n', 'stay', 'line', 'us', 'dur', 'why', 'text', 'result', 'rc'];
const KEYS: Readonly<Record<string, readonly string[]>> = {
  meta: ['t', 'v', 'version', 'file', 'reader', 'protocol', 'stays'],
  connect: [...EVENT_KEYS, 'protocol', 'share', 'atr'],
  reset: [...EVENT_KEYS, 'protocol', 'share', 'atr'],
  removed: [...EVENT_KEYS, 'protocol', 'share', 'atr'],
  cmd: [
    ...EVENT_KEYS,
    ...['name', 'file', 'ch', 'generation', 'c', 'd', 'length', 'sw', 'decoded'],
  ],
  document: ['t', 'n', 'stay', 'file', 'label', 'document'],
};

const parsed = (text: string): Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('trace show', () => {
  const desk = new Desk();
  after(() => desk.remove());

  it('says what went over the line, with the message decoded and masked', async () => {
    const { result, stdout } = await printed('trace', 'show', collected('3g/pin'));
    assert.equal(result, 0);
    for (const line of [
      'card 8988211000000430010, 28 exchanges',
      'EF DIR: the applications',
      '          application: A000000063504B43532D3135 (PKCS#15)',
      '          bootstrap message: "OMA-DM", OID 2.23.43.7.1, at 6421',
      '      < 6982  security status not satisfied',
      '      > 0120000108****************',
      '      < (not shown: they may hold secrets)',
      '      What EF DM_Bootstrap 6421 holds',
      '      +           AAuthSecret = (secret)',
    ]) {
      assert.ok(stdout.split('\n').includes(line), line);
    }
  });

  it('shows times where the trace has them', async () => {
    const { stdout } = await printed('trace', 'show', desk.timed('3g/public'));
    assert.match(stdout, /^ {3}2 {2}READ BINARY of EF ICCID .* {2}\+\d\.\d{6}, \d+\.\d ms$/m);
  });

  it('shows secrets and all bytes where it is asked to, but no PIN', async () => {
    const clear = `dmbootd-trace 1\nconnect T=0\natr 3B00\n> 0020000108 31323334FFFFFFFF\n< 9000\n`;
    for (const args of [[], ['--json']]) {
      const shown = await printed('trace', 'show', collected('3g/pin'), '--show-secrets', ...args);
      assert.ok(secretsIn(shown.stdout).length > 0);
      assert.match(shown.stdout, /02A4016A006D6C7103312E32/);
      const file = desk.write('clear.trace', clear);
      const { stdout } = await printed('trace', 'show', file, '--show-secrets', ...args);
      assert.match(stdout, /0020000108\*{16}/);
      assert.doesNotMatch(stdout, /31323334/);
    }
  });

  it('prints an object a line, with the same keys for each kind, for every trace of the collection', async () => {
    const kinds = new Set<string>();
    const files = readdirSync(join(ROOT, 'apdu-traces'), { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => name.endsWith('.trace'))) {
      const { stdout } = await printed('trace', 'show', '--json', join(ROOT, 'apdu-traces', file));
      for (const object of parsed(stdout)) {
        kinds.add(String(object['t']));
        assert.deepEqual(Object.keys(object), KEYS[String(object['t'])], file);
      }
    }
    assert.deepEqual([...kinds].sort(), Object.keys(KEYS).sort());
  });

  it('names what is what in JSON', async () => {
    const { stdout } = await printed('trace', 'show', '--json', collected('3g/public'));
    const objects = parsed(stdout);
    const read = objects.find(({ file, d }) => file === 'EF DM_Bootstrap 6421' && d === null);
    assert.deepEqual(
      { ...read, line: 0 },
      {
        ...{ t: 'cmd', n: 15, stay: 1, line: 0, us: null, dur: null, why: 'message' },
        text: 'READ BINARY of EF DM_Bootstrap 6421 from byte 0, as many as there are',
        ...{ result: 'done, 256 bytes', rc: null, name: 'READ BINARY' },
        ...{ file: 'EF DM_Bootstrap 6421', ch: 1, generation: '3g', c: '01B0000000', d: null },
        ...{ length: 256, sw: '9000', decoded: null },
      },
    );
    const found = objects.find(({ t }) => t === 'document') as { document: { outcome: string } };
    assert.equal(found.document.outcome, 'applied');
  });

  it('decodes a message and a CP document that no data object names, and passes over what is neither', async () => {
    const document = Buffer.from(message('provisioning/account')).toString('hex');
    const parts = document.match(/.{1,400}/g)!;
    const reads = parts.map((part, at) => {
      const offset = (at * 200).toString(16).padStart(4, '0');
      return `> 00B0${offset}00\n< ${part} 9000\n`;
    });
    const file = desk.write(
      'foreign.trace',
      `dmbootd-trace 1\nconnect T=0\natr 3B00\n> 00A4000C02 6421\n< 9000\n${reads.join('')}> 00A4000C02 6422\n< 9000\n> 00B0000004\n< 01020304 9000\n`,
    );
    const documents = parsed((await printed('trace', 'show', '--json', file)).stdout).filter(
      ({ t }) => t === 'document',
    ) as { file: string; document: { kind: string } }[];
    assert.deepEqual(
      documents.map(({ file, document }) => [file, document.kind]),
      [['EF 6421', 'cp']],
    );
  });

  it('prints labels that are hostile to a terminal in a form that is not', async () => {
    const label = `\u001b[31mred\u202e`;
    const file = await desk.recorded({ message: message('one-account'), label });
    const { stdout } = await printed('trace', 'show', file);
    assert.match(stdout, /"\\u\{1b\}\[31mred\\u\{202e\}"/);
    assert.doesNotMatch(stdout, /[\u001b\u202e]/u);
  });

  it('has colours on a terminal, unless they are not wanted', function () {
    if (!installed('script')) skipBecause(this, 'script is not installed');
    const line = `'${process.execPath}' '${PROGRAMS.dmbootctl}' trace show '${collected('3g/pin')}'`;
    const shown = (env: Readonly<Record<string, string>>): string => {
      const args = ['-qec', line, '/dev/null'];
      const { stdout } = spawnSync('script', args, {
        ...{ encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
        env: { ...process.env, TERM: 'xterm', ...env },
      });
      heard(stdout);
      return stdout;
    };
    const coloured = shown({ NO_COLOR: '' });
    for (const colour of [32, 33, 31]) assert.ok(coloured.includes(`\u001b[${colour}m< `));
    assert.doesNotMatch(shown({ NO_COLOR: '1' }), /\u001b/);
  });

  it('refuses a file that is no trace, or is not there', async () => {
    await assert.rejects(
      printed('trace', 'show', desk.write('none', 'hello')),
      /no trace of a known format/,
    );
    await assert.rejects(printed('trace', 'show', desk.at('absent')), { status: 66 });
  });
});
