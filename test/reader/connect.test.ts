import assert from 'node:assert/strict';
import sinon from 'sinon';
import { connectPatiently } from '../../lib/reader/connect.js';
import { ReaderError } from '../../lib/reader/error.js';
import { CAPABILITIES } from '../../lib/reader/pcsc/connection.js';
import type { CardConnection, ShareMode, Slot } from '../../lib/reader/reader.js';

const connection: CardConnection = {
  atr: new Uint8Array(),
  protocol: 'T=0',
  share: 'exclusive',
  capabilities: CAPABILITIES,
  transmit: async () => new Uint8Array(2),
  reset: async () => {},
  disconnect: async () => {},
};

type Answer = CardConnection | ReaderError['code'] | 'blocked';

/** A slot that answers each attempt as `answer` says, and what was asked of it, with the time. */
function slotThat(answer: (attempt: number, share: ShareMode) => Answer, exclusive = true) {
  const asked: [number, ShareMode][] = [];
  const slot: Slot = {
    name: 'A',
    capabilities: { ...CAPABILITIES, exclusive },
    connect: (share, signal) => {
      asked.push([Date.now(), share]);
      const what = answer(asked.length, share);
      if (typeof what !== 'string') return Promise.resolve(what);
      if (what !== 'blocked') return Promise.reject(new ReaderError(what, what));
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new ReaderError('removed', 'aborted')));
      });
    },
  };
  return { slot, asked };
}

describe('connecting patiently', () => {
  let clock: sinon.SinonFakeTimers;
  const { signal } = new AbortController();

  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: 0, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  });
  afterEach(() => clock.restore());

  it('is exclusive at once where nobody stands in the way', async () => {
    const { slot, asked } = slotThat(() => connection);
    assert.equal(await connectPatiently(slot, { signal }), connection);
    assert.deepEqual(asked, [[0, 'exclusive']]);
    assert.equal(clock.countTimers(), 0);
  });

  it('waits longer each time while another program holds the card', async () => {
    const { slot, asked } = slotThat((attempt) => (attempt < 5 ? 'sharing' : connection));
    const connected = connectPatiently(slot, { signal });
    await clock.tickAsync(10_000);
    assert.equal(await connected, connection);
    assert.deepEqual(
      asked.map(([at]) => at),
      [0, 250, 750, 1750, 3750],
    );
    assert.equal(clock.countTimers(), 0);
  });

  it('shares the card after 10 s', async () => {
    const { slot, asked } = slotThat((_, share) => (share === 'shared' ? connection : 'sharing'));
    const connected = connectPatiently(slot, { signal });
    await clock.tickAsync(10_000);
    assert.equal(await connected, connection);
    assert.deepEqual(asked.at(-1), [10_000, 'shared']);
    assert.ok(asked.slice(0, -1).every(([, share]) => share === 'exclusive'));
  });

  it('shares the card after 10 s when an attempt does not even return', async () => {
    const { slot, asked } = slotThat((_, share) => (share === 'shared' ? connection : 'blocked'));
    const connected = connectPatiently(slot, { signal });
    await clock.tickAsync(10_000);
    assert.equal(await connected, connection);
    assert.deepEqual(asked, [
      [0, 'exclusive'],
      [10_000, 'shared'],
    ]);
  });

  it('rejects with "sharing" when the card is not even shared', async () => {
    const { slot } = slotThat(() => 'sharing');
    const connected = assert.rejects(connectPatiently(slot, { signal }), { code: 'sharing' });
    await clock.tickAsync(10_000);
    await connected;
  });

  it('does not wait for anything else', async () => {
    const { slot, asked } = slotThat(() => 'mute');
    await assert.rejects(connectPatiently(slot, { signal }), { code: 'mute' });
    assert.equal(asked.length, 1);
    assert.equal(clock.countTimers(), 0);
  });

  for (const answer of ['sharing', 'blocked'] as const) {
    it(`rejects with "removed" when it is called off (${answer})`, async () => {
      const visit = new AbortController();
      const { slot, asked } = slotThat(() => answer);
      const connected = assert.rejects(connectPatiently(slot, { signal: visit.signal }), {
        code: 'removed',
      });
      await clock.tickAsync(100);
      visit.abort();
      await connected;
      assert.ok(asked.every(([, share]) => share === 'exclusive'));
      assert.equal(clock.countTimers(), 0);
    });
  }

  it('shares at once where a slot knows nothing else', async () => {
    const { slot, asked } = slotThat(() => connection, false);
    await connectPatiently(slot, { signal });
    assert.deepEqual(asked, [[0, 'shared']]);
  });
});
