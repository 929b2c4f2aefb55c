import assert from 'node:assert/strict';
import { ReaderError } from '../../lib/reader/error.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';
import { imageOf, MemoryLedger, outcomeOf, stay, sw, verifies } from './bench.js';

const ICCID = '8988211000000430010';
const GUARDED = { read: { message: 'pin' }, pin: { enabled: true } } as const;

const isVerify = (command: Uint8Array) => command[1] === 0x20 && command.length > 5;

for (const mode of ['2g', '3g'] as const) {
  describe(`the ledger of PIN tries in ${mode}`, () => {
    const known = (ledger: MemoryLedger, pin: string) => ledger.entries.get(`${ICCID} ${pin}`);
    const card = (pin = {}) =>
      new VirtualCard(imageOf({ mode, ...GUARDED, pin: { enabled: true, ...pin } }));

    it('is written before the card hears of a PIN, and cleared when it was right', async () => {
      const ledger = new MemoryLedger();
      const seen: unknown[] = [];
      const before = (_: number, command: Uint8Array) => {
        if (isVerify(command)) seen.push(known(ledger, '1234'));
        return undefined;
      };
      assert.equal(outcomeOf(await stay(card(), { pin: '1234', ledger, before })), 'message');
      assert.deepEqual(seen, [3]);
      assert.deepEqual(ledger.calls, ['settle 3', 'begin 3', 'clear']);
      assert.equal(ledger.entries.size, 0);
    });

    it('keeps a wrong PIN from being tried again, and lets another be tried', async () => {
      const ledger = new MemoryLedger();
      const subject = card({ left: 3 });
      assert.equal(outcomeOf(await stay(subject, { pin: '4321', ledger })), 'pin-rejected');
      assert.deepEqual(ledger.calls, ['settle 3', 'begin 3', 'refuse']);
      const again = await stay(subject, { pin: '4321', ledger });
      assert.equal(outcomeOf(again), 'pin-guarded: refused');
      assert.equal(subject.verifyAttempts, 1);
      assert.equal(outcomeOf(await stay(subject, { pin: '1234', ledger })), 'message');
    });

    it('stays pending where the answer never comes', async () => {
      const ledger = new MemoryLedger();
      const before = (_: number, command: Uint8Array) => {
        if (isVerify(command)) throw new ReaderError('removed', 'the card is gone');
        return undefined;
      };
      const { error, exchanges } = await stay(card(), { pin: '1234', ledger, before });
      assert.ok(error instanceof ReaderError && error.code === 'removed');
      assert.equal(known(ledger, '1234'), 3);
      assert.doesNotMatch(exchanges.at(-1)!, /^..70/);
    });

    it('stays pending where the answer is unclear', async () => {
      const ledger = new MemoryLedger();
      const before = (_: number, command: Uint8Array) =>
        isVerify(command) ? sw('6F00') : undefined;
      const done = await stay(card(), { pin: '1234', ledger, before });
      assert.match(outcomeOf(done), /^card-error: VERIFY of the PIN was answered with 6F00/);
      assert.equal(known(ledger, '1234'), 3);
      assert.equal(verifies(done.exchanges).length, 1);
      assert.equal(done.retrieved?.pinVerified, true);
    });

    it('takes a pending PIN for refused where a try is gone', async () => {
      const ledger = new MemoryLedger();
      ledger.begin(ICCID, '4321', 3);
      const done = await stay(card({ left: 2 }), { pin: '4321', ledger });
      assert.equal(outcomeOf(done), 'pin-guarded: refused');
      assert.equal(known(ledger, '4321'), 'refused');
      assert.equal(done.card.verifyAttempts, 0);
    });

    it('forgets a pending PIN that cost no try, and tries it', async () => {
      const ledger = new MemoryLedger();
      ledger.begin(ICCID, '1234', 3);
      assert.equal(outcomeOf(await stay(card(), { pin: '1234', ledger })), 'message');
      assert.deepEqual(ledger.calls, ['begin 3', 'settle 3', 'begin 3', 'clear']);
    });

    it('settles a pending PIN also where too few tries are left', async () => {
      const ledger = new MemoryLedger();
      ledger.begin(ICCID, '4321', 1);
      const blocked = await stay(card({ left: 0 }), { pin: '4321', ledger });
      assert.equal(outcomeOf(blocked), 'pin-guarded: blocked');
      assert.equal(known(ledger, '4321'), 'refused');
    });

    it('is not touched where nothing is tried', async () => {
      const ledger = new MemoryLedger();
      await stay(card({ left: 1 }), { pin: '1234', ledger });
      await stay(card(), { pin: null, ledger });
      await stay(card(), { pin: '1234', ledger, share: 'shared' });
      assert.deepEqual(ledger.calls, ['settle 1']);
      assert.equal(ledger.entries.size, 0);
    });

    it('must be written for a PIN to be tried', async () => {
      class FullDisk extends MemoryLedger {
        override begin(): void {
          throw new Error('the disk is full');
        }
      }
      const done = await stay(card(), { pin: '1234', ledger: new FullDisk() });
      assert.match(String(done.error), /disk is full/);
      assert.equal(done.card.verifyAttempts, 0);
      assert.equal(done.exchanges.at(-1)?.startsWith('0070800'), mode === '3g');
    });

    it('is settled for every PIN of the card before the next one, which may raise the count', async () => {
      const ledger = new MemoryLedger();
      const subject = card({ left: 2 });
      ledger.begin(ICCID, '4321', 3);
      ledger.begin(ICCID, '8765', 2);
      ledger.begin('another card', '4321', 3);
      assert.equal(outcomeOf(await stay(subject, { pin: '1234', ledger })), 'message');
      assert.deepEqual([...ledger.entries.values()], ['refused', 3]);
      const again = await stay(subject, { pin: '4321', ledger });
      assert.equal(outcomeOf(again), 'pin-guarded: refused');
      assert.equal(subject.verifyAttempts, 1);
    });

    for (const [says, answer, outcome] of [
      ['the PIN is disabled', mode === '2g' ? '9808' : '6984', 'pin-guarded: access'],
      ['there is no PIN', mode === '2g' ? '9802' : '6A88', 'pin-guarded: not-initialised'],
    ] as const) {
      it(`stays pending where the card says that ${says}, as a try may be spent`, async () => {
        const ledger = new MemoryLedger();
        const before = (_: number, command: Uint8Array) =>
          isVerify(command) ? sw(answer) : undefined;
        const done = await stay(card(), { pin: '1234', ledger, before });
        assert.equal(outcomeOf(done), outcome);
        assert.deepEqual(ledger.calls, ['settle 3', 'begin 3']);
        assert.equal(known(ledger, '1234'), 3);
      });
    }
  });
}
