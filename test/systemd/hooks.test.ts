import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { BenchCard, sample } from '../support/bench-card.js';
import { SLOTS } from '../support/pcscd.js';
import { eventually, output, Service } from '../support/service.js';

const HOOKS = '/etc/dmbootd/hooks.d';
const MARKS = '/var/lib/dmbootd-hook/marks';
const DROP_INS = '/etc/systemd/system/dmbootd-session@.service.d';

const KILLS = 20;
const BETWEEN_MOMENTS_MS = 17;

const TEMPLATE = '/usr/lib/systemd/system/dmbootd-hook@.service';

interface Told {
  readonly event: string;
  readonly cause: string;
  readonly accountId: string;
  readonly sequence: number;
  readonly hooks: readonly {
    readonly hook: string;
    readonly result: string;
    readonly code: number | null;
    readonly signal: string | null;
    readonly ms: number;
  }[];
}

/** What the daemon tells of the end of the hooks for an event. */
async function endsToldOf(cause: string): Promise<Told> {
  const lines = (await output('dmbootctl', 'events', '--json')).trim().split('\n');
  const events: Told[] = lines.filter((line) => line !== '').map((line) => JSON.parse(line));
  return events.find((told) => told.event === 'hooks' && told.cause === cause)!;
}

const marks = (): string[] =>
  existsSync(MARKS) ? readFileSync(MARKS, 'utf8').trimEnd().split('\n') : [];

const stateOf = async (unit: string): Promise<string> =>
  (await output('systemctl', 'show', '--value', '-p', 'ActiveState', unit)).trim();

