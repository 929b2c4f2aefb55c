import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Found } from '../../daemon/ctl/doctor/examine.js';
import { BenchCard, sample } from '../support/bench-card.js';
import { SLOTS } from '../support/pcscd.js';
import { heard } from '../support/secrecy.js';
import { eventually, output, Service } from '../support/service.js';

const PIN = '93571846';
const HOOKS = '/etc/dmbootd/hooks.d';
const HOOK = `${HOOKS}/50-list`;
const CREDENTIALS = '/etc/dmbootd/credentials';
const PCSC_RULE = '/usr/share/polkit-1/rules.d/50-dmbootd-pcsc.rules';
const UNITS_RULE = '/usr/share/polkit-1/rules.d/50-dmbootd-units.rules';
const PCSC_ACTIONS = '/usr/share/polkit-1/actions/org.debian.pcsc-lite.policy';

interface Told {
  readonly status: number;
  readonly findings: readonly Found[];
}

/** Runs doctor, as root or as another user; nothing that it prints may hold a PIN. */
function doctor(user = 'root'): Promise<Told> {
  const line = ['-u', user, '--', 'dmbootctl', 'doctor', '--json'];
  return new Promise((resolve) => {
    execFile('runuser', line, (error, stdout, stderr) => {
      heard(stdout + stderr);
      assert.equal(stderr, '');
      resolve({ status: Number(error?.code ?? 0), findings: JSON.parse(stdout).findings });
    });
  });
}

const bad = ({ findings }: Told): Found[] =>
  findings.filter(({ state }) => state === 'fail' || state === 'warn');

interface Broken {
  readonly what: string;
  readonly area: string;
  readonly state?: 'warn';
  readonly text: RegExp;
  readonly remedy: RegExp;
  breaks(): unknown;
  /** What `Service` does not mend by itself. */
  mends?(): unknown;
}

