import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installed, skipBecause } from '../../support/skip.js';
import { PROGRAMS, Program, run } from '../program.js';
import { ask, Follower, jsonOf } from './ask.js';

/** Makes two listening sockets, and becomes the program with them, as a service manager does. */
const PASS = `use IO::Socket::UNIX; $^F = 10;
my @sockets = map { IO::Socket::UNIX->new(Local => $_, Listen => 5) or die $! } splice @ARGV, 0, 2;
@ENV{qw(LISTEN_PID LISTEN_FDS LISTEN_FDNAMES)} = ($$, 2, 'control:client');
exec @ARGV or die $!;`;

describe('dmbootd and its sockets', () => {
  let folder: string;
  const at = (...names: string[]): string => join(folder, ...names);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dmbootd-serve-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const env = { PCSCLITE_CSOCK_NAME: '/nowhere' };
  const daemon = (...args: string[]): Program => {
    return new Program('dmbootd', ['--state', at('state'), ...args], { env });
  };
  const waiting = /PC\/SC does not answer/;

  /** The ids of the events that a daemon has told. */
  async function eventIds(socket: string): Promise<number[]> {
    const status = await ask(socket, 'GET /v1/status');
    return jsonOf<{ events: { id: number }[] }>(status).events.map(({ id }) => id);
  }

  it('makes them in its state folder, where others find no way in, and removes them', async () => {
    const program = daemon();
    await program.logged(waiting);
    assert.deepEqual(await eventIds(at('state/control.sock')), [1_000_000_001]);
    assert.equal(statSync(at('state')).mode & 0o777, 0o700);
    const follower = await Follower.of(at('state/client.sock'));
    assert.equal(await program.end('SIGTERM'), 0);
    assert.equal(await follower.next(), null);
    assert.ok(!existsSync(at('state/control.sock')) && !existsSync(at('state/client.sock')));
  });

  it('makes them where it is told, and leaves those of another daemon alone', async () => {
    const first = daemon('--runtime', at('deep/run'));
    await first.logged(waiting);
    assert.ok(!existsSync(at('state/control.sock')));
    const other = ['--state', at('other'), '--runtime', at('deep/run')];
    const { status, stderr } = await run('dmbootd', other, { env });
    assert.equal(status, 75);
    assert.match(stderr, /another process listens at .*control\.sock/);
    assert.deepEqual(await eventIds(at('deep/run/control.sock')), [1_000_000_001]);
    assert.equal(await first.end('SIGKILL'), 'SIGKILL');

    // As a service manager tells it; what the first one left is in its way.
    const second = new Program('dmbootd', ['--state', at('state')], {
      env: { ...env, RUNTIME_DIRECTORY: `${at('deep/run')}:${at('none')}` },
    });
    await second.logged(waiting);
    assert.deepEqual(await eventIds(at('deep/run/control.sock')), [2_000_000_001]);
    assert.equal(await second.end('SIGTERM'), 0);
  });

  it('takes those that a service manager passes, and leaves them there', async function () {
    if (!installed('perl')) skipBecause(this, 'needs perl, to pass sockets on');
    const sockets = [at('one'), at('two')];
    const program = [process.execPath, PROGRAMS.dmbootd, '--state', at('state')];
    const child = spawn('perl', ['-e', PASS, ...sockets, ...program], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let log = '';
    child.stderr.on('data', (text) => (log += text));
    while (!waiting.test(log)) await once(child.stderr, 'data');
    assert.equal((await ask(at('one'), 'GET /v1/status')).status, 200);
    assert.equal((await ask(at('two'), 'GET /v1/accounts')).status, 200);
    assert.ok(!existsSync(at('state/control.sock')));
    child.kill('SIGTERM');
    await once(child, 'close');
    assert.ok(existsSync(at('one')) && existsSync(at('two')), log);
  });
});
