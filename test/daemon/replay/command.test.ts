import assert from 'node:assert/strict';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replayAll } from '../../../daemon/replay/pool.js';
import type { Verdict } from '../../../lib/replay/index.js';
import { ROOT } from '../../support/paths.js';
import { run } from '../program.js';

const FOLDER = join(ROOT, 'apdu-traces');
const PUBLIC = join(FOLDER, '3g/public');
const IMAGE = join(FOLDER, 'images/uicc-pin');
const PLAIN = { byState: false, realTime: false, faults: [], matrix: [] };

const replay = (...args: string[]) => run('dmbootctl', ['trace', 'replay', '--jobs', '1', ...args]);

/** The processes that this one forked. */
const children = (): number[] =>
  readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );

describe('dmbootctl trace replay', function () {
  this.timeout(30_000);
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dmbootd-replay-'));
    mkdirSync(join(folder, 'deep'));
    for (const end of ['trace', 'json']) cpSync(`${PUBLIC}.${end}`, join(folder, `deep/a.${end}`));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('passes what comes as it should', async () => {
    const { status, stdout, stderr } = await replay(folder);
    assert.equal(stderr, '');
    assert.equal(stdout, '1 replay of 1 trace or image: 1 passed\n');
    assert.equal(status, 0);
  });

  it('plays a file once, whatever leads to it', async () => {
    symlinkSync('..', join(folder, 'deep/up'));
    symlinkSync('deep', join(folder, 'other'));
    const trace = join(folder, 'deep/a.trace');
    const { status, stdout } = await replay(folder, trace, `${folder}/deep/../deep/./a.trace`);
    assert.equal(stdout, '1 replay of 1 trace or image: 1 passed\n');
    assert.equal(status, 0);
  });

  it('refuses paths that cannot be read, and says why', async () => {
    const loop = join(folder, 'loop.card.toml');
    symlinkSync('loop.card.toml', loop);
    const named = await replay(loop);
    assert.equal(named.status, 66);
    assert.match(named.stderr, /^[^\n]*ELOOP[^\n]*loop\.card\.toml[^\n]*\n$/);
    const below = await replay(folder);
    assert.equal(below.status, 65);
    assert.match(below.stdout, /^malformed .*loop\.card\.toml\n .*ELOOP/);
    assert.match(below.stdout, /2 replays of 2 traces and images: 1 passed, 1 cannot be read/);
  });

  it('fails what does not, and says how', async () => {
    const json = join(folder, 'deep/a.json');
    writeFileSync(
      json,
      readFileSync(json, 'utf8').replace('"outcome": "applied"', '"outcome": "empty"'),
    );
    cpSync(`${PUBLIC}.trace`, join(folder, 'alone.trace'));
    const { status, stdout } = await replay(folder);
    assert.equal(status, 1);
    assert.match(
      stdout,
      /failed .*deep\/a\.trace\n {2}cards\[0\]\.outcome: expected "empty", came "applied"\n/,
    );
    assert.match(stdout, /failed .*alone\.trace\n {2}expected a file beside it/);
    assert.match(stdout, /2 replays of 2 traces and images: 0 passed, 2 failed\n$/);
  });

  it('tells where a walk departs from its trace', async () => {
    const trace = join(folder, 'deep/a.trace');
    writeFileSync(trace, readFileSync(trace, 'utf8').replace('> 00B201F426', '> 00B201F427'));
    const { status, stdout } = await replay(folder);
    assert.equal(status, 1);
    assert.match(stdout, /line \d+: the trace holds "> 00B201F427", and "> 00B201F426" came/);
  });

  it('tells a trace, an expectation and a configuration that cannot be read', async () => {
    writeFileSync(join(folder, 'b.trace'), 'nothing');
    cpSync(`${PUBLIC}.trace`, join(folder, 'c.trace'));
    writeFileSync(join(folder, 'c.json'), '{');
    cpSync(`${PUBLIC}.trace`, join(folder, 'd.trace'));
    writeFileSync(join(folder, 'd.toml'), 'colour = 1');
    const { status, stdout } = await replay(folder, '--json');
    assert.equal(status, 65);
    const { passed, malformed, verdicts } = JSON.parse(stdout);
    assert.deepEqual([passed, malformed], [1, 3]);
    for (const { trace, result, problems } of verdicts as Verdict[]) {
      if (trace.endsWith('deep/a.trace')) continue;
      assert.equal(result, 'malformed', trace);
      assert.equal(problems.length, 1);
    }
  });

  it('ends with 66 without anything to play, and with 64 where it is asked for nonsense', async () => {
    for (const args of [[join(folder, 'nowhere')], [join(ROOT, 'lib')]]) {
      assert.equal((await replay(...args)).status, 66);
    }
    for (const args of [
      ['--fault', 'rip@1'],
      ['--fault-matrix', 'rip'],
      ['--shard', '4/3'],
      ['--jobs', '0'],
      ['--speed', '2'],
    ]) {
      const { status, stdout, stderr } = await run('dmbootctl', [
        'trace',
        'replay',
        folder,
        ...args,
      ]);
      assert.equal(status, 64, args.join(' '));
      assert.equal(stdout, '');
      assert.match(stderr, /^dmbootctl: /);
    }
  });

  it('has a stable answer in JSON', async () => {
    const { stdout } = await replay(join(folder, 'deep/a.trace'), '--json', '--fault', 'mute@3');
    const answer = JSON.parse(stdout);
    assert.deepEqual(Object.keys(answer), ['traces', 'passed', 'failed', 'malformed', 'verdicts']);
    const [{ milliseconds, ...verdict }] = answer.verdicts;
    assert.ok(milliseconds > 0);
    assert.deepEqual(verdict, {
      trace: join(folder, 'deep/a.trace'),
      fault: 'mute@3',
      result: 'passed',
      problems: [],
      notes: [],
      outcomes: ['mute'],
      commands: 3,
      found: null,
    });
  });

  it('holds a card to what must come of it where a fault did not happen', async () => {
    const args = ['--fault', 'tear@999', '--json'];
    const { status, stdout } = await replay(folder, ...args);
    assert.equal(status, 0);
    const [{ notes }] = JSON.parse(stdout).verdicts;
    assert.match(notes[0], /^tear@999 did not happen: there were \d+ commands$/);
    const expectation = join(folder, 'deep/a.json');
    const text = readFileSync(expectation, 'utf8');
    writeFileSync(expectation, text.replace('"applied"', '"empty"'));
    assert.equal((await replay(folder, ...args)).status, 1);
    writeFileSync(expectation, text);
  });

  it('breaks a card at every command', async () => {
    const { status, stdout } = await replay(folder, '--fault-matrix', 'tear,sw=6F00', '--json');
    assert.equal(status, 0);
    const faults = (JSON.parse(stdout).verdicts as Verdict[]).map(({ fault }) => fault);
    const commands = readFileSync(`${PUBLIC}.trace`, 'utf8').match(/^>/gm)!.length;
    const at = (kind: string, end = '') =>
      Array.from({ length: commands }, (_, n) => `${kind}@${n + 1}${end}`);
    assert.deepEqual(faults, [...at('tear'), ...at('sw', '=6F00')]);
  });

  it('puts another card in', async () => {
    const other = join(FOLDER, '3g/nine-accounts.trace');
    const { status, stdout } = await replay(folder, '--fault', `swap@5=${other}`, '--json');
    assert.equal(status, 0);
    assert.deepEqual(JSON.parse(stdout).verdicts[0].outcomes, ['removed', 'applied']);
  });

  it('plays a trace from another reader by state, and not in order', async () => {
    const trace = join(folder, 'deep/a.trace');
    const text = readFileSync(trace, 'utf8');
    // Another host looked for EF DIR before it read EF ICCID.
    const [iccid] = /> 00B082000A\n.*\n/.exec(text)!;
    const later = text.replace(iccid, '').replace('> 0070000001', `${iccid}> 0070000001`);
    writeFileSync(trace, `${later}> 0070000002\n< 6A81\n`);
    assert.equal((await replay(folder)).status, 1);
    const { status, stdout } = await replay(folder, '--by-state');
    assert.match(stdout, /^passed .*\n {2}not asked for: the answers in lines \d+\n1 replay/);
    assert.equal(status, 0);
  });

  it('plays card images with what stands beside them, and traces between them', async () => {
    for (const end of ['card.toml', 'config.toml', 'expect.json'])
      cpSync(`${IMAGE}.${end}`, join(folder, `deep/b.${end}`));
    cpSync(join(FOLDER, 'images/slow.card.json'), join(folder, 'c.card.json'));
    const { status, stdout } = await replay(folder, '--json');
    const { verdicts } = JSON.parse(stdout);
    assert.deepEqual(
      verdicts.map(({ trace, result, outcomes, notes }: Verdict) => [
        trace.slice(folder.length + 1),
        result,
        outcomes,
        notes,
      ]),
      [
        ['c.card.json', 'failed', ['applied'], []],
        ['deep/a.trace', 'passed', ['applied'], []],
        ['deep/b.card.toml', 'passed', ['applied'], []],
      ],
    );
    assert.match(verdicts[0].problems[0], /^expected a file beside it that says/);
    const expected = readFileSync(join(FOLDER, 'images/slow.expect.json'), 'utf8');
    assert.deepEqual(verdicts[0].found, JSON.parse(expected));
    assert.equal(verdicts[1].found, null);
    assert.equal(status, 1);
  });

  it('tells how an image does not come as it should', async () => {
    cpSync(`${IMAGE}.card.toml`, join(folder, 'b.card.toml'));
    cpSync(`${IMAGE}.expect.json`, join(folder, 'b.expect.json'));
    const { status, stdout } = await replay(join(folder, 'b.card.toml'));
    assert.match(stdout, /cards\[0\]\.outcome: expected "applied", came "pin-required"\n/);
    assert.equal(status, 1);
  });

  it('says in a line each what is wrong with an image, and goes on', async () => {
    const image = readFileSync(`${IMAGE}.card.toml`, 'utf8');
    const wrong = {
      'b.card.toml': image.replace('mode = "3g"', 'mode = "9g"'),
      'c.card.json': '{ "program": ["/bin/true"] }',
      'd.card.toml': image.replace('"1234"', '"12"').replace('"T=0"', '"T=7"'),
      'e.card.json': '{',
      'f.card.toml': Buffer.of(0xff),
    };
    for (const [name, text] of Object.entries(wrong)) writeFileSync(join(folder, name), text);
    const { status, stdout, stderr } = await replay(folder, '--json', '--fault', 'mute@3');
    assert.equal(status, 65);
    assert.equal(stderr, '');
    const { passed, malformed, verdicts } = JSON.parse(stdout);
    assert.deepEqual([passed, malformed], [1, 5]);
    const said = Object.fromEntries(
      verdicts.map(({ trace, problems }: Verdict) => [
        trace.slice(folder.length + 1),
        problems.map((line) => line.replaceAll(folder, '')),
      ]),
    );
    assert.deepEqual(said, {
      'b.card.toml': ['/b.card.toml:4: mode: expected one of "2g", "3g"'],
      'c.card.json': ['/c.card.json: program: expected a card as data: a program plays this one'],
      'd.card.toml': [
        '/d.card.toml:6: protocol: expected one of "T=0", "T=1"',
        '/d.card.toml:10: pins.0.value: expected 4 to 8 digits in quotes',
      ],
      'deep/a.trace': [],
      'e.card.json': ['/e.card.json:1: syntax: column 2: expected JSON'],
      'f.card.toml': ['/f.card.toml: expected text in UTF-8'],
    });
  });

  it('breaks the card of an image at every command, and puts it in for another', async () => {
    const image = join(FOLDER, 'images/wrong-pin.card.toml');
    const { status, stdout } = await replay(
      ...[image, '--fault-matrix', 'tear-mid,sw=6982,delay=30s', '--json'],
    );
    assert.equal(status, 0);
    const { verdicts, passed } = JSON.parse(stdout);
    assert.ok(passed >= 3 * 15 && passed === verdicts.length, `${passed}`);
    const swapped = await replay(folder, '--fault', `swap@5=${image}`, '--json');
    assert.deepEqual(JSON.parse(swapped.stdout).verdicts[0].outcomes, ['removed', 'pin-required']);
  });

  it('writes a JUnit report, for its owner alone', async () => {
    const file = join(folder, 'report.xml');
    assert.equal((await replay(folder, '--junit', file)).status, 0);
    assert.match(readFileSync(file, 'utf8'), /<testsuite name="traces" tests="1" failures="0"/);
    assert.equal((await replay(folder, '--junit', join(folder, 'no/report.xml'))).status, 73);
  });

  it('writes a JUnit report to standard output, which then holds nothing else', async () => {
    const { status, stdout } = await run('dmbootctl', ['trace', 'replay', folder, '--junit', '-'], {
      cwd: folder,
    });
    assert.equal(status, 0);
    assert.match(stdout, /^<\?xml.*<\/testsuites?>\n$/s);
    assert.deepEqual(readdirSync(folder), ['deep']);
    assert.equal((await replay(folder, '--junit', '-', '--json')).status, 64);
  });

  it('does each trace in one share', async () => {
    const shares = await Promise.all(
      ['1/2', '2/2'].map((shard) =>
        replay(join(FOLDER, 'ruim'), folder, '--shard', shard, '--json'),
      ),
    );
    const traces = shares.flatMap(({ stdout }) =>
      (JSON.parse(stdout).verdicts as Verdict[]).map(({ trace }) => trace),
    );
    const whole = JSON.parse((await replay(join(FOLDER, 'ruim'), folder, '--json')).stdout);
    assert.deepEqual(traces.sort(), whole.verdicts.map(({ trace }: Verdict) => trace).sort());
  });

  it('goes on when a process that plays crashes or hangs, and says over which trace', async () => {
    const files = ['public', 'pin', 'empty'].map((name) => join(FOLDER, `3g/${name}.trace`));
    const matrix = [{ kind: 'mute' }] as const;
    for (const [signal, problem] of [
      ['SIGKILL', /crashed: .*SIGKILL/],
      ['SIGSTOP', /hung: /],
    ] as const) {
      const before = children();
      const verdicts: Verdict[] = [];
      let left: typeof signal | null = signal;
      await replayAll(files, {
        jobs: 1,
        manner: { ...PLAIN, matrix },
        // A process needs seconds to begin where the machine is busy.
        silence: 6_000,
        told: (verdict) => {
          verdicts.push(verdict);
          if (left === null) return;
          for (const pid of children().filter((pid) => !before.includes(pid)))
            process.kill(pid, left);
          left = null;
        },
      });
      const bad = verdicts.filter(({ result }) => result === 'failed');
      assert.deepEqual(
        bad.map(({ trace }) => trace),
        [files[0]],
      );
      assert.match(bad[0]!.problems[0]!, problem);
      assert.match(bad[0]!.fault!, /^mute@\d+$/);
      for (const file of files.slice(1)) assert.ok(verdicts.some(({ trace }) => trace === file));
    }
  });
});
