import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Outcome } from '../../lib/outcome.js';
import type { BootstrapCard } from '../../lib/virtual-card/bootstrap-image.js';
import type { PinImage } from '../../lib/virtual-card/image.js';
import { BenchCard, isTry, sample } from '../support/bench-card.js';
import { type DmbootdOptions, dmbootctl, type Folder } from '../support/dmbootd.js';
import { SLOTS } from '../support/pcscd.js';
import { Rig } from '../support/rig.js';

const ONE = sample('one-account');
const RIGHT = '1234';
const WRONG = '4321';

/** A SIM in the first reader, a UICC in the second: each with a state and a daemon of its own. */
const LANES = [
  { slot: SLOTS[0], image: { mode: '2g' } },
  { slot: SLOTS[1], image: { mode: '3g' } },
] as const;
type Lane = (typeof LANES)[number];

const config = (pin: string): string => `[smartcard.pin]\ndefault = "${pin}"\n`;

const guarded = ({ image }: Lane, pin: Partial<PinImage> = {}): BootstrapCard => ({
  ...image,
  message: ONE,
  pin: { value: RIGHT, enabled: true, ...pin },
  read: { message: 'pin' },
});

describe('a PIN behind a real pcscd', function () {
  this.timeout(60_000);
  const rig = new Rig();

  const onBoth = (work: (lane: Lane) => Promise<void>): Promise<unknown> =>
    Promise.all(LANES.map(work));

  const start = (folder: Folder, { slot }: Lane, pin: string, more: DmbootdOptions = {}) =>
    rig.daemon(folder, { reader: slot.reader, config: config(pin), ...more });

  const known = (folder: Folder, { iccid }: BenchCard, pin: string): string | null =>
    folder.change((store) => store.pins.look(iccid, pin));

  it('that is right is verified once, and opens the message', async () => {
    await onBoth(async (lane) => {
      const folder = rig.folder();
      const card = new BenchCard(guarded(lane));
      const daemon = start(folder, lane, RIGHT);
      await rig.put(card, lane.slot);
      await daemon.outcome(lane.slot.reader, 'applied');
      assert.deepEqual([card.pin.presented, card.pin.left], [1, 3]);
      await daemon.stop();
      assert.equal(known(folder, card, RIGHT), null);
    });
  });

  it('that is wrong costs one try: none when the card comes back, none after a restart, one when it is forgotten', async () => {
    await onBoth(async (lane) => {
      const { reader } = lane.slot;
      const folder = rig.folder();
      const card = new BenchCard(guarded(lane));
      const first = start(folder, lane, WRONG);
      const session = await rig.put(card, lane.slot);
      await first.outcome(reader, 'pin-rejected');
      assert.deepEqual([card.pin.presented, card.pin.left], [1, 2]);
      await session.remove();
      await first.logged(/card out/);
      await rig.put(card, lane.slot);
      assert.equal((await first.outcome(reader, 'pin-guarded')).detail, 'refused');
      await first.stop();

      const second = start(folder, lane, WRONG);
      assert.equal((await second.outcome(reader, 'pin-guarded')).detail, 'refused');
      const forget = await dmbootctl('pin', 'forget', card.iccid, '--state', folder.state);
      assert.equal(forget.status, 0, 'the daemon that owns the state is asked');
      await second.stop();
      assert.deepEqual([card.pin.presented, card.pin.left], [1, 2]);

      card.forgive();
      const third = start(folder, lane, RIGHT);
      await third.outcome(reader, 'applied');
      assert.deepEqual([card.pin.presented, card.pin.left], [2, 3]);
    });
  });

  describe('is not tried', () => {
    const STATES: Readonly<Record<string, readonly [Partial<PinImage>, Outcome, string | null]>> = {
      'when it is blocked': [{ left: 0 }, 'pin-guarded', 'blocked'],
      'when it is disabled, and the message is read without': [{ enabled: false }, 'applied', null],
      'when one try is left': [{ left: 1 }, 'pin-guarded', 'tries'],
    };

    for (const [title, [pin, outcome, detail]] of Object.entries(STATES)) {
      it(title, async () => {
        await onBoth(async (lane) => {
          const card = new BenchCard(guarded(lane, pin));
          const daemon = start(rig.folder(), lane, RIGHT);
          await rig.put(card, lane.slot);
          const visit = await daemon.outcome(lane.slot.reader, outcome);
          assert.equal(visit.detail, detail);
          assert.equal(card.card.verifyAttempts, 0);
        });
      });
    }
  });

  describe('when the power fails between VERIFY and its answer', () => {
    const CUTS: readonly {
      readonly title: string;
      readonly pin: string;
      /** The card had the command before it was over. */
      readonly spent: boolean;
      readonly ends: Outcome;
      readonly detail: string | null;
      readonly presented: number;
    }[] = [
      {
        title: 'a wrong one that was spent is not tried again',
        ...{ pin: WRONG, spent: true, ends: 'pin-guarded', detail: 'refused', presented: 1 },
      },
      {
        title: 'a wrong one that was not spent is tried once',
        ...{ pin: WRONG, spent: false, ends: 'pin-rejected', detail: null, presented: 1 },
      },
      {
        title: 'a right one that was spent is verified again, as no try was lost',
        ...{ pin: RIGHT, spent: true, ends: 'applied', detail: null, presented: 2 },
      },
      {
        title: 'a right one that was not spent is verified',
        ...{ pin: RIGHT, spent: false, ends: 'applied', detail: null, presented: 1 },
      },
    ];

    for (const { title, pin, spent, ends, detail, presented } of CUTS) {
      it(title, async () => {
        await onBoth(async (lane) => {
          const folder = rig.folder();
          const card = new BenchCard(guarded(lane));
          const daemon = start(folder, lane, pin);
          const gone = rig.gone(lane.slot.reader);
          const cut = new AbortController();
          await rig.put(card, lane.slot, async (_, command) => {
            if (cut.signal.aborted || !isTry(command)) return 'answer';
            assert.equal(await daemon.stop('SIGKILL'), 'SIGKILL');
            cut.abort();
            return spent ? 'answer' : 'tear';
          });
          if (!cut.signal.aborted) await once(cut.signal, 'abort');
          if (!spent) {
            await gone;
            await rig.put(card, lane.slot);
          }

          const again = start(folder, lane, pin);
          const visit = await again.outcome(lane.slot.reader, ends);
          assert.equal(visit.detail, detail);
          assert.equal(card.pin.presented, presented);
          assert.equal(card.pin.left, pin === RIGHT ? 3 : 2);
          await again.stop();
          assert.equal(known(folder, card, pin), pin === RIGHT ? null : 'refused');
        });
      });
    }
  });
});
