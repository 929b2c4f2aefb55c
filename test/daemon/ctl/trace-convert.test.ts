import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../support/paths.js';
import { secretsIn } from '../../support/secrecy.js';
import { run } from '../program.js';

const trace = (name: string): string => join(ROOT, 'apdu-traces', `${name}.trace`);

describe('dmbootctl trace convert', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dmbootd-convert-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const at = (name: string): string => join(folder, name);
  const convert = (...args: readonly string[]) => run('dmbootctl', ['trace', 'convert', ...args]);

  it('goes through every format and back, each file its owner’s alone', async () => {
    const steps = ['a.clf', 'b.pcap', 'c.trace', 'd.cardpeek', 'e.trace'];
    let from = trace('3g/public');
    for (const name of steps) {
      const { status, stdout } = await convert(from, '-o', at(name));
      assert.equal(status, 0);
      assert.match(stdout, new RegExp(`^\\S+${name}: \\d+ events, from \\w+ to \\w+\\n$`));
      assert.equal(statSync(at(name)).mode & 0o777, 0o600);
      from = at(name);
    }
    const plain = (file: string): string[] =>
      readFileSync(file, 'utf8')
        .split('\n')
        .map((line) => line.replace(/^\+\S+ /, ''))
        .filter((line) => !/^(#|reader|protocol)/.test(line));
    assert.deepEqual(plain(at('e.trace')), plain(trace('3g/public')));
    assert.match(readFileSync(at('e.trace'), 'utf8'), /^# Recorded from a card: .*secrets/m);
  });

  it('plays a trace that came from elsewhere', async () => {
    await convert(trace('3g/public'), '-o', at('a.pcap'));
    await convert(at('a.pcap'), '-o', at('b.trace'));
    const args = ['--trace', at('b.trace'), '--json', '--log-level', 'error'];
    const { status, stdout } = await run('dmbootd', args);
    assert.equal(status, 0);
    assert.equal(JSON.parse(stdout).cards[0].outcome, 'applied');
  });

  it('says in JSON what it did, and what got lost', async () => {
    const { status, stdout, stderr } = await convert(
      ...[trace('3g/mute'), '-o', at('out'), '--to', 'cardpeek', '--json'],
    );
    assert.equal(status, 0);
    assert.equal(stderr, '');
    const { events, ...told } = JSON.parse(stdout);
    assert.ok(events > 0);
    assert.deepEqual(told, {
      ...{ input: trace('3g/mute'), from: 'native', output: at('out'), to: 'cardpeek' },
      redacted: false,
      warnings: [{ what: 'a command that an error answers is left out', count: 1 }],
    });
    const back = await convert(at('out'), '-o', at('b.trace'));
    assert.match(back.stderr, /does not tell times, connections, errors and removals/);
  });

  it('redacts: nothing of the secrets is left, and the file says so', async () => {
    for (const name of ['one.trace', 'one.clf']) {
      const { status } = await convert('--redact', trace('3g/public'), '-o', at(name));
      assert.equal(status, 0);
      const text = readFileSync(at(name), 'utf8');
      const bytes = text.match(/[0-9A-F]{20,}/g)!.map((hex) => Buffer.from(hex, 'hex'));
      assert.deepEqual(secretsIn(Buffer.concat(bytes).toString('latin1')), []);
      assert.deepEqual(secretsIn(text), []);
    }
    const head = readFileSync(at('one.trace'), 'utf8');
    assert.match(head, /^# Redacted: passwords, keys and nonces/m);
    assert.doesNotMatch(head, /Keep it private/);
  });

  it('may write over what it reads', async () => {
    writeFileSync(at('a.trace'), readFileSync(trace('3g/public')));
    assert.equal((await convert('--redact', at('a.trace'), '-o', at('a.trace'))).status, 0);
    assert.match(readFileSync(at('a.trace'), 'utf8'), /^# Redacted/m);
  });

  it('does not write over what it reads where it finds nothing in it', async () => {
    const before = readFileSync(trace('3g/public'));
    for (const from of ['pysim', 'pcscd']) {
      writeFileSync(at('a.trace'), before);
      const ended = await convert('--from', from, at('a.trace'), '-o', at('a.trace'));
      assert.equal(ended.status, 65, ended.stderr);
      assert.equal(ended.stdout, '');
      assert.deepEqual(readFileSync(at('a.trace')), before);
    }
  });

  for (const [why, args, status, message] of [
    ['no output', [trace('3g/public')], 64, /expected --output FILE/],
    [
      'a name without a format',
      [trace('3g/public'), '-o', 'OUT/x.txt'],
      64,
      /expected --to FORMAT/,
    ],
    [
      'what is only read',
      [trace('3g/public'), '-o', 'OUT/x', '--to', 'pcscd'],
      64,
      /--to: expected/,
    ],
    ['no such file', ['OUT/none', '-o', 'OUT/x.trace'], 66, /ENOENT/],
    ['no trace', [join(ROOT, 'LICENSE'), '-o', 'OUT/x.trace'], 65, /no trace of a known format/],
    [
      'another format than it is said to be',
      [trace('3g/public'), '--from', 'cardpeek', '-o', 'OUT/x.trace'],
      65,
      /public\.trace:3:1: expected R:ATR or C:COMMAND:SW:DATA/,
    ],
    [
      'a text in which the format finds nothing',
      [trace('3g/public'), '--from', 'pysim', '-o', 'OUT/x.trace'],
      65,
      /public\.trace:1:1: expected "-> COMMAND" or .* as pySim prints them, came nothing/,
    ],
    ['a folder that is not there', [trace('3g/public'), '-o', 'OUT/no/x.trace'], 73, /ENOENT/],
  ] as const) {
    it(`refuses ${why}, and leaves nothing behind`, async () => {
      const ended = await convert(...args.map((arg) => arg.replace('OUT', folder)));
      assert.equal(ended.status, status, ended.stderr);
      assert.match(ended.stderr, message);
      assert.deepEqual(readdirSync(folder), []);
    });
  }

  it('refuses to redact what it cannot decode, and writes nothing', async () => {
    const lines = ['R:3B00', 'C:00B0000000:9000:02A4016A006D6C71047F'];
    writeFileSync(at('a.clf'), lines.join('\n'));
    const { status, stderr } = await convert('--redact', at('a.clf'), '-o', at('b.clf'));
    assert.equal(status, 65);
    assert.match(stderr, /a\.clf:2: the document that is read here cannot be decoded/);
    assert.deepEqual(readdirSync(folder), ['a.clf']);
  });
});