describe('dmbootctl doctor on an installed daemon', function () {
  this.timeout(60_000);
  const service = new Service();
  const card = new BenchCard({ message: sample('one-account') });

  before(async () => {
    await output('systemctl', 'enable', 'dmbootd.service');
    await output('systemctl', 'start', 'dmbootd.socket', 'dmbootd-client.socket');
  });
  beforeEach(async () => {
    mkdirSync(HOOKS, { recursive: true });
    writeFileSync(HOOK, '#!/bin/sh\n', { mode: 0o755 });
    service.credential('default', PIN);
    service.configure('[log]\nlevel = "info"\n');
    chmodSync('/etc/dmbootd/dmbootd.toml', 0o644);
    await service.do('start');
    await service.shows('StatusText', /^2 readers/);
  });
  afterEach(() => rmSync(HOOKS, { recursive: true, force: true }));
  after(() => output('systemctl', 'disable', 'dmbootd.service'));

  it('finds nothing to do, and touches no card', async () => {
    await service.put(card, SLOTS[0]);
    await service.shows('StatusText', '2 readers, 1 card, 1 account');
    const apdus = async (): Promise<unknown> => {
      const told = JSON.parse(await output('dmbootctl', 'readers', '--json'));
      const [{ reader }] = SLOTS;
      return told.readers.find((one: { reader: string }) => one.reader === reader).card.apdus;
    };
    const before = await apdus();
    const told = await doctor();
    assert.deepEqual(bad(told), []);
    assert.equal(told.status, 0);
    const ok = told.findings.filter(({ state }) => state === 'ok').map(({ text }) => text);
    for (const text of [
      'it answers',
      '1 PIN is well formed',
      '/var/lib/dmbootd/tree.sqlite is sound',
      `process ${await service.pid()} owns it`,
      'dmbootd.service is active',
      '/run/dmbootd/control.sock answers',
      '/run/dmbootd/client.sock answers',
      `${HOOK} is executable`,
    ]) {
      assert.ok(ok.includes(text), `${text}: ${ok.join('; ')}`);
    }
    assert.ok(ok.some((text) => /50-dmbootd-units\.rules lets .*, and polkit says so/.test(text)));
    assert.equal(await apdus(), before);
    assert.equal(await service.show('NRestarts'), '0');
  });

  it('skips what another user may not look at, and says who that may be', async () => {
    const told = await doctor('nobody');
    const texts = told.findings.map(({ state, text }) => `${state}: ${text}`);
    assert.ok(
      texts.includes('warn: nobody is not in the group dmbootd, and may not use control.sock'),
    );
    assert.ok(texts.includes('skipped: /run/dmbootd/control.sock is not open to this user'));
    assert.ok(texts.includes('skipped: only root may look into /etc/dmbootd/credentials'));
    assert.ok(texts.includes('skipped: only root and the daemon may read /var/lib/dmbootd'));
    assert.deepEqual(
      told.findings.filter(({ state }) => state === 'fail'),
      [],
    );
  });

  const CASES: readonly Broken[] = [
    {
      what: 'pcscd is stopped',
      area: 'pcscd',
      text: /pcscd\.socket is inactive/,
      remedy: /systemctl start pcscd\.socket/,
      breaks: () => output('systemctl', 'stop', 'pcscd.socket', 'pcscd.service'),
      mends: () => output('systemctl', 'start', 'pcscd.socket'),
    },
    {
      what: 'the rule for units is missing',
      area: 'polkit',
      text: /50-dmbootd-units\.rules is missing/,
      remedy: /put it into/,
      breaks: () => renameSync(UNITS_RULE, `${UNITS_RULE}.away`),
      mends: () => renameSync(`${UNITS_RULE}.away`, UNITS_RULE),
    },
    {
      what: 'pcsc-lite asks polkit and the rule for it is missing',
      area: 'polkit',
      text: /50-dmbootd-pcsc\.rules is missing/,
      remedy: /put it into/,
      breaks() {
        if (!existsSync(PCSC_ACTIONS)) writeFileSync(PCSC_ACTIONS, '<policyconfig/>');
        renameSync(PCSC_RULE, `${PCSC_RULE}.away`);
      },
      mends() {
        renameSync(`${PCSC_RULE}.away`, PCSC_RULE);
        rmSync(PCSC_ACTIONS);
      },
    },
    {
      what: 'another rule comes before',
      area: 'polkit',
      text: /polkit still does not let dmbootd start units/,
      remedy: /look for a rule before it/,
      async breaks() {
        const rule = 'polkit.addRule(function (action, subject) { return polkit.Result.NO; });\n';
        mkdirSync('/etc/polkit-1/rules.d', { recursive: true });
        writeFileSync('/etc/polkit-1/rules.d/10-no.rules', rule);
        await output('systemctl', 'restart', 'polkit');
      },
      async mends() {
        rmSync('/etc/polkit-1/rules.d/10-no.rules');
        await output('systemctl', 'restart', 'polkit');
      },
    },
    {
      what: 'everybody may look into the folder of credentials',
      area: 'permissions',
      text: /credentials has mode 0755, expected 0700/,
      remedy: /^chmod 0700 \/etc\/dmbootd\/credentials$/,
      breaks: () => chmodSync(CREDENTIALS, 0o755),
      mends: () => chmodSync(CREDENTIALS, 0o700),
    },
    {
      what: "a socket is another group's",
      area: 'permissions',
      text: /client\.sock belongs to root:root, expected root:dmbootd-client/,
      remedy: /^chown root:dmbootd-client/,
      breaks: () => output('chown', 'root:root', '/run/dmbootd/client.sock'),
      mends: () => output('chown', 'root:dmbootd-client', '/run/dmbootd/client.sock'),
    },
    {
      what: 'a credential is no PIN',
      area: 'credentials',
      text: /898600…0001 is no PIN/,
      remedy: /one PIN of 4 to 8 digits/,
      breaks: () => service.credential('89860000000000000001', `${PIN}${PIN}`),
    },
    {
      what: 'another process owns the state',
      area: 'state',
      text: /process \d+ owns it, and is not that of dmbootd\.service/,
      remedy: /^ps \d+/,
      state: 'warn',
      async breaks() {
        await service.do('stop');
        await output(
          'systemd-run',
          '--unit=other',
          '--uid=dmbootd',
          'dmbootd',
          '--state',
          '/var/lib/dmbootd',
          '--runtime',
          '/var/lib/dmbootd',
        );
        await eventually(() => existsSync('/var/lib/dmbootd/control.sock'));
      },
      mends: () => output('systemctl', 'stop', 'other'),
    },
    {
      what: 'the configuration is wrong',
      area: 'configuration',
      text: /dmbootd\.toml:2: smartcard\.mode: expected one of/,
      remedy: /mend line 2/,
      breaks: () => service.configure('[smartcard]\nmode = "4g"\n'),
    },
    {
      what: 'the configuration kept it from starting',
      area: 'unit',
      text: /dmbootd\.service failed \(result exit-code, status 78: its configuration/,
      remedy: /journalctl -u dmbootd/,
      async breaks() {
        service.configure('[smartcard]\nmode = "4g"\n');
        await assert.rejects(service.do('restart'));
      },
    },
    {
      what: 'the daemon is stopped',
      area: 'unit',
      text: /dmbootd\.service does not run/,
      remedy: /^systemctl start dmbootd$/,
      breaks: () => service.do('stop'),
    },
    {
      what: 'no reader is taken',
      area: 'readers',
      text: /readers\.match takes none of: Virtual PCD/,
      remedy: /mend readers\.match/,
      breaks: () => service.configure('[readers]\nmatch = ["^Gemalto"]\n'),
    },
    {
      what: 'a hook is not executable',
      area: 'hooks',
      state: 'warn',
      text: /50-list is not executable/,
      remedy: /^chmod 0755 \/etc\/dmbootd\/hooks\.d\/50-list$/,
      breaks: () => chmodSync(HOOK, 0o644),
    },
    {
      what: 'everybody may write a hook',
      area: 'hooks',
      text: /others than its owner may write/,
      remedy: /^chmod go-w /,
      breaks: () => chmodSync(HOOK, 0o777),
    },
    {
      what: 'sessions are asked for and no client is named',
      area: 'session',
      text: /names no DM client/,
      remedy: /client\.conf/,
      breaks: () => service.configure('[session]\nstart = "systemd"\n'),
    },
  ];

  for (const { what, area, state = 'fail', text, remedy, breaks, mends } of CASES) {
    it(`says so, and what to do, where ${what}`, async () => {
      await breaks();
      try {
        const told = await doctor();
        const one = bad(told).find((finding) => finding.area === area && text.test(finding.text));
        assert.ok(one, JSON.stringify(bad(told)));
        assert.equal(one.state, state);
        assert.match(one.remedy!, remedy);
        const fails = told.findings.some((finding) => finding.state === 'fail');
        assert.equal(told.status, fails ? 1 : 0);
        // To look starts nothing.
        if (what === 'the daemon is stopped')
          assert.equal(await service.show('ActiveState'), 'inactive');
      } finally {
        await mends?.();
      }
    });
  }
});
