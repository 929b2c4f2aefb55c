import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examine, type Found, type Named } from '../../../../daemon/ctl/doctor/examine.js';
import type { Finding } from '../../../../daemon/ctl/doctor/finding.js';
import { EXIT, Exit } from '../../../../daemon/exit.js';
import { StoreError } from '../../../../lib/tree/index.js';
import { heard } from '../../../support/secrecy.js';
import { type Facts, file, folder, healthy, machineOf, RULES, socket } from './made.js';

const AREAS = [
  ...['pcscd', 'module', 'polkit', 'permissions', 'readers', 'credentials', 'state'],
  ...['configuration', 'factory', 'scws', 'unit', 'sockets', 'discovery', 'hooks', 'session'],
];
const CREDENTIALS = '/etc/dmbootd/credentials';
const HOOK = '/etc/dmbootd/hooks.d/50-list';

async function found(change: (facts: Facts) => void, named: Named = {}): Promise<Found[]> {
  const facts = healthy();
  change(facts);
  const all = await examine(machineOf(facts), named);
  heard(JSON.stringify(all));
  for (const { state, text, remedy } of all) {
    assert.equal(remedy !== null, state === 'warn' || state === 'fail', text);
    assert.doesNotMatch(`${text}${remedy}`, /93571846|fault of dmbootd/);
  }
  assert.deepEqual([...new Set(all.map(({ area }) => area))], AREAS, 'every area, in order');
  return all;
}

const set =
  (unit: string, properties: Record<string, string>) =>
  ({ units }: Facts): void => {
    units![unit] = { ...units![unit], ...properties };
  };
const path =
  (at: string, look: Facts['paths'][string]) =>
  ({ paths }: Facts): void => {
    paths[at] = look;
  };
const guest =
  (...groups: string[]) =>
  (facts: Facts): void => {
    facts.caller = { name: 'bob', isRoot: false, groups };
  };

