import assert from 'node:assert/strict';
import { fromHex, toHex } from '../../lib/bytes.js';
import type { CardConnection } from '../../lib/reader/reader.js';
import { ImageSlot } from '../../lib/replay/index.js';
import { type BootstrapCard, bootstrapImage } from '../../lib/virtual-card/bootstrap-image.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';

const ICCID = '00B082000A';
const VERIFY = '002000010831323334FFFFFFFF';

interface Played {
  readonly connection: CardConnection;
  readonly card: VirtualCard;
  /** Milliseconds, in their order. */
  readonly waits: number[];
  readonly end: AbortController;
  say(command: string): Promise<string>;
}

async function play(description: BootstrapCard): Promise<Played> {
  const waits: number[] = [];
  const card = new VirtualCard(bootstrapImage(description));
  const slot = new ImageSlot('R', card, async (ms) => void waits.push(ms));
  const end = new AbortController();
  const connection = await slot.connect('exclusive', end.signal);
  const say = async (command: string): Promise<string> =>
    toHex(await connection.transmit(fromHex(command)));
  return { connection, card, waits, end, say };
}

describe('the card of an image in a reader', () => {
  it('answers as it does, and takes the time that it takes', async () => {
    const { connection, card, waits, say } = await play({
      protocol: 'T=1',
      iccid: '8988211000000430001',
      quirks: { delayMs: 5, at: { 2: { delayMs: 7 } } },
    });
    assert.equal(connection.protocol, 'T=1');
    assert.equal(connection.share, 'exclusive');
    assert.deepEqual(connection.atr, card.atr);
    assert.equal(await say(ICCID), '988812010000400300F19000');
    await say(ICCID);
    assert.deepEqual(waits, [5, 12]);
  });

  it('takes no time where its image says none', async () => {
    const { waits, say } = await play({});
    await say(ICCID);
    assert.deepEqual(waits, []);
  });

  it('is mute when it does not answer within twenty seconds, whatever it would say then', async () => {
    for (const incident of [{ mute: true }, { delayMs: 20_000 }, { delayMs: 3_600_000 }]) {
      const { waits, say } = await play({ quirks: { at: { 1: incident } } });
      await assert.rejects(say(ICCID), { code: 'mute', message: 'no answer within 20 s' });
      assert.deepEqual(waits, [20_000]);
    }
  });

  it('forgets a PIN at a reset and at the end of a connection that says so, and never its tries', async () => {
    for (const [how, forgets] of [
      ['reset', true],
      ['disconnect', true],
      ['leave', false],
    ] as const) {
      const { connection, card, say } = await play({ pin: { enabled: true } });
      assert.equal(await say(VERIFY.replace('31323334', '34333231')), '63C2');
      assert.equal(await say(VERIFY), '9000');
      if (how === 'reset') await connection.reset();
      else await connection.disconnect(how === 'leave' ? 'leave' : 'reset');
      assert.equal(card.pins.get(1)!.verified, !forgets, how);
      assert.equal(card.verifyAttempts, 2);
    }
  });

  it('is gone when the visit is called off, also while it takes its time', async () => {
    const { connection, card, end, say } = await play({});
    await say(ICCID);
    end.abort();
    await assert.rejects(say(ICCID), { code: 'removed' });
    await assert.rejects(connection.reset(), { code: 'removed' });
    const slow = new ImageSlot('R', card, async () => undefined);
    await assert.rejects(slow.connect('exclusive', end.signal), { code: 'removed' });

    const other = await play({ quirks: { delayMs: 5 } });
    const late = other.say(ICCID);
    other.end.abort();
    await assert.rejects(late, { code: 'removed' });
  });

  it('answers nothing over a connection that has ended', async () => {
    const { connection, card, say } = await play({});
    await connection.disconnect('leave');
    await assert.rejects(say(ICCID), { code: 'transport' });
    assert.equal(card.transmits, 0);
  });
});
