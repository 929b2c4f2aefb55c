import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fromHex, toHex } from '../../lib/bytes.js';
import { connectPatiently } from '../../lib/reader/connect.js';
import { PcscProvider } from '../../lib/reader/pcsc/provider.js';
import type { CardConnection } from '../../lib/reader/reader.js';
import { bootstrapImage } from '../../lib/virtual-card/bootstrap-image.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import { serveVpcd, type VpcdOptions, type VpcdSession } from '../../lib/virtual-card/vpcd.js';
import { noRig, Pcscd, SLOTS } from '../support/pcscd.js';
import { otherProgram, processes, Told } from '../support/pcscd-client.js';
import { skipBecause } from '../support/skip.js';

const SELECT_MF = fromHex('00A40004023F00');
const [FIRST, SECOND] = SLOTS;
/** Offers T=0 and T=1. */
const BOTH = '3B80800101';

const never = () => new AbortController().signal;

describe('readers behind a real pcscd', function () {
  this.timeout(15_000);

  let pcscd: Pcscd;
  const providers: PcscProvider[] = [];
  const cards: VpcdSession[] = [];
  const programs: ChildProcess[] = [];

  before(async function () {
    if (noRig !== null) skipBecause(this, noRig);
    pcscd = new Pcscd();
    await pcscd.start();
  });

  afterEach(async () => {
    for (const program of programs.splice(0)) program.kill('SIGKILL');
    await Promise.all(cards.splice(0).map((card) => card.remove()));
    await pcscd.empty();
    await Promise.all(providers.splice(0).map((provider) => provider.stop()));
    assert.deepEqual([...processes('monitor'), ...processes('worker')], [], 'children are left');
  });

  after(async () => {
    if (noRig === null) await pcscd.stop();
  });

  function provide(deadline?: number): Told {
    const provider = new PcscProvider({
      match: [/^Virtual PCD/],
      ...(deadline === undefined ? {} : { deadline }),
    });
    providers.push(provider);
    return new Told(provider);
  }

  function put({ port }: { port: number }, options: VpcdOptions & { atr?: string } = {}) {
    const { atr, ...rest } = options;
    const card = new VirtualCard(bootstrapImage(atr === undefined ? {} : { atr }));
    const session = serveVpcd(card, { port, ...rest });
    cards.push(session);
    return session;
  }

  async function other(...how: Parameters<typeof otherProgram>): Promise<ChildProcess> {
    const program = await otherProgram(...how);
    programs.push(program);
    return program;
  }

  const serve = async (connection: CardConnection) =>
    assert.match(toHex(await connection.transmit(SELECT_MF)), /^61..$/);

  const rejects = (promise: Promise<unknown>, code: string) => assert.rejects(promise, { code });

  describe('cards in and out', () => {
    it('are told after every slot has been told of once', async () => {
      const told = provide();
      const { length, ...events } = await told.until('listed');
      assert.equal(length, 4);
      assert.deepEqual(Object.values(events).sort(), [
        `empty ${FIRST.reader}`,
        `empty ${SECOND.reader}`,
        'listed',
        'up',
      ]);
      const card = put(FIRST);
      assert.deepEqual(await told.until('card'), [`card inserted ${FIRST.reader}`]);
      await card.remove();
      assert.deepEqual(await told.until('empty'), [`empty ${FIRST.reader}`]);
    });

    it('a card that was there before is not said to have been put in', async () => {
      const inserted = pcscd.said(/Card inserted/);
      put(SECOND);
      await inserted;
      const told = provide();
      assert.ok((await told.until('listed')).includes(`card ${SECOND.reader}`));
    });

    it('a swap that is over before the monitor looks is told as one', async () => {
      const told = provide();
      await told.until('listed');
      const first = put(FIRST);
      await Promise.all([pcscd.holds(FIRST.reader), told.slot(FIRST.reader)]);
      const [monitor] = processes('monitor');
      process.kill(monitor!, 'SIGSTOP');
      await first.remove();
      await pcscd.empty();
      put(FIRST);
      await pcscd.holds(FIRST.reader);
      process.kill(monitor!, 'SIGCONT');
      // Of the other reader, and of a monitor that was replaced before it was stopped, anything may still be told.
      const ofFirst = (await told.until('card')).filter((text) => text.endsWith(FIRST.reader));
      assert.deepEqual(ofFirst, [`empty ${FIRST.reader}`, `card inserted ${FIRST.reader}`]);
    });
  });

  describe('a connection', () => {
    it('transmits, resets and leaves the card to the next one', async () => {
      const told = provide();
      await told.until('listed');
      put(FIRST);
      const slot = await told.slot(FIRST.reader);
      for (const disposition of ['leave', 'reset'] as const) {
        const connection = await slot.connect('exclusive', never());
        assert.equal(connection.protocol, 'T=0');
        assert.equal(toHex(connection.atr), bootstrapImage().atr);
        await serve(connection);
        await connection.reset();
        await serve(connection);
        await connection.disconnect(disposition);
      }
      assert.deepEqual(told.rest(), []);
    });

    it('serves two readers at once', async () => {
      const told = provide();
      put(FIRST);
      put(SECOND);
      const slots = [(await told.next('card')).slot, (await told.next('card')).slot];
      const connections = await Promise.all(
        slots.map((slot) => slot.connect('exclusive', never())),
      );
      for (let n = 0; n < 20; n += 1) await Promise.all(connections.map(serve));
      await Promise.all(connections.map((connection) => connection.disconnect('leave')));
    });

    it('asks for T=0 where the card offers both', async () => {
      const told = provide();
      put(FIRST, { atr: BOTH });
      const connection = await (await told.slot(FIRST.reader)).connect('exclusive', never());
      assert.equal(connection.protocol, 'T=0');
    });

    it('takes T=1 where a program that is on the card has chosen it, and T=0 again after it', async () => {
      const told = provide();
      put(FIRST, { atr: BOTH });
      const slot = await told.slot(FIRST.reader);
      const program = await other(FIRST.reader, 'T=1');
      const shared = await slot.connect('shared', never());
      assert.equal(shared.protocol, 'T=1');
      program.kill('SIGKILL');
      await once(program, 'exit');
      await shared.disconnect('leave');
      const alone = await slot.connect('exclusive', never());
      assert.equal(alone.protocol, 'T=0');
    });

    it('takes T=1 where the card offers nothing else', async () => {
      const told = provide();
      put(FIRST, { atr: bootstrapImage({ protocol: 'T=1' }).atr });
      const connection = await (await told.slot(FIRST.reader)).connect('exclusive', never());
      assert.equal(connection.protocol, 'T=1');
    });

    for (const fate of ['tear', 'tear-after'] as const) {
      it(`rejects with "removed" when the card is torn out in a command (${fate})`, async () => {
        const told = provide();
        put(FIRST, { onCommand: (n) => (n === 2 ? fate : 'answer') });
        const slot = await told.slot(FIRST.reader);
        const connection = await slot.connect('exclusive', never());
        await serve(connection);
        await rejects(connection.transmit(SELECT_MF), 'removed');
        await told.next('empty', FIRST.reader);
        await rejects(slot.connect('exclusive', never()), 'removed');
      });
    }

    it('ends when it is called off, and leaves the card free', async () => {
      const told = provide();
      put(FIRST);
      const slot = await told.slot(FIRST.reader);
      const visit = new AbortController();
      const connection = await slot.connect('exclusive', visit.signal);
      visit.abort();
      await rejects(connection.transmit(SELECT_MF), 'removed');
      await connection.disconnect('leave');
      const next = await slot.connect('exclusive', never());
      await serve(next);
    });

    it('rejects with "reset" when another program resets the card', async () => {
      const told = provide();
      put(FIRST);
      const slot = await told.slot(FIRST.reader);
      const connection = await slot.connect('shared', never());
      const other = await slot.connect('shared', never());
      await serve(connection);
      await other.disconnect('reset');
      await rejects(connection.transmit(SELECT_MF), 'reset');
    });

    it('rejects with "transport" when its worker dies', async () => {
      const told = provide();
      put(FIRST);
      const connection = await (await told.slot(FIRST.reader)).connect('exclusive', never());
      process.kill(processes('worker')[0]!, 'SIGKILL');
      await rejects(connection.transmit(SELECT_MF), 'transport');
    });
  });

  describe('a card that hangs', () => {
    const DEADLINE = 2_000;

    it('costs its own worker, and delays no other reader', async () => {
      const told = provide(DEADLINE);
      const hangs = put(FIRST, { onCommand: () => new Promise<never>(() => {}) });
      const slot = await told.slot(FIRST.reader);
      put(SECOND);
      const second = await (await told.slot(SECOND.reader)).connect('exclusive', never());
      const first = await slot.connect('exclusive', never());
      const began = performance.now();
      const mute = rejects(first.transmit(SELECT_MF), 'mute').then(() => performance.now() - began);
      let slowest = 0;
      for (let n = 0; n < 100; n += 1) {
        const before = performance.now();
        await serve(second);
        slowest = Math.max(slowest, performance.now() - before);
      }
      assert.ok(slowest < DEADLINE / 2, `an exchange with the second card took ${slowest} ms`);
      const took = await mute;
      assert.ok(took >= DEADLINE - 1 && took < 2 * DEADLINE, `took ${took} ms`);
      await rejects(first.transmit(SELECT_MF), 'mute');
      await rejects(slot.connect('exclusive', never()), 'sharing');
      await serve(second);
      await hangs.remove();
      await told.next('empty', FIRST.reader);
    });

    it('does not keep the provider from stopping, nor does a worker outlive its parent', async () => {
      const told = provide();
      put(FIRST, { onCommand: () => new Promise<never>(() => {}) });
      const slot = await told.slot(FIRST.reader);
      const connection = await slot.connect('exclusive', never());
      const transmit = rejects(connection.transmit(SELECT_MF), 'down');
      const began = performance.now();
      await providers[0]!.stop();
      await transmit;
      assert.ok(performance.now() - began < 2000);
      assert.deepEqual([...processes('monitor'), ...processes('worker')], []);
    });

    it('does not keep its worker alive without the parent', async () => {
      const inserted = pcscd.said(/Card inserted/);
      put(SECOND, { onCommand: () => new Promise<never>(() => {}) });
      await inserted;
      const url = new URL('../../lib/reader/pcsc/provider.js', import.meta.url);
      const parent = spawn(
        process.execPath,
        [
          '--input-type=module',
          '--eval',
          `import { PcscProvider } from ${JSON.stringify(url.href)};
           new PcscProvider({ match: [] }).start(async (event) => {
             if (event.kind !== 'card') return;
             const card = await event.slot.connect('exclusive', new AbortController().signal);
             console.log('connected');
             await card.transmit(Uint8Array.of(0, 0xa4, 0, 4, 2, 0x3f, 0));
           });`,
        ],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      programs.push(parent);
      await once(parent.stdout, 'data');
      assert.equal(processes('monitor').length, 1);
      assert.equal(processes('worker').length, 1);
      parent.kill('SIGKILL');
      while (processes('monitor').length + processes('worker').length > 0) await pause(10);
    });
  });

  describe('another program on the card', () => {
    it('is waited for', async () => {
      const told = provide();
      put(FIRST);
      const slot = await told.slot(FIRST.reader);
      const other = await slot.connect('exclusive', never());
      await rejects(slot.connect('shared', never()), 'sharing');
      const patient = connectPatiently(slot, { signal: never() });
      await pause(300);
      await other.disconnect('leave');
      const connection = await patient;
      assert.equal(connection.share, 'exclusive');
      await serve(connection);
    });

    it('that shares it is shared with', async () => {
      const told = provide();
      put(FIRST);
      const slot = await told.slot(FIRST.reader);
      await other(FIRST.reader, 'T=0');
      await rejects(slot.connect('exclusive', never()), 'sharing');
      const connection = await slot.connect('shared', never());
      assert.equal(connection.share, 'shared');
      await serve(connection);
    });

    it('that holds it in a transaction costs no more than the deadline', async () => {
      const told = provide(2_000);
      put(FIRST);
      const slot = await told.slot(FIRST.reader);
      const program = await other(FIRST.reader, 'T=0', { transaction: true });
      await rejects(slot.connect('exclusive', never()), 'mute');
      program.kill('SIGKILL');
      await once(program, 'exit');
      await serve(await connectPatiently(slot, { signal: never() }));
    });
  });

  describe('a service that comes and goes', () => {
    after(async () => {
      await pcscd.stop();
      await pcscd.start();
    });

    it('is waited for when it is not there at the start', async () => {
      await pcscd.stop();
      const told = provide();
      assert.deepEqual(await told.until('down'), ['down']);
      await pause(300);
      assert.deepEqual(told.rest(), []);
      await pcscd.start();
      assert.equal((await told.until('listed'))[0], 'up');
    });

    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      it(`is waited for when it is stopped (${signal}), and no card is said to have gone`, async () => {
        const told = provide();
        await told.until('listed');
        put(FIRST);
        await told.slot(FIRST.reader);
        assert.deepEqual(told.rest(), []);
        await pcscd.stop(signal);
        assert.deepEqual(await told.until('down'), ['down']);
        await pcscd.start();
        assert.equal((await told.until('listed'))[0], 'up');
      });
    }

    it('is waited for when it is killed, ten times in a row, with a command under way', async function () {
      this.timeout(40_000);
      const told = provide();
      for (let n = 0; n < 10; n += 1) {
        await told.until('listed');
        put(FIRST);
        const slot = await told.slot(FIRST.reader);
        const connection = await slot.connect('exclusive', never());
        await serve(connection);
        const down = (async () => {
          for (;;) await serve(connection);
        })();
        await Promise.all([rejects(down, 'down'), pcscd.stop('SIGKILL')]);
        assert.deepEqual(await told.until('down'), ['down']);
        await pcscd.start();
      }
    });
  });
});
