import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { BootstrapCard } from '../../lib/virtual-card/bootstrap-image.js';
import { BenchCard, sample, visitHere } from '../support/bench-card.js';
import { dmbootctl, type Folder, lookOnce, replay } from '../support/dmbootd.js';
import { SLOTS } from '../support/pcscd.js';
import { processes } from '../support/pcscd-client.js';
import { Rig } from '../support/rig.js';

const [FIRST, SECOND] = SLOTS;
const ONE = sample('one-account');
const BIG = sample('big-2700');
const OTHER = sample('other-server');

/** As a person asks for them. */
async function accounts(folder: Folder): Promise<unknown> {
  const { stdout, status } = await dmbootctl('accounts', '--json', '--state', folder.state);
  assert.equal(status, 0);
  return JSON.parse(stdout);
}

const servers = (folder: Folder): string[] => folder.accounts().map(({ serverId }) => serverId);

describe('a card behind a real pcscd', function () {
  this.timeout(60_000);
  const rig = new Rig();

  it('is applied when it is put in, and purged when it is taken out', async () => {
    const folder = rig.folder();
    const daemon = rig.daemon(folder);
    await daemon.logged(/PC\/SC answers/);
    const card = new BenchCard({ message: ONE });
    const session = await rig.put(card, FIRST);
    const applied = await daemon.outcome(FIRST.reader, 'applied');
    const account = {
      id: 'a1',
      uri: './DMAcc/OperatorX',
      serverId: 'com.example.dm',
      name: 'Example Operator',
      addresses: ['https://dm.example.com/oma'],
      origin: { kind: 'smartcard', id: card.iccid },
      confirmed: true,
    };
    assert.equal(applied.identity, card.iccid);
    assert.equal(applied.label, 'OMA-DM');
    assert.deepEqual(applied.accounts, [account]);
    assert.deepEqual(await accounts(folder), { accounts: [account] });
    await session.remove();
    await daemon.purged(card.iccid);
    assert.deepEqual(await accounts(folder), { accounts: [] });
    assert.deepEqual(daemon.rest(), []);
  });

  it('is applied by a look, and purged by the look after it has gone', async () => {
    const folder = rig.folder();
    const card = new BenchCard({ message: ONE });
    const session = await rig.put(card, FIRST);
    const first = await lookOnce(folder);
    assert.deepEqual(first.report.purged, []);
    assert.deepEqual(
      first.report.cards.map(({ outcome, identity }) => [outcome, identity]),
      [['applied', card.iccid]],
    );
    assert.equal(first.status, 0);
    const second = await lookOnce(folder);
    assert.deepEqual(
      second.report.cards.map(({ outcome }) => outcome),
      ['unchanged'],
    );
    await session.remove();
    const third = await lookOnce(folder);
    assert.deepEqual(third.report, {
      cards: [],
      purged: [{ kind: 'smartcard', id: card.iccid }],
    });
    assert.equal(third.status, 0);
    assert.deepEqual(folder.accounts(), []);
  });

  describe('of each kind', () => {
    const KINDS: Readonly<Record<string, readonly [BootstrapCard, number]>> = {
      'a SIM': [{ mode: '2g' }, 27],
      'a UICC on T=0': [{}, 27],
      'a UICC on T=1': [{ protocol: 'T=1' }, 27],
    };

    for (const [kind, [image, gate]] of Object.entries(KINDS)) {
      it(`${kind} costs what it costs without PC/SC, is read byte for byte, and replays from its recording`, async () => {
        const folder = rig.folder();
        const recordings = folder.at('recordings');
        const daemon = rig.daemon(folder, { args: ['--record', recordings] });
        const card = new BenchCard({ ...image, message: BIG });
        const session = await rig.put(card, FIRST);
        const applied = await daemon.outcome(FIRST.reader, 'applied');
        const inProcess = await visitHere({ ...image, message: BIG });
        for (const key of ['mode', 'apdus', 'bytesSent', 'bytesReceived'] as const) {
          assert.equal(applied[key], inProcess[key], key);
        }
        assert.equal(applied.apdus, card.card.transmits);
        assert.ok(applied.apdus <= gate, `${applied.apdus} exchanges, at most ${gate} allowed`);

        const file = folder.at('message');
        const retrieved = await dmbootctl('retrieve', '--reader', FIRST.reader, '-o', file);
        assert.equal(retrieved.status, 0, retrieved.stderr);
        assert.deepEqual(new Uint8Array(readFileSync(file)), new Uint8Array(BIG));

        await session.remove();
        await daemon.purged(card.iccid);
        assert.equal(await daemon.stop(), 0);
        const traces = readdirSync(recordings);
        assert.equal(traces.length, 1);
        const replayed = await replay(join(recordings, traces[0]!));
        assert.equal(replayed.status, 0, replayed.stderr);
        assert.deepEqual(replayed.report, {
          cards: [applied],
          purged: [{ kind: 'smartcard', id: card.iccid }],
        });
      });
    }
  });

  it('is purged before the next one is applied, in a swap faster than anybody looks', async () => {
    const folder = rig.folder();
    const daemon = rig.daemon(folder);
    const [before, after] = [new BenchCard({ message: ONE }), new BenchCard({ message: OTHER })];
    const session = await rig.put(before, FIRST);
    await daemon.outcome(FIRST.reader, 'applied');
    const [monitor] = processes('monitor');
    process.kill(monitor!, 'SIGSTOP');
    await session.remove();
    await rig.put(after, FIRST);
    assert.deepEqual(servers(folder), ['com.example.dm']);
    process.kill(monitor!, 'SIGCONT');
    await daemon.purged(before.iccid);
    await daemon.outcome(FIRST.reader, 'applied');
    assert.deepEqual(servers(folder), ['net.example.manage']);
  });

  it('is swapped while the daemon itself stands still', async () => {
    const folder = rig.folder();
    const daemon = rig.daemon(folder);
    const [before, after] = [new BenchCard({ message: ONE }), new BenchCard({ message: OTHER })];
    const session = await rig.put(before, FIRST);
    await daemon.outcome(FIRST.reader, 'applied');
    daemon.signal('SIGSTOP');
    await session.remove();
    await rig.put(after, FIRST);
    daemon.signal('SIGCONT');
    await daemon.purged(before.iccid);
    await daemon.outcome(FIRST.reader, 'applied');
    assert.deepEqual(servers(folder), ['net.example.manage']);
  });

  it('is served while another one is: neither waits for the end of the other', async () => {
    const folder = rig.folder();
    const cards = [new BenchCard({ message: ONE }), new BenchCard({ message: OTHER, mode: '2g' })];
    const MIDST = 5;
    const arrivals: (() => void)[] = [];
    const arrived = Promise.all(cards.map(() => new Promise<void>((go) => arrivals.push(go))));
    for (const [at, card] of cards.entries()) {
      await rig.put(card, SLOTS[at]!, async (n) => {
        if (n === MIDST) {
          arrivals[at]!();
          await arrived;
        }
        return 'answer' as const;
      });
    }
    const daemon = rig.daemon(folder);
    await Promise.all(SLOTS.map(({ reader }) => daemon.outcome(reader, 'applied')));
    assert.deepEqual(servers(folder).sort(), ['com.example.dm', 'net.example.manage']);
  });
});

