import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { semiOctets } from '../../../lib/push/keys.js';
import type { PushSource } from '../../../lib/source/index.js';
import { Store, StoreError } from '../../../lib/tree/index.js';
import { heard } from '../../support/secrecy.js';
import { pdu, text } from '../../wsp/pdu.js';
import { Bench, FIRST } from '../bench.js';
import { newCard } from '../wallet.js';
import {
  bare,
  byNetwork,
  byUser,
  CP,
  cpPush,
  DM,
  dmPush,
  IMSI,
  OTHER,
  PIN,
  SENDER,
  WITH_PIN,
} from './pushed.js';

const ALLOWED = `[push]\nsenders = ["${SENDER}"]\nimsi = "${IMSI}"\n`;
const TRUSTED = `[push]\ntrusted = ["${SENDER}"]\n`;

describe('the server initiated bootstrap', () => {
  let bench: Bench;

  async function start(config = ALLOWED, store = Store.scratch()): Promise<Bench> {
    bench = new Bench({ config, store });
    await bench.sources.start();
    return bench;
  }
  async function restart(config = ALLOWED): Promise<void> {
    await bench.stop();
    await start(config, bench.store);
  }
  afterEach(async () => {
    await bench.stop();
    assert.deepEqual(bench.bugs, []);
  });

  const push = (): PushSource => bench.sources.push!;
  function take(pdu: Uint8Array, sender = SENDER): string {
    const { outcome, detail } = push().take(sender, pdu);
    heard(`${detail}`);
    return outcome;
  }
  function confirm(pin: string): string | undefined {
    const [one] = push().waiting;
    const answer = push().confirm(one?.id ?? 'none', pin);
    heard(JSON.stringify(answer));
    return answer?.outcome;
  }
  const servers = (): string[] => bench.accounts.map(({ serverId }) => serverId);
  const told = (): string[] => bench.lines.filter((line) => / push /.test(line));

  it('is off until somebody may push', async () => {
    await start('');
    assert.equal(bench.sources.push, null);
  });

  it('ends in the same tree, with the same events for hooks, as a card with the same message', async () => {
    await start();
    assert.equal(take(byNetwork()), 'applied');
    const card = await Bench.start({ cards: { [FIRST]: newCard() } });
    const of = ({ store }: Bench): unknown =>
      store.tree().map(({ uri, value, acl }) => ({ uri, value, acl }));
    assert.deepEqual(of(bench), of(card));
    const waiting = ({ store }: Bench): string[] =>
      store.outbox.pending(9).map(({ event, accountId, uri }) => `${event} ${accountId} ${uri}`);
    assert.deepEqual(waiting(bench), waiting(card));
    await card.stop();
    assert.deepEqual(bench.accounts[0]?.origin, { kind: 'push', id: SENDER });
    assert.equal(bench.accounts[0]?.confirmed, true);
    assert.deepEqual(
      bench.sources.reports.map(({ origin, outcome }) => `${origin.kind} ${outcome}`),
      ['push applied'],
    );
  });

  it('takes CP documents, too', async () => {
    await start();
    assert.equal(take(cpPush(0, semiOctets(IMSI))), 'applied');
    assert.deepEqual(
      bench.store.layers()[0]?.documents.map(({ kind }) => kind),
      ['cp'],
    );
  });

  it('takes the IMSI as text or as on the card, as it is configured', async () => {
    await start(`${ALLOWED}network_key = "semi-octets"\n`);
    assert.equal(take(byNetwork()), 'unauthenticated');
    assert.equal(take(dmPush('NETWORKID', semiOctets(IMSI))), 'applied');
  });

  it('takes the IMSI of the card that is there, though it has no message', async () => {
    const cards = { [FIRST]: newCard({ imsi: IMSI, absent: 'record' }) };
    bench = await Bench.start({ config: `[push]\nsenders = ["${SENDER}"]\n`, cards });
    await bench.sources.start();
    assert.equal(take(byNetwork()), 'applied');
    await bench.remove(FIRST);
    assert.equal(take(byNetwork(OTHER)), 'later');
    assert.equal(bench.accounts.length, 1, 'what was pushed stays when a card goes');
  });

  it('reads no IMSI where nobody may push', async () => {
    bench = await Bench.start({ cards: { [FIRST]: newCard({ imsi: IMSI }) } });
    assert.deepEqual(bench.supervisor.imsis, []);
  });

  describe('refuses', () => {
    const changed = (pdu: Uint8Array): Uint8Array => {
      const other = Uint8Array.from(pdu);
      other[other.length - 2]! ^= 1;
      return other;
    };
    const cases: readonly (readonly [string, Uint8Array, string, sender?: string])[] = [
      ['a sender that may not', byNetwork(), 'denied', '+49170'],
      ['no MAC', bare(), 'unauthenticated'],
      ['a MAC under another IMSI', dmPush('NETWORKID', '262011987654322'), 'unauthenticated'],
      ['a MAC of another profile', dmPush('NETWORKID', semiOctets(IMSI)), 'unauthenticated'],
      ['a MAC of another message', changed(byNetwork()), 'unauthenticated'],
      [
        'a MAC of a CP document under another IMSI',
        cpPush(0, semiOctets('262011987654322')),
        'unauthenticated',
      ],
      ['no push', Uint8Array.of(1, 2, 3), 'unreadable'],
      ['nothing', new Uint8Array(), 'unreadable'],
      ['a push of something else', pdu(0x44, DM), 'unreadable'],
      ['a message that is none', byNetwork(Uint8Array.of(1, 2, 3)), 'malformed'],
      ['a message without an account', byNetwork(DM.subarray(0, 40)), 'malformed'],
    ];
    for (const [what, pdu, outcome, sender] of cases) {
      it(`${what}, in one line, and nothing changes`, async () => {
        await start();
        assert.equal(take(byNetwork(OTHER)), 'applied');
        const before = bench.store.tree();
        const lines = bench.lines.length;
        assert.equal(take(pdu, sender), outcome);
        assert.deepEqual(bench.store.tree(), before);
        const warnings = bench.lines.slice(lines).filter((line) => line.startsWith('warn'));
        assert.equal(warnings.length, 1, warnings.join('\n'));
      });
    }
  });

  it('takes a message without a MAC of who is trusted', async () => {
    await start(TRUSTED);
    assert.equal(take(bare()), 'applied');
    assert.equal(take(bare(OTHER), '+49170'), 'denied');
  });

  describe('of a message that comes again', () => {
    it('does nothing, over a restart and in another PDU', async () => {
      await start();
      take(byNetwork());
      const before = bench.store.tree();
      const again = Uint8Array.from(byNetwork());
      again[0] = 0x77;
      assert.equal(take(again), 'replayed');
      await restart();
      assert.equal(take(byNetwork()), 'replayed');
      assert.deepEqual(bench.store.tree(), before);
      assert.deepEqual(bench.happened, []);
    });

    it('does nothing when another one took its place, so that nothing goes back', async () => {
      await start();
      take(byNetwork());
      assert.equal(take(byNetwork(OTHER)), 'applied');
      const now = servers();
      assert.equal(take(byNetwork()), 'replayed');
      assert.deepEqual(servers(), now);
      assert.equal(bench.store.layers().length, 1);
    });

    it('does nothing when it was purged by hand, over a restart too, until somebody looks again', async () => {
      await start();
      take(byNetwork(OTHER));
      take(byNetwork());
      bench.supervisor.discard({ kind: 'push', id: SENDER });
      bench.sources.discarded({ kind: 'push', id: SENDER });
      const at = bench.lines.indexOf('info purged');
      assert.equal(bench.fields[at]?.['origin'], `push:${SENDER}`);
      assert.equal(bench.fields[at]?.['identity'], undefined);
      const lines = bench.lines.length;
      assert.equal(take(byNetwork()), 'disabled');
      assert.deepEqual(bench.lines.slice(lines), ['info disabled: purged']);
      assert.equal(take(byNetwork(OTHER)), 'disabled', 'an older one brings nothing back');
      await restart();
      assert.equal(take(byNetwork()), 'disabled');
      assert.deepEqual(servers(), []);
      bench.sources.check();
      assert.equal(take(byNetwork()), 'applied');
    });
  });

  it('is a replay where another sender sends it, who brought nothing', async () => {
    await start(`[push]\ntrusted = ["${SENDER}", "+49170"]\n`);
    take(bare());
    assert.equal(take(bare(), '+49170'), 'replayed');
    assert.deepEqual(
      bench.sources.reports.map(({ origin }) => origin.id),
      [SENDER],
    );
  });

  it('takes again what was purged because its sender might not push any more', async () => {
    await start(TRUSTED);
    assert.equal(take(bare()), 'applied');
    const before = servers();
    await restart('[push]\ntrusted = ["+49170"]\n');
    assert.deepEqual(servers(), []);
    await restart(TRUSTED);
    assert.equal(take(bare()), 'applied');
    assert.deepEqual(servers(), before);
    assert.equal(take(bare()), 'replayed');
  });

  it('says why a message is of no use to whoever handed it in', async () => {
    await start(TRUSTED);
    for (const bytes of [Uint8Array.of(1, 2, 3), DM.subarray(0, 40)]) {
      const { outcome, detail } = push().take(SENDER, bare(bytes));
      assert.equal(outcome, 'malformed');
      const [line] = bench.lines.slice(-1);
      assert.equal(line, `warn malformed: ${detail}`);
    }
  });

  it('says in one line that the state cannot be written, whatever is pushed', async () => {
    await start();
    const unwritable = (): never => {
      throw new StoreError('unwritable', 'disk full');
    };
    for (const [pdu, spoilt] of [
      [byNetwork(), [bench.store, 'apply']],
      [byUser(OTHER), [bench.store.pushes, 'keep']],
    ] as const) {
      const [of, name] = spoilt as readonly [object, string];
      Object.defineProperty(of, name, { value: unwritable, configurable: true });
      const lines = bench.lines.length;
      assert.equal(take(pdu), 'store-error');
      assert.deepEqual(bench.lines.slice(lines), ['warn store-error: disk full']);
      Reflect.deleteProperty(of, name);
      assert.equal(take(pdu), of === bench.store ? 'applied' : 'pending');
    }
  });

  describe('with a PIN', () => {
    for (const [what, pdu, typed] of WITH_PIN) {
      it(`waits for it, and comes into force with it: ${what}`, async () => {
        await start();
        assert.equal(take(pdu), 'pending');
        assert.deepEqual(servers(), []);
        assert.equal(push().waiting[0]?.tries, 3);
        assert.equal(confirm(typed.replace(/.$/, 'x')), 'pin-wrong');
        assert.equal(confirm(typed), 'applied');
        assert.equal(servers().length, 1);
        assert.deepEqual(push().waiting, []);
        assert.equal(take(pdu), 'replayed');
      });
    }

    it('has three tries, over a restart, and then is gone for good', async () => {
      await start();
      take(byUser());
      assert.equal(confirm('11111111'), 'pin-wrong');
      assert.equal(take(byUser()), 'pending');
      await restart();
      assert.equal(push().waiting[0]?.tries, 2);
      assert.equal(confirm('22222222'), 'pin-wrong');
      assert.equal(confirm('33333333'), 'pin-refused');
      assert.equal(confirm(PIN), undefined);
      assert.equal(take(byUser()), 'pin-refused');
      assert.deepEqual(servers(), []);
      assert.equal(told().filter((line) => line.includes('pin-')).length, 3, told().join('\n'));
    });

    it('spends no try where it takes an IMSI and none is known', async () => {
      await start(`[push]\nsenders = ["${SENDER}"]\n`);
      take(dmPush('USERPIN_NETWORKID', `${PIN}:${IMSI}`));
      assert.equal(confirm(PIN), 'later');
      assert.equal(push().waiting[0]?.tries, 3);
      await restart();
      assert.equal(confirm(PIN), 'applied');
    });

    it('is gone when its sender may not push any more', async () => {
      await start();
      take(byUser());
      await restart('[push]\nsenders = ["+49170"]\n');
      assert.deepEqual(push().waiting, []);
      await restart();
      assert.equal(take(byUser()), 'pending');
    });

    const forged = (bytes: Uint8Array, mac = '0'.repeat(40)): Uint8Array =>
      pdu(0x42, bytes, [text('SEC'), text('USERPIN'), Uint8Array.of(0x92), text(mac)]);

    it('is not kept where no message is in it, and doubts nothing that is in force', async () => {
      await start();
      take(byNetwork());
      for (let octets = 1; octets <= 16; octets += 1) {
        assert.equal(take(forged(randomBytes(octets))), 'unreadable');
      }
      assert.equal(take(byUser(DM.subarray(0, 40))), 'unreadable');
      assert.deepEqual(push().waiting, []);
      assert.equal(bench.accounts[0]?.confirmed, true);
    });

    it('is not shadowed by a copy with a wrong MAC, tried or not', async () => {
      await start();
      assert.equal(take(forged(DM)), 'pending');
      for (const left of ['pin-wrong', 'pin-wrong', 'pin-refused']) {
        assert.equal(confirm(PIN), left);
      }
      assert.equal(take(forged(DM)), 'pin-refused');
      assert.equal(take(forged(DM, '1'.repeat(40))), 'pending');
      assert.equal(take(byUser()), 'pending');
      const { id } = push().waiting[1]!;
      assert.equal(push().confirm(id, PIN)?.outcome, 'applied');
      assert.deepEqual(push().waiting, [], 'copies of what is in force wait no longer');
      assert.equal(take(forged(DM)), 'replayed');
    });

    it('is waited for while a copy of it comes into force by its network', async () => {
      await start();
      assert.equal(take(forged(DM)), 'pending');
      assert.equal(take(byNetwork()), 'applied');
      assert.deepEqual(push().waiting, []);
    });

    it('finds room, however many wait', async () => {
      await start();
      for (let at = 0; at < 16; at += 1) {
        assert.equal(take(forged(DM, `${at}`.padStart(40, '0'))), 'pending');
      }
      const [oldest] = push().waiting;
      const lines = bench.lines.length;
      assert.equal(take(byUser()), 'pending');
      assert.match(
        bench.lines.slice(lines).join('\n'),
        new RegExp(`^info push dropped: ${oldest!.id}: too many .*\ninfo push pending: \\w+$`),
      );
      const { id } = push().waiting[15]!;
      assert.equal(push().confirm(id, PIN)?.outcome, 'applied');
    });

    it('waits no longer when it is dropped, and may come again', async () => {
      await start();
      take(byUser());
      const { id } = push().waiting[0]!;
      assert.equal(push().drop('none'), null);
      assert.deepEqual(push().drop(id), {
        ...{ sender: SENDER, outcome: 'dropped', detail: 'it was dropped by hand', id },
      });
      assert.deepEqual(push().waiting, []);
      assert.equal(told().filter((line) => line.includes('dropped')).length, 1);
      assert.equal(take(byUser()), 'pending');
    });
  });

  it('purges what a sender brought who may not push any more, and keeps the rest over a restart', async () => {
    await start(`[push]\nsenders = ["${SENDER}", "+49170"]\nimsi = "${IMSI}"\n`);
    take(byNetwork());
    take(byNetwork(OTHER), '+49170');
    assert.equal(bench.accounts.length, 2);
    await restart();
    assert.deepEqual(
      bench.accounts.map(({ origin }) => origin.id),
      [SENDER],
    );
    assert.equal(bench.accounts[0]?.confirmed, true);
    await restart('');
    assert.deepEqual(servers(), []);
  });

  describe('by a folder', () => {
    let root: string;
    let folder: string;
    beforeEach(() => {
      root = mkdtempSync(join(tmpdir(), 'dmbootd-push-'));
      folder = join(root, 'push');
      mkdirSync(folder);
    });
    afterEach(() => rmSync(root, { recursive: true }));
    const config = (): string => `${ALLOWED}folder = "${folder}"\n`;
    function drop(name: string, content: Uint8Array): void {
      writeFileSync(join(root, 'aside'), content);
      renameSync(join(root, 'aside'), join(folder, name));
    }

    it('takes what is there at the start, and takes it away', async () => {
      drop(`${SENDER}_1`, byNetwork());
      drop(`${SENDER}_2.wsp`, bare(OTHER));
      await start(config());
      assert.equal(servers().length, 1);
      assert.deepEqual(readdirSync(folder), []);
    });

    it('takes what comes later', async () => {
      await start(config());
      drop(`${SENDER}_1`, byNetwork());
      await bench.until(() => servers().length === 1);
    });

    it('leaves alone what is not named so, and what can come to something later', async () => {
      drop('message.wsp', byNetwork());
      drop(`${SENDER}_1`, byNetwork());
      await start(`[push]\nsenders = ["${SENDER}"]\nfolder = "${folder}"\n`);
      assert.deepEqual(readdirSync(folder).sort(), [`${SENDER}_1`, 'message.wsp']);
      await restart(config());
      assert.deepEqual(readdirSync(folder), ['message.wsp']);
      assert.equal(servers().length, 1);
    });

    it('says once of what stays why it does, however often it is looked at', async () => {
      drop(`${SENDER}_1`, byNetwork());
      await start(`[push]\nsenders = ["${SENDER}"]\nfolder = "${folder}"\n`);
      bench.sources.check();
      drop(`${SENDER}_2`, bare(OTHER));
      bench.sources.check();
      while (existsSync(join(folder, `${SENDER}_2`))) await new Promise((go) => setImmediate(go));
      assert.deepEqual(
        told().map((line) => line.split(':')[0]),
        ['warn push later', 'warn push unauthenticated'],
      );
    });

    it('may not be there yet', async () => {
      rmSync(folder, { recursive: true });
      await start(config());
      mkdirSync(folder);
      drop(`${SENDER}_1`, cpPush(0, semiOctets(IMSI), CP));
      bench.sources.check();
      await bench.until(() => servers().length === 1);
      assert.ok(existsSync(folder));
    });
  });
});
