import assert from 'node:assert/strict';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Origin } from '../../lib/tree/index.js';
import type { VpcdSession } from '../../lib/virtual-card/vpcd.js';
import { Program } from '../daemon/program.js';
import { byNetwork, DM, IMSI, SENDER } from '../daemon/sources/pushed.js';
import { BenchCard } from '../support/bench-card.js';
import { Authority } from '../support/certificates.js';
import { Dns } from '../support/dns.js';
import { SLOTS } from '../support/pcscd.js';
import { eventually, FACTORY, output, Service } from '../support/service.js';
import { skipBecause } from '../support/skip.js';
import { accounts, kinds, MARKS, marks, reports, told, tree } from './shown.js';

const DOMAIN = 'operator.example';
const HOST = `boot.${DOMAIN}`;
const HOOKS = '/etc/dmbootd/hooks.d';
const FOLDER = '/var/lib/dmbootd-bench';
const MESSAGES = join(FOLDER, 'messages/OMA/DM');
const CA = '/etc/dmbootd/ca.pem';
const FILE = '10-operator';

const CARD_AND_REST = `
[factory]
enabled = true
[push]
senders = ["${SENDER}"]
imsi = "${IMSI}"
`;
const ALL = `${CARD_AND_REST}
[discovery]
enabled = true
ca = "${CA}"
`;

interface Scenario {
  readonly name: string;
  readonly origin: Origin;
  bring(): Promise<unknown>;
  /** Makes sure that it has gone for the reason that its kind goes for. */
  take(): Promise<unknown>;
}