describe('hooks and sessions as units', function () {
  this.timeout(120_000);
  const service = new Service();
  const card = new BenchCard({ message: sample('one-account') });

  beforeEach(() => {
    mkdirSync(HOOKS, { recursive: true });
    rmSync(MARKS, { force: true });
  });
  afterEach(async () => {
    rmSync(HOOKS, { recursive: true, force: true });
    rmSync(DROP_INS, { recursive: true, force: true });
    await output('systemctl', 'daemon-reload');
  });

  const hook = (name: string, body: string): void =>
    writeFileSync(`${HOOKS}/${name}`, `#!/bin/sh\n${body}\n`, { mode: 0o755 });

  it('run for a card that comes and goes: hooks as a user of their own, in order, and a session', async () => {
    mkdirSync(DROP_INS, { recursive: true });
    const client = '[Service]\nExecStart=\nExecStart=/bin/sleep infinity\nDynamicUser=yes\n';
    writeFileSync(`${DROP_INS}/client.conf`, client);
    await output('systemctl', 'daemon-reload');
    service.configure(
      '[hooks]\ntime_limit = "500ms"\n[session]\nstart = "systemd"\nsettle = "100ms"\n',
    );
    hook('10-hangs', 'sleep 600');
    hook('20-fails', 'echo what it prints; exit 3');
    hook('25-crashes', 'kill -SEGV $$');
    hook(
      '30-marks',
      `echo "$DMBOOTD_EVENT $DMBOOTD_ACCOUNT $(id -un) $(grep -c '"account":"a1"')" >>${MARKS}`,
    );
    await service.do('start');
    const session = await service.put(card, SLOTS[0]);
    await eventually(() => marks().length === 1);
    assert.deepEqual(marks(), ['account-added a1 dmbootd-hook 1']);
    await eventually(async () => (await endsToldOf('account-added')) !== undefined);
    const told = await endsToldOf('account-added');
    assert.deepEqual([told.accountId, told.sequence], ['a1', 1]);
    assert.deepEqual(
      told.hooks.map(({ hook, result, code, signal }) => [hook, result, code ?? signal]),
      [
        ['10-hangs', 'timeout', null],
        ['20-fails', 'exit', 3],
        ['25-crashes', 'signal', 'SIGSEGV'],
        ['30-marks', 'ok', 0],
      ],
    );
    assert.ok(told.hooks[0]!.ms >= 490);
    assert.match(
      await output('dmbootctl', 'events'),
      / hooks .*for account-added of a1: 10-hangs ended at its limit, after \d+ ms, 20-fails ended with 3, /,
    );
    for (const MESSAGE of [
      /hook .*20-fails for account-added of a1: ended with 3$/,
      /25-crashes for .*: ended by SIGSEGV$/,
    ]) {
      await service.journal.next({ _SYSTEMD_UNIT: 'dmbootd.service', PRIORITY: '4', MESSAGE });
    }
    await eventually(async () => (await stateOf('dmbootd-session@a1.service')) === 'active');
    await session.remove();
    await eventually(() => marks().length === 2);
    assert.equal(marks()[1], 'account-removed a1 dmbootd-hook 1');
    assert.equal(await stateOf('dmbootd-session@a1.service'), 'inactive');
    for (const folder of ['hooks', 'ends']) {
      await eventually(() => readdirSync(`/run/dmbootd/${folder}`).length === 0);
    }
  });

  it('are children of the daemon where there is no unit for them, and end as told', async () => {
    renameSync(TEMPLATE, `${TEMPLATE}.away`);
    await output('systemctl', 'daemon-reload');
    try {
      service.configure('[hooks]\ntime_limit = "500ms"\n');
      hook('10-hangs', 'sleep 600');
      hook('20-fails', 'echo what it prints; exit 3');
      await service.do('start');
      await service.put(card, SLOTS[0]);
      await eventually(async () => (await endsToldOf('account-added')) !== undefined);
      const { hooks } = await endsToldOf('account-added');
      assert.deepEqual(
        hooks.map(({ hook, result, code }) => [hook, result, code]),
        [
          ['10-hangs', 'timeout', null],
          ['20-fails', 'exit', 3],
        ],
      );
      await service.journal.next({
        _SYSTEMD_UNIT: 'dmbootd.service',
        MESSAGE: `${HOOKS}/20-fails: what it prints`,
      });
    } finally {
      renameSync(`${TEMPLATE}.away`, TEMPLATE);
      await output('systemctl', 'daemon-reload');
    }
  });

  it('leave nothing of an event that was given up, unless its unit still runs', async () => {
    const go = '/var/lib/dmbootd-hook/go';
    rmSync(go, { force: true });
    hook('10-waits', `echo began >>${MARKS}; until [ -e ${go} ]; do sleep 0.05; done`);
    await service.do('start');
    await service.put(card, SLOTS[0]);
    await eventually(() => marks().length === 1);
    await service.do('stop');
    const inputs = '/run/dmbootd/hooks';
    assert.deepEqual(readdirSync(inputs).sort(), ['e1.env', 'e1.json']);
    for (const name of ['e1.env', 'e1.json']) {
      cpSync(join(inputs, name), join(inputs, name.replace('1', '999')));
    }
    // The event is dropped: nobody delivers it any more, and its unit runs.
    await output('sqlite3', '/var/lib/dmbootd/tree.sqlite', 'DELETE FROM outbox');
    await service.do('start');
    await eventually(() => !readdirSync(inputs).includes('e999.json'));
    assert.deepEqual(readdirSync(inputs).sort(), ['e1.env', 'e1.json']);
    writeFileSync(go, '');
    await eventually(async () => (await stateOf('dmbootd-hook@e1.service')) === 'inactive');
    await service.do('restart');
    await eventually(() => readdirSync(inputs).length === 0);
    await eventually(() => readdirSync('/run/dmbootd/ends').length === 0);
    rmSync(go);
  });

  it('start no session while no client is named, and say so', async () => {
    service.configure('[session]\nstart = "systemd"\nsettle = "0s"\n');
    await service.do('start');
    await service.put(card, SLOTS[0]);
    await service.journal.next({
      _SYSTEMD_UNIT: 'dmbootd.service',
      MESSAGE: /the session of a1 cannot be started: Assert/,
    });
  });

  it('are waited for where they run when the daemon comes back, and not begun again', async () => {
    const go = '/var/lib/dmbootd-hook/go';
    rmSync(go, { force: true });
    await service.change('RestartSec=20ms');
    hook(
      '10-waits',
      `echo began >>${MARKS}; until [ -e ${go} ]; do sleep 0.05; done; echo "ended $DMBOOTD_EVENT" >>${MARKS}`,
    );
    await service.do('start');
    const session = await service.put(card, SLOTS[0]);
    await eventually(() => marks().length === 1);
    process.kill(await service.pid(), 'SIGKILL');
    await service.shows('NRestarts', '1');
    await service.shows('StatusText', /^2 readers/);
    await session.remove();
    await eventually(() => service.accounts().length === 0);
    assert.deepEqual(marks(), ['began']);
    writeFileSync(go, '');
    await eventually(() => marks().length === 4);
    assert.deepEqual(marks(), ['began', 'ended account-added', 'began', 'ended account-removed']);
    rmSync(go);
  });

  it(`are as they should be after a kill at any of ${KILLS} moments`, async () => {
    await service.change('RestartSec=20ms');
    hook('10-marks', `echo "$DMBOOTD_SEQUENCE $DMBOOTD_EVENT $DMBOOTD_ACCOUNT" >>${MARKS}`);
    await service.do('start');
    let id = 0;
    let session = null;
    for (let moment = 0; moment < KILLS; moment += 1) {
      if (session === null) {
        id += 1;
        session = await service.put(card, SLOTS[0]);
      } else {
        await session.remove();
        session = null;
      }
      const awaited = `${session ? 'account-added' : 'account-removed'} a${id}`;
      await pause(moment * BETWEEN_MOMENTS_MS);
      await output('systemctl', 'kill', '--kill-whom=main', '--signal=KILL', 'dmbootd.service');
      await eventually(() => marks().some((mark) => mark.endsWith(` ${awaited}`)));
      await service.shows('ActiveState', 'active');
      assert.deepEqual(
        service.accounts().map((account) => account.id),
        session ? [`a${id}`] : [],
      );
    }
    const sequences = marks().map((mark) => Number(mark.split(' ')[0]));
    assert.deepEqual(
      sequences,
      [...sequences].sort((a, b) => a - b),
      'in order',
    );
    assert.equal(new Set(sequences).size, KILLS);
  });
});