describe('a card that another program is on', function () {
  this.timeout(60_000);
  const rig = new Rig();
  const PIN = '[smartcard.pin]\ndefault = "1234"\n';
  const guarded = { message: ONE, pin: { enabled: true }, read: { message: 'pin' } } as const;

  it('is shared after 10 s: read twice if anyone may read it, and no PIN tried until it is alone', async () => {
    const folder = rig.folder();
    const closed = new BenchCard({ ...guarded, mode: '2g' });
    const open = new BenchCard({ message: OTHER });
    await rig.put(closed, FIRST);
    await rig.put(open, SECOND);
    const others = [
      await rig.other(FIRST.reader, 'T=0'),
      await rig.other(SECOND.reader, 'T=0'),
    ] as const;
    const daemon = rig.daemon(folder, { config: PIN });
    await daemon.logged(/card in/, 2);
    const since = performance.now();
    const [kept, shared] = await Promise.all([
      daemon.outcome(FIRST.reader, 'pin-guarded'),
      daemon.outcome(SECOND.reader, 'applied'),
    ]);
    const took = performance.now() - since;
    assert.ok(took < 15_000, `took ${Math.round(took)} ms`);
    assert.equal(kept.detail, 'shared');
    assert.equal(closed.card.verifyAttempts, 0);
    const alone = await visitHere({ message: OTHER });
    assert.ok(shared.apdus > alone.apdus, 'it was read once only');
    assert.deepEqual(servers(folder), ['net.example.manage']);

    others[0].kill('SIGKILL');
    await daemon.outcome(FIRST.reader, 'applied');
    assert.equal(closed.pin.presented, 1);
    assert.deepEqual(servers(folder).sort(), ['com.example.dm', 'net.example.manage']);
  });

  it('is waited for while that one is in a transaction, and no PIN is tried', async () => {
    const folder = rig.folder();
    const card = new BenchCard(guarded);
    await rig.put(card, FIRST);
    const other = await rig.other(FIRST.reader, 'T=0', { transaction: true });
    const daemon = rig.daemon(folder, { config: PIN });
    await daemon.logged(/card in/);
    while (processes('worker').length === 0) await pause(10);
    assert.deepEqual(daemon.rest(), []);
    assert.equal(card.card.transmits, 0);
    other.kill('SIGKILL');
    await daemon.outcome(FIRST.reader, 'applied');
    assert.equal(card.pin.presented, 1);
  });
});