/** What is changed on a healthy machine, and the one finding that says so. */
const CASES: readonly (readonly [
  change: (facts: Facts) => void,
  area: string,
  state: Finding['state'],
  text: RegExp,
  remedy?: RegExp,
])[] = [
  [path('/run/pcscd/pcscd.comm', 'absent'), 'pcscd', 'fail', /no socket/, /start pcscd\.socket/],
  [
    (facts) => {
      facts.pcsc = { absent: null, down: 'Service not available.(0x8010001d)', readers: [] };
    },
    ...(['pcscd', 'fail', /does not answer: Service not available/, /restart pcscd/] as const),
  ],
  [
    (facts) => {
      facts.pcsc = { absent: null, down: 'SCardEstablishContext error(0x8010006a)', readers: [] };
    },
    ...(['pcscd', 'fail', /refuses this user/, /rule of polkit/] as const),
  ],
  [set('pcscd.socket', { LoadState: 'masked' }), 'pcscd', 'fail', /is masked/, /unmask/],
  [set('pcscd.socket', { LoadState: 'not-found' }), 'pcscd', 'fail', /not installed/, /apt-get/],
  [set('pcscd.socket', { ActiveState: 'inactive' }), 'pcscd', 'fail', /is inactive/, /start pcscd/],
  [set('pcscd.socket', { UnitFileState: 'disabled' }), 'pcscd', 'ok', /dmbootd\.service starts it/],
  [
    (facts) => {
      facts.pcsc = { absent: 'the PC/SC binding cannot be loaded', down: null, readers: [] };
    },
    ...(['module', 'fail', /cannot be loaded/, /install/] as const),
  ],
  [
    path('/usr/share/polkit-1/actions/org.debian.pcsc-lite.policy', 'absent'),
    ...(['polkit', 'ok', /before 2\.0/] as const),
  ],
  [
    path(`${RULES}/50-dmbootd-pcsc.rules`, 'absent'),
    ...(['polkit', 'fail', /dmbootd may not reach readers/, /put it into/] as const),
  ],
  [
    path(`${RULES}/50-dmbootd-units.rules`, 'absent'),
    ...(['polkit', 'fail', /may not start units/, /systemd\/polkit-1/] as const),
  ],
  [set('dmbootd.service', { User: 'eve' }), 'polkit', 'fail', /runs as eve/, /with eve in it/],
  [(facts) => (facts.may = false), 'polkit', 'fail', /still does not let/, /journalctl -u polkit/],
  [(facts) => (facts.may = null), 'polkit', 'ok', /lets dmbootd reach readers$/],
  [
    set('polkit.service', { LoadState: 'not-found' }),
    ...(['polkit', 'warn', /can start no unit/, /install polkitd/] as const),
  ],
  [path('/var/lib/dmbootd', 'absent'), 'permissions', 'fail', /not there/, /start dmbootd/],
  [
    path('/var/lib/dmbootd', folder(0o750, 'dmbootd')),
    ...(['permissions', 'fail', /mode 0750, expected 0700/, /^chmod 0700 /] as const),
  ],
  [
    path('/run/dmbootd', folder(0o755)),
    ...(['permissions', 'fail', /root:root, expected dmbootd:dmbootd/, /^chown dmbootd:/] as const),
  ],
  [
    path('/run/dmbootd/client.sock', socket('dmbootd')),
    ...(['permissions', 'fail', /belongs to root:dmbootd,/, /chown root:dmbootd-client/] as const),
  ],
  [
    path('/run/dmbootd/control.sock', file(0o660)),
    ...(['permissions', 'fail', /is no socket/, /move it away/] as const),
  ],
  [
    path(CREDENTIALS, folder(0o755)),
    ...(['permissions', 'fail', /mode 0755, expected 0700/, /chmod 0700/] as const),
  ],
  [(facts) => (facts.groups = {}), 'permissions', 'fail', /not both there/, /systemd-sysusers/],
  [guest(), 'permissions', 'warn', /bob is not in the group dmbootd,/, /usermod -aG dmbootd bob/],
  [guest('dmbootd'), 'permissions', 'ok', /bob is in the group dmbootd,/],
  [guest('dmbootd-client'), 'permissions', 'ok', /sees secrets/],
  [
    (facts) => {
      facts.pcsc = { absent: null, down: null, readers: [] };
    },
    ...(['readers', 'warn', /no reader/, /plug one in/] as const),
  ],
  [guest(), 'credentials', 'skipped', /only root/],
  [
    (facts) => (facts.names[CREDENTIALS] = []),
    ...(['credentials', 'ok', /no PIN is there/] as const),
  ],
  [
    (facts) => (facts.texts[`${CREDENTIALS}/default`] = '935718467\n'),
    ...(['credentials', 'fail', /default is no PIN/, /one PIN of 4 to 8 digits/] as const),
  ],
  [
    (facts) => (facts.texts[`${CREDENTIALS}/default`] = ''),
    ...(['credentials', 'fail', /default is no PIN/, /restart dmbootd/] as const),
  ],
  [
    path(`${CREDENTIALS}/default`, file(0o640)),
    ...(['credentials', 'fail', /others than its owner/, /chmod 0600/] as const),
  ],
  [
    (facts) => (facts.names[CREDENTIALS] = ['93571846']),
    ...(['credentials', 'warn', /neither an ICCID nor "default"/, /remove it/] as const),
  ],
  [
    (facts) => (facts.stateError = new StoreError('damaged', 'tree.sqlite cannot be read')),
    ...(['state', 'fail', /cannot be read/, /restart dmbootd: it is put aside/] as const),
  ],
  [
    (facts) => (facts.stateError = new StoreError('newer', 'made by a later release')),
    ...(['state', 'fail', /later release/, /install the release/] as const),
  ],
  [path('/var/lib/dmbootd/tree.sqlite', 'denied'), 'state', 'skipped', /only root/],
  [path('/var/lib/dmbootd/tree.sqlite', 'absent'), 'state', 'skipped', /no state/],
  [(facts) => (facts.holder = 99), 'state', 'fail', /process 99 owns it, and.* 77/, /ps 99/],
  [(facts) => (facts.holder = null), 'state', 'ok', /no process owns it/],
  [(facts) => (facts.free = 2 ** 20), 'state', 'fail', /^1 MiB/, /make room/],
  [(facts) => (facts.free = 2 ** 25), 'state', 'warn', /^32 MiB/, /make room/],
  [
    set('dmbootd.service', { LoadState: 'not-found' }),
    ...(['unit', 'fail', /not installed/, /install the package/] as const),
  ],
  [set('dmbootd.service', { LoadState: 'masked' }), 'unit', 'fail', /is masked/, /unmask/],
  [
    set('dmbootd.service', { UnitFileState: 'disabled' }),
    ...(['unit', 'warn', /is not enabled/, /systemctl enable dmbootd/] as const),
  ],
  [
    set('dmbootd.service', { ActiveState: 'inactive' }),
    ...(['unit', 'fail', /does not run/, /systemctl start dmbootd/] as const),
  ],
  [
    set('dmbootd.service', { ActiveState: 'inactive' }),
    ...(['sockets', 'skipped', /would start it/] as const),
  ],
  [
    set('dmbootd.service', { ActiveState: 'failed', Result: 'exit-code', ExecMainStatus: '78' }),
    ...(['unit', 'fail', /failed \(result exit-code, status 78: its conf/, /journalctl/] as const),
  ],
  [
    set('dmbootd.service', { ActiveState: 'activating', SubState: 'auto-restart' }),
    ...(['unit', 'fail', /is activating \(auto-restart/, /journalctl/] as const),
  ],
  [set('dmbootd.service', { NRestarts: '3' }), 'unit', 'warn', /restarted 3 times/, /journalctl/],
  [
    set('dmbootd.service', { NeedDaemonReload: 'yes' }),
    ...(['unit', 'warn', /files have changed/, /daemon-reload/] as const),
  ],
  [
    set('dmbootd.socket', { ActiveState: 'inactive' }),
    ...(['unit', 'fail', /dmbootd\.socket is inactive/, /enable --now dmbootd\.socket/] as const),
  ],
  [(facts) => (facts.answers = {}), 'sockets', 'fail', /nobody listens/, /restart dmbootd/],
  [
    ({ answers }) => {
      answers['/run/dmbootd/client.sock'] = new Exit(EXIT.unavailable, 'x: connect EACCES');
    },
    ...(['sockets', 'skipped', /not open to this user/] as const),
  ],
  [
    ({ answers }) => {
      answers['/run/dmbootd/control.sock'] = new Exit(EXIT.unavailable, 'x: it does not answer');
    },
    ...(['sockets', 'fail', /does not answer/, /journalctl/] as const),
  ],
  [path(HOOK, file(0o644)), 'hooks', 'warn', /not executable/, /chmod 0755/],
  [path(HOOK, file(0o777)), 'hooks', 'fail', /may write/, /chmod go-w .*50-list/],
  [path(HOOK, folder(0o755)), 'hooks', 'warn', /is no file/, /remove it/],
  [
    path('/etc/dmbootd/hooks.d', folder(0o775)),
    ...(['hooks', 'fail', /may write/, /chmod go-w .*hooks\.d/] as const),
  ],
  [path('/etc/dmbootd/hooks.d', 'absent'), 'hooks', 'ok', /no folder/],
  [
    set('dmbootd-hook@e0.service', { LoadState: 'not-found' }),
    ...(['hooks', 'warn', /children of the daemon/, /daemon-reload/] as const),
  ],
  [path('/usr/lib/dmbootd/hooks', 'absent'), 'hooks', 'fail', /missing/, /package anew/],
  [path('/run/dmbootd/ends', 'absent'), 'hooks', 'warn', /how hooks ended/, /systemd-tmpfiles/],
];

describe('what doctor finds', () => {
  it('is that all is well on a machine where it is', async () => {
    const all = await found(() => {});
    const others = all.filter(({ state }) => state !== 'ok');
    assert.deepEqual(
      others.map(({ area, text }) => [area, text]),
      [
        ['factory', 'factory.enabled is false'],
        ['scws', '[scws] names no reader'],
        ['discovery', '[discovery] is off'],
        ['session', '[session] start is "none"'],
      ],
    );
  });

  for (const [at, [change, area, state, text, remedy]] of CASES.entries()) {
    it(`is of ${area} a ${state} where it should be: ${text.source} (${at + 1})`, async () => {
      const all = await found(change);
      const one = all.find((finding) => finding.area === area && text.test(finding.text));
      assert.ok(one, JSON.stringify(all.filter((finding) => finding.area === area)));
      assert.equal(one.state, state);
      if (remedy) assert.match(one.remedy!, remedy);
    });
  }

  it('is little where there is no systemd, and nothing fails for that', async () => {
    const all = await found((facts) => (facts.units = null));
    assert.deepEqual(
      all.filter(({ state }) => state === 'fail'),
      [],
    );
    const skipped = all.filter(({ state }) => state === 'skipped').map(({ area }) => area);
    assert.deepEqual(skipped, [
      'pcscd',
      'polkit',
      'factory',
      'scws',
      'unit',
      'discovery',
      'hooks',
      'session',
    ]);
  });

  describe('of a configuration', () => {
    const root = mkdtempSync(join(tmpdir(), 'dmbootd-test-'));
    const config = join(root, 'dmbootd.toml');
    after(() => rmSync(root, { recursive: true }));

    async function of(
      toml: string,
      mode: number,
      area = 'configuration',
      change?: (facts: Facts) => void,
    ) {
      writeFileSync(config, toml);
      const all = await found(
        (facts) => {
          facts.paths[config] = file(mode, 'root', 'dmbootd');
          change?.(facts);
        },
        { config },
      );
      return all.filter((finding) => finding.area === area);
    }

    it('that is wrong is every mistake, with its line', async () => {
      const all = await of(
        '[log]\nlevel = "loud"\n[smartcard]\nmode = "4g"\nsecret = "93571846"\n',
        0o640,
      );
      assert.deepEqual(
        all.map(({ state, text }) => [
          state,
          text.slice(config.length).split(':').slice(0, 3).join(),
        ]),
        [
          ['fail', ',2, log.level'],
          ['fail', ',4, smartcard.mode'],
          ['fail', ',5, smartcard.secret'],
        ],
      );
      assert.match(all[0]!.remedy!, /mend line 2/);
    });

    it('that is named and not there is a failure', async () => {
      const all = await found(() => {}, { config: join(root, 'none.toml') });
      const one = all.find(({ area }) => area === 'configuration');
      assert.equal(one?.state, 'fail');
      assert.match(one.text, /none\.toml: file: .*ENOENT/);
    });

    it('that holds PINs and that everybody can read is a failure, and one that the daemon cannot read', async () => {
      const pins = '[smartcard.pin]\ndefault = "93571846"\n';
      assert.match((await of(pins, 0o644))[1]!.text, /PINs are in .* and everybody can read it/);
      assert.match((await of(pins, 0o600))[1]!.text, /dmbootd cannot read/);
      assert.deepEqual(
        (await of(pins, 0o640)).map(({ state }) => state),
        ['ok'],
      );
      assert.match((await of('', 0o646))[1]!.remedy!, /chmod o-w/);
    });

    it('that takes no reader is a failure', async () => {
      const [one] = await of('[readers]\nmatch = ["^Gemalto"]\n', 0o640, 'readers');
      assert.equal(one?.state, 'fail');
      assert.match(one.text, /takes none of: Reader 1/);
    });

    it('with a folder of the factory says whether it is there, and can be read', async () => {
      const at = '/etc/dmbootd/factory.d';
      const looks = [
        [folder(0o750, 'root', 'dmbootd'), 'ok', /is there, /],
        [folder(0o700), 'fail', /^dmbootd cannot read factory\.folder, /],
        [file(0o644), 'fail', /is no folder$/],
        ['absent', 'warn', /is not there$/],
        ['denied', 'skipped', /cannot be seen by this user/],
      ] as const;
      for (const [look, state, text] of looks) {
        const all = await of('[factory]\nenabled = true\n', 0o640, 'factory', ({ paths }) => {
          paths[at] = look;
        });
        assert.deepEqual(
          all.map((one) => [one.state, text.test(one.text)]),
          [[state, true]],
          JSON.stringify(all),
        );
      }
    });

    it('that switches cards off needs neither PC/SC nor a reader', async () => {
      const off = '[smartcard]\nenabled = false\n';
      for (const area of ['pcscd', 'module', 'readers']) {
        const all = await of(off, 0o640, area, (facts) => {
          facts.pcsc = { absent: 'not installed', down: null, readers: [] };
          facts.paths['/run/pcscd/pcscd.comm'] = 'absent';
        });
        assert.deepEqual(
          all.map(({ state, text }) => `${state}: ${text}`),
          ['skipped: smartcard.enabled is false: no reader is needed'],
        );
      }
    });

    it('that switches discovery on shows where it looks, and what came of it', async () => {
      const control = '/run/dmbootd/control.sock';
      const report = (
        domain: string,
        outcome: string | null,
        detail: string,
        next: number | null,
      ) => ({
        origin: { kind: 'https', id: `_omadm-bootstrap._tcp.${domain}` },
        ...{ outcome, detail, next, accounts: [] },
      });
      const states = async (domain: string, change: (facts: Facts) => void) => {
        const toml = `[discovery]\nenabled = true\n${domain}pins = ["sha256//${'A'.repeat(43)}="]\n`;
        const all = await of(toml, 0o640, 'discovery', change);
        return all.map(({ state, text }) => `${state}: ${text}`);
      };
      const sources = [
        { origin: { kind: 'https', id: 'https://h/' }, outcome: 'applied', detail: null, next: 3 },
        report('a.example', 'unavailable', 'DNS\u001b', 90),
        report('b.example', 'disabled', 'BootSrvDiscovery is 0', null),
      ];
      assert.deepEqual(
        await states('domain = "a.example"\n', ({ answers }) => {
          answers[control] = { sources };
        }),
        [
          'ok: bootstrap servers are looked for in a.example',
          'warn: a.example: unavailable: DNS\\u{1b}, looked at again after 1 min',
          'ok: b.example: disabled: BootSrvDiscovery is 0',
        ],
      );
      const resolv = (search: string) => (facts: Facts) => {
        facts.texts['/etc/resolv.conf'] = search;
        delete facts.answers[control];
      };
      const untold = 'skipped: no daemon tells what came of it: see sockets';
      assert.deepEqual(await states('', resolv('search c.example')), [
        'ok: bootstrap servers are looked for in c.example',
        untold,
      ]);
      assert.deepEqual(await states('', resolv('')), [
        'warn: no domain is known to look for bootstrap servers in',
        untold,
      ]);
    });

    describe('that names the web server of a card', () => {
      const CA = '/etc/dmbootd/card-ca.pem';
      const PEM = '-----BEGIN CERTIFICATE-----\n';
      const scws = (reader = 'Reader 1', trust = `ca = "${CA}"`): string =>
        `[scws]\nreader = "${reader}"\n${trust}\n`;
      async function states(
        toml: string,
        mode = 0o644,
        text: string | null = PEM,
        change?: (facts: Facts) => void,
      ) {
        const all = await of(toml, 0o640, 'scws', (facts) => {
          facts.paths[CA] = file(mode);
          if (text !== null) facts.texts[CA] = text;
          change?.(facts);
        });
        return all.map((one) => `${one.state}: ${one.text}`);
      }
      const KNOWN = 'ok: PC/SC knows scws.reader, Reader 1';

      it('is one whose reader is there and whose certificates can be read', async () => {
        const certificates = `ok: it is believed by the certificates in ${CA}`;
        assert.deepEqual(await states(scws()), [KNOWN, certificates]);
        const pins = `pins = ["sha256//${'A'.repeat(43)}="]`;
        assert.deepEqual(await states(scws('Reader 1', pins)), [
          KNOWN,
          'ok: it is believed by its key, one of 1',
        ]);
      });

      it('says that the reader is not there, or not looked at', async () => {
        assert.match(
          (await states(scws('Reader 2')))[0]!,
          /^warn: PC\/SC knows no reader Reader 2/,
        );
        const match = '[readers]\nmatch = ["^Virtual"]\n';
        assert.match((await states(scws() + match))[0]!, /^fail: readers\.match leaves out/);
        const off = '[smartcard]\nenabled = false\n';
        assert.match((await states(scws() + off))[0]!, /^warn: .* never asked$/);
        const down = (facts: Facts): void => {
          facts.pcsc = { absent: null, down: 'no service', readers: [] };
        };
        assert.match((await states(scws(), 0o644, PEM, down))[0]!, /^skipped: PC\/SC tells of no/);
      });

      it('says what is wrong with its certificates', async () => {
        const of = async (...more: [number?, string?, ((facts: Facts) => void)?]) =>
          (await states(scws(), more[0], more[1], more[2]))[1]!;
        assert.match(await of(0o600), /^fail: dmbootd cannot read scws\.ca/);
        assert.match(await of(0o644, 'nothing'), /^fail: no certificate is in scws\.ca/);
        assert.match(
          await of(0o644, PEM, (facts) => (facts.paths[CA] = 'absent')),
          /^fail: scws\.ca names no file/,
        );
        assert.match(
          await of(0o644, PEM, (facts) => (facts.paths[CA] = 'denied')),
          /^skipped: .* cannot be seen/,
        );
        const unread = (await states(scws(), 0o644, null))[1]!;
        assert.match(unread, /^skipped: .* cannot be read by this user/);
      });
    });

    it('that asks for sessions is one where a DM client is named', async () => {
      const toml = '[session]\nstart = "systemd"\n';
      const state = async (change?: (facts: Facts) => void) => {
        const [one] = await of(toml, 0o640, 'session', change);
        return [one!.state, one!.text];
      };
      assert.deepEqual(await state(), ['ok', 'dmbootd-session@.service names a DM client']);
      for (const broken of [{ DropInPaths: '' }, { ExecStart: '{ path=/bin/false ; }' }]) {
        const [is, text] = await state(set('dmbootd-session@a0.service', broken));
        assert.deepEqual([is, text], ['fail', 'dmbootd-session@.service names no DM client']);
      }
      assert.equal(
        (await state(set('dmbootd-session@a0.service', { LoadState: 'not-found' })))[0],
        'fail',
      );
      assert.equal((await state((facts) => (facts.units = null)))[0], 'fail');
    });
  });
});
