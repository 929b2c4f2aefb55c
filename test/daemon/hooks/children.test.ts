import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChildren } from '../../../daemon/hooks/children.js';
import { MAX_LINE, MAX_LINES } from '../../../daemon/hooks/output.js';
import { listLog, madeEvent } from './made.js';

describe('hooks that are children', function () {
  this.timeout(20_000);
  let root: string;
  let folder: string;
  let { log, lines } = listLog();

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'dmbootd-test-'));
    folder = join(root, 'hooks.d');
    mkdirSync(folder);
    ({ log, lines } = listLog());
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const hook = (name: string, body: string, mode = 0o755): void =>
    writeFileSync(join(folder, name), `#!/bin/sh\ncd ${root}\n${body}\n`, { mode });

  const run = (
    timeLimit = 10_000,
    signal = new AbortController().signal,
  ): ReturnType<typeof runChildren> =>
    runChildren(madeEvent(7), { folder, timeLimit, log }, signal);

  const read = (name: string): string => readFileSync(join(root, name), 'utf8');

  it('are told of the event in variables and on standard input, and of nothing else', async () => {
    hook('10', 'env >env; cat >json');
    process.env['DMBOOTD_TEST_SECRET'] = 'x';
    try {
      await run();
    } finally {
      delete process.env['DMBOOTD_TEST_SECRET'];
    }
    const env = read('env');
    for (const line of [
      ...['DMBOOTD_EVENT=account-added', 'DMBOOTD_ACCOUNT=a1', 'DMBOOTD_SEQUENCE=7'],
      ...['DMBOOTD_URI=./DMAcc/a1', 'DMBOOTD_SERVER_ID=srv', 'DMBOOTD_ORIGIN_KIND=smartcard'],
      'DMBOOTD_ORIGIN_ID=8949',
    ]) {
      assert.ok(env.split('\n').includes(line), line);
    }
    assert.doesNotMatch(env, /SECRET|HOME=/);
    assert.deepEqual(JSON.parse(read('json')), {
      sequence: 7,
      event: 'account-added',
      account: 'a1',
      uri: './DMAcc/a1',
      serverId: 'srv\0"\n$(id)',
      origin: { kind: 'smartcard', id: '8949' },
    });
  });

  it('run in the order of their names, whatever became of the one before; what is no executable does not', async () => {
    hook('20', 'echo two >>ran');
    hook('10', 'echo one >>ran; exit 3');
    hook('15', 'echo never >>ran', 0o644);
    hook('.hidden', 'echo never >>ran');
    const ends = await run();
    assert.deepEqual(
      ends.map(({ hook, result, code }) => [hook, result, code]),
      [
        ['10', 'exit', 3],
        ['20', 'ok', 0],
      ],
    );
    assert.equal(read('ran'), 'one\ntwo\n');
    assert.equal(lines.length, 1);
    assert.match(lines[0]!, /^warn hook .*\/10 for account-added of a1: ended with 3$/);
  });

  it('are ended at the limit, with all that they started', async () => {
    hook('10', 'sleep 600 & echo $! >pid; wait');
    hook('20', 'echo after >ran');
    const [late, after] = await run(500);
    assert.deepEqual([late?.result, late?.code, late?.signal], ['timeout', null, null]);
    assert.ok(late!.ms! >= 499);
    assert.equal(after?.result, 'ok');
    assert.match(lines.join('\n'), /ended at its limit, after \d+ ms/);
    assert.equal(read('ran'), 'after\n');
    const state = (): string => {
      try {
        return readFileSync(`/proc/${read('pid').trim()}/stat`, 'utf8').split(' ')[2]!;
      } catch {
        return 'gone';
      }
    };
    assert.match(state(), /gone|Z|X/);
  });

  it('are ended by an abort, and none follows', async () => {
    hook('10', 'echo began; sleep 600');
    hook('20', 'echo after >ran');
    const abort = new AbortController();
    const began = log.info;
    log = {
      ...log,
      info: (...told) => {
        began(...told);
        abort.abort();
      },
    };
    assert.deepEqual(await run(60_000, abort.signal), []);
    assert.throws(() => read('ran'), { code: 'ENOENT' });
  });

  it('are logged line by line, escaped, up to a bound', async () => {
    hook('10', `printf 'a\\033[31m\\n'; printf '%4000s\\n' x; yes | head -n 100000`);
    await run();
    const told = lines.filter((line) => line.startsWith('info'));
    assert.equal(told.length, MAX_LINES);
    assert.match(told[0]!, /10: a\\u\{1b\}\[31m$/);
    assert.ok(told[1]!.length < MAX_LINE + folder.length + 20);
    assert.equal(lines.filter((line) => line.startsWith('warn')).length, 1);
  });

  it('that cannot be started are told of', async () => {
    writeFileSync(join(folder, '10'), '#!/no/such/shell\n', { mode: 0o755 });
    const [end] = await run();
    assert.deepEqual([end?.hook, end?.result], ['10', 'not-run']);
    assert.match(lines.join('\n'), /^warn .*ENOENT/);
  });

  it('that a signal ends are told of by its name', async () => {
    hook('10', 'kill -SEGV $$');
    const [end] = await run();
    assert.deepEqual([end?.result, end?.signal, end?.code], ['signal', 'SIGSEGV', null]);
    assert.match(lines.join('\n'), /^warn .*: ended by SIGSEGV$/);
  });

  it('may be none', async () => {
    rmSync(folder, { recursive: true });
    await run();
    assert.deepEqual(lines, []);
  });
});