describe('the four bootstrap scenarios (5.1.2), under systemd', function () {
  this.timeout(40_000);
  const service = new Service();
  const dns = new Dns();
  const card = new BenchCard({ message: DM });
  let server: Program | undefined;
  let port: string;
  let inserted: VpcdSession | null = null;

  before(async function () {
    if (Dns.missing !== null) skipBecause(this, Dns.missing);
    mkdirSync(MESSAGES, { recursive: true });
    const authority = new Authority();
    const { certFile, keyFile } = authority.issue({ names: `DNS:${HOST}` });
    cpSync(authority.certFile, CA);
    const pem = ['--cert', certFile, '--key', keyFile];
    server = new Program('dmbootctl', ['serve', join(FOLDER, 'messages'), ...pem, '--port', '0']);
    await server.logged(/listening at https:/);
    authority.remove();
    port = /:(\d+)\//.exec(server.stderr)![1]!;
    await serveDns();
    mkdirSync(HOOKS, { recursive: true });
    const mark = `echo "$DMBOOTD_EVENT $DMBOOTD_ORIGIN_KIND:$DMBOOTD_ORIGIN_ID" >>${MARKS}`;
    writeFileSync(join(HOOKS, '10-marks'), `#!/bin/sh\n${mark}\n`, { mode: 0o755 });
    writeFileSync(join(FOLDER, 'push.wsp'), byNetwork());
  });
  beforeEach(() => {
    rmSync(MARKS, { force: true });
    service.configure(ALL);
  });
  afterEach(async () => {
    await discover();
    rmSync(join(MESSAGES, 'Bootstrap.xml'), { force: true });
  });
  after(async () => {
    // Outside of the rig nothing was made.
    if (server === undefined) return;
    await dns.stop();
    await server.end('SIGTERM');
    for (const path of [HOOKS, FOLDER, CA]) rmSync(path, { recursive: true, force: true });
  });

  const serveDns = (): Promise<void> =>
    dns.serve(
      `srv-host=_omadm-bootstrap._tcp.${DOMAIN},${HOST},${port},1,0`,
      `address=/${HOST}/127.0.0.1`,
    );
  const discover = (...domain: string[]): Promise<string> =>
    output('dmbootctl', 'discovery', 'domain', ...domain, '--source', 'access');

  const SCENARIOS: readonly Scenario[] = [
    {
      name: 'customized',
      origin: { kind: 'factory', id: FILE },
      bring: async () => writeFileSync(join(FACTORY, FILE), DM),
      take: async () => rmSync(join(FACTORY, FILE)),
    },
    {
      name: 'client initiated',
      origin: { kind: 'https', id: `_omadm-bootstrap._tcp.${DOMAIN}` },
      async bring() {
        await serveDns();
        writeFileSync(join(MESSAGES, 'Bootstrap.xml'), DM);
        await discover(DOMAIN);
        await output('dmbootctl', 'sources', 'check');
      },
      async take() {
        service.configure(CARD_AND_REST);
        await service.do('reload');
        await discover();
      },
    },
    {
      name: 'server initiated',
      origin: { kind: 'push', id: SENDER },
      bring: () => output('dmbootctl', 'push', join(FOLDER, 'push.wsp'), '--sender', SENDER),
      take: () => output('dmbootctl', 'purge', SENDER),
    },
    {
      name: 'smartcard',
      origin: { kind: 'smartcard', id: card.iccid },
      async bring() {
        inserted = await service.put(card, SLOTS[0]);
      },
      take: () => inserted!.remove(),
    },
  ];

  it('end in the same tree, each with its provenance, its report, its hooks and its end', async () => {
    await service.do('start');
    const before = await tree();
    const seen: { tree: unknown[]; reports: unknown; events: string[] }[] = [];
    for (const { name, origin, bring, take } of SCENARIOS) {
      await bring();
      await eventually(async () => (await accounts()).length === 1 && marks().length === 1);
      await service.journal.next({
        DMBOOTD_OUTCOME: 'applied',
        ...(origin.kind !== 'smartcard' && { DMBOOTD_ORIGIN: `${origin.kind}:${origin.id}` }),
      });
      const [account] = await accounts();
      assert.deepEqual([account?.origin, account?.confirmed], [origin, true], name);
      const all = await reports();
      assert.deepEqual(
        all.map((report) => report.origin),
        [origin],
      );
      const here = {
        tree: await tree(),
        // Access points belong to who brought them.
        reports: all[0]!.documents.map(({ report, kind }) => {
          const own = `${origin.kind}:${encodeURIComponent(origin.id)}`;
          return { kind, report: JSON.stringify(report).replaceAll(own, 'ORIGIN') };
        }),
      };
      await take();
      await eventually(async () => (await accounts()).length === 0 && marks().length === 2);
      const own = ` ${origin.kind}:${origin.id}`;
      const events = marks().map((mark) => mark.replace(own, ''));
      seen.push({ ...here, events });
      assert.deepEqual(await tree(), before, name);
      assert.deepEqual(await kinds(), [], name);
      rmSync(MARKS);
    }
    const [first, ...others] = seen;
    assert.ok(first!.tree.length > before.length);
    assert.deepEqual(first!.events, ['account-added', 'account-removed']);
    for (const one of others) assert.deepEqual(one, first);
  });

  it('keep to their rules: what failed to come stays, and what was taken away does not come back', async () => {
    const [factory, client, push] = SCENARIOS as readonly [Scenario, Scenario, Scenario];
    await service.do('start');
    for (const [at, one] of [factory, client, push].entries()) {
      await one.bring();
      await eventually(async () => (await kinds()).length === at + 1);
    }
    const full = await tree();
    const outcome = async (kind: string): Promise<string> => {
      const { sources } = await told<{ sources: { origin: Origin; outcome: string }[] }>('sources');
      return sources.find(({ origin }) => origin.kind === kind)!.outcome;
    };
    // The server has none at this moment; then nobody says that there is a server; then nobody says anything.
    rmSync(join(MESSAGES, 'Bootstrap.xml'));
    await output('dmbootctl', 'sources', 'check');
    await eventually(async () => (await outcome('https')) === 'no-bootstrap');
    await dns.serve();
    await output('dmbootctl', 'sources', 'check');
    await eventually(async () => (await outcome('https')) === 'unavailable');
    await dns.stop();
    await service.do('restart');
    await eventually(async () => (await outcome('https')) === 'unavailable');
    assert.deepEqual(await tree(), full);
    assert.deepEqual(await kinds(), ['factory', 'https', 'push']);
    await push.take();
    const again = await output('dmbootctl', 'push', join(FOLDER, 'push.wsp'), '--sender', SENDER);
    assert.match(again, /: disabled: purged$/m);
    assert.deepEqual(await kinds(), ['factory', 'https']);
    await client.bring();
    await eventually(async () => (await outcome('https')) === 'unchanged');
  });

  it('lie over one another by their ranks, over a restart, and come back as what covers them goes', async () => {
    await service.do('start');
    for (const { bring, origin } of SCENARIOS) {
      await bring();
      await eventually(async () => (await accounts())[0]?.origin.kind === origin.kind);
    }
    const full = await tree();
    await service.do('restart');
    await eventually(async () => {
      const { origins } = await told<{ origins: { confirmed: boolean }[] }>('origins');
      return origins.length === 4 && origins.every(({ confirmed }) => confirmed);
    });
    assert.deepEqual(await tree(), full);
    const tops: string[] = [];
    for (const { take } of [...SCENARIOS].reverse()) {
      const left = (await kinds()).length;
      tops.push((await accounts())[0]!.origin.kind);
      await take();
      await eventually(async () => (await kinds()).length === left - 1);
    }
    assert.deepEqual(tops, ['smartcard', 'push', 'https', 'factory']);
    assert.deepEqual(await accounts(), []);
    await eventually(() => /^account-removed/m.test(marks().join('\n')));
    const events = marks().map((mark) => mark.split(' ')[0]);
    assert.deepEqual(events, [
      'account-added',
      ...Array.from({ length: events.length - 2 }, () => 'account-changed'),
      'account-removed',
    ]);
  });
});
