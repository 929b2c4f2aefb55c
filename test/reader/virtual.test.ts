import assert from 'node:assert/strict';
import { fromHex, toHex } from '../../lib/bytes.js';
import { ReaderError, type ReaderErrorCode } from '../../lib/reader/error.js';
import type { CardConnection, ReaderEvent, ShareMode } from '../../lib/reader/reader.js';
import { VirtualProvider, type VirtualProviderOptions } from '../../lib/reader/virtual.js';
import { type BootstrapCard, bootstrapImage } from '../../lib/virtual-card/bootstrap-image.js';
import { VirtualCard } from '../../lib/virtual-card/card.js';

const READER = 'Virtual 0';
const READ_ICCID = '00B082000A';
const ICCID = '988812010000400310F09000';

const cardOf = (options: BootstrapCard = {}): VirtualCard =>
  new VirtualCard(bootstrapImage(options));

const say = (event: ReaderEvent): string => {
  switch (event.kind) {
    case 'card':
      return `${event.inserted ? 'inserted' : 'card'} ${event.slot.name}`;
    case 'empty':
      return `empty ${event.slot.name}`;
    case 'gone':
      return `gone ${event.reader}`;
    default:
      return event.kind;
  }
};

/** A provider that has told of itself, what it told since, and a way to connect. */
async function started(options: VirtualProviderOptions = {}, card: VirtualCard | null = cardOf()) {
  const provider = new VirtualProvider(options);
  if (card !== null) provider.insert(READER, card);
  const told: string[] = [];
  const events: ReaderEvent[] = [];
  await new Promise<void>((resolve) => {
    provider.start((event) => {
      told.push(say(event));
      events.push(event);
      if (event.kind === 'listed' || event.kind === 'down') resolve();
    });
  });
  const connect = (
    share: ShareMode = 'exclusive',
    signal: AbortSignal = new AbortController().signal,
  ): Promise<CardConnection> => {
    const slots = events.flatMap((event) => ('slot' in event ? [event.slot] : []));
    const slot = slots.find(({ name }) => name === READER);
    assert.ok(slot !== undefined);
    return slot.connect(share, signal);
  };
  return { provider, told, connect };
}

async function transmit(connection: CardConnection, command: string): Promise<string> {
  return toHex(await connection.transmit(fromHex(command)));
}

const failsWith = (code: ReaderErrorCode) => (error: unknown) =>
  error instanceof ReaderError && error.code === code;

describe('virtual readers', () => {
  it('tell what they have, then what comes and goes', async () => {
    const { provider, told } = await started({ readers: [READER, 'B'] });
    provider.remove(READER);
    provider.insert('B', cardOf());
    provider.swap('B', cardOf());
    provider.plug('C');
    provider.unplug('B');
    provider.remove('C');
    assert.deepEqual(told, [
      ...['up', `card ${READER}`, 'empty B', 'listed'],
      ...[`empty ${READER}`, 'inserted B', 'empty B', 'inserted B', 'empty C', 'gone B'],
    ]);
  });

  it('go down and come up with what they have then', async () => {
    const { provider, told, connect } = await started();
    const connection = await connect();
    provider.down();
    await assert.rejects(transmit(connection, READ_ICCID), failsWith('down'));
    await assert.rejects(connect(), failsWith('down'));
    provider.swap(READER, cardOf());
    provider.up();
    assert.deepEqual(told.slice(3), ['down', 'up', `card ${READER}`, 'listed']);
    assert.equal(await transmit(await connect(), READ_ICCID), ICCID);
  });

  it('may be down at first', async () => {
    const { provider, told } = await started({ up: false });
    provider.up();
    assert.deepEqual(told, ['down', 'up', `card ${READER}`, 'listed']);
  });

  it('carry commands, reset, and disconnect with or without a reset', async () => {
    const card = cardOf();
    const { connect } = await started({}, card);
    const connection = await connect();
    assert.equal(toHex(connection.atr), card.image.atr);
    assert.equal(connection.protocol, 'T=0');
    assert.equal(connection.share, 'exclusive');
    assert.equal(await transmit(connection, '0070000001'), '019000');
    await connection.disconnect('leave');
    await assert.rejects(transmit(connection, READ_ICCID), failsWith('removed'));
    const second = await connect();
    assert.equal(await transmit(second, '01B082000A'), ICCID);
    await second.reset();
    assert.equal(await transmit(second, '01B082000A'), '6881');
    const resets = card.resets;
    await second.disconnect('reset');
    assert.equal(card.resets, resets + 1);
  });

  it('reject what is under way when the card goes, the reader goes, or the visit is called off', async () => {
    const quirks = { at: { 1: { mute: true } } };
    const aborting = new AbortController();
    const ways: Array<(provider: VirtualProvider) => void> = [
      (provider) => provider.remove(READER),
      (provider) => provider.swap(READER, cardOf()),
      (provider) => provider.unplug(READER),
      () => aborting.abort(),
    ];
    for (const way of ways) {
      const { provider, connect } = await started({}, cardOf({ quirks }));
      const connection = await connect('exclusive', aborting.signal);
      const under = transmit(connection, READ_ICCID);
      setImmediate(() => way(provider));
      await assert.rejects(under, failsWith('removed'));
      await connection.disconnect('reset');
    }
  });

  it('refuse to connect to nothing, and after the visit was called off', async () => {
    const { provider, connect } = await started();
    await assert.rejects(connect('shared', AbortSignal.abort()), failsWith('removed'));
    provider.remove(READER);
    await assert.rejects(connect(), failsWith('removed'));
    provider.unplug(READER);
    await assert.rejects(connect(), failsWith('removed'));
  });

  it('share a card as PC/SC does', async () => {
    const { provider, connect } = await started();
    const release = provider.hold(READER, 'exclusive');
    await assert.rejects(connect('exclusive'), failsWith('sharing'));
    await assert.rejects(connect('shared'), failsWith('sharing'));
    release();
    const holding = provider.hold(READER, 'shared');
    await assert.rejects(connect('exclusive'), failsWith('sharing'));
    await (await connect('shared')).disconnect('leave');
    holding();
    const connection = await connect('exclusive');
    await assert.rejects(connect('shared'), failsWith('sharing'));
    await connection.disconnect('leave');
    await connect('exclusive');
  });

  it('tell a connection of a reset by another until it resets itself', async () => {
    const { provider, connect } = await started();
    const connection = await connect('shared');
    provider.resetByAnother(READER);
    await assert.rejects(transmit(connection, READ_ICCID), failsWith('reset'));
    await assert.rejects(transmit(connection, READ_ICCID), failsWith('reset'));
    await connection.reset();
    assert.equal(await transmit(connection, READ_ICCID), ICCID);
  });

  it('ask before each command: torn before it, torn after it, reset by another', async () => {
    const asked: string[] = [];
    const fates = ['answer', 'tear', 'tear-after'] as const;
    for (const [transmits, fate] of [
      [1, fates[1]],
      [2, fates[2]],
    ] as const) {
      const card = cardOf();
      const { told, connect } = await started(
        {
          onCommand: (reader, n, command) => {
            asked.push(`${reader} ${n} ${toHex(command)}`);
            return n === 2 ? fate : 'answer';
          },
        },
        card,
      );
      const connection = await connect();
      assert.equal(await transmit(connection, READ_ICCID), ICCID);
      await assert.rejects(transmit(connection, READ_ICCID), failsWith('removed'));
      assert.equal(card.transmits, transmits);
      assert.equal(told.at(-1), `empty ${READER}`);
    }
    assert.deepEqual(asked.slice(0, 2), [`${READER} 1 ${READ_ICCID}`, `${READER} 2 ${READ_ICCID}`]);

    const resetting: { provider?: VirtualProvider } = {};
    const { provider, connect } = await started({
      onCommand: (reader, n) => {
        if (n === 1) resetting.provider?.resetByAnother(reader);
        return 'answer';
      },
    });
    resetting.provider = provider;
    await assert.rejects(transmit(await connect(), READ_ICCID), failsWith('reset'));
  });

  it('have the capabilities that they are given', async () => {
    const { connect } = await started({
      capabilities: { atr: false, reset: false, exclusive: false },
    });
    const connection = await connect('exclusive');
    assert.equal(connection.atr.length, 0);
    assert.equal(connection.share, 'shared');
    assert.equal(connection.capabilities.protocol, true);
    await assert.rejects(connection.reset(), failsWith('transport'));
  });

  it('remember visits, and tell nothing once stopped', async () => {
    const { provider, told, connect } = await started({ readers: [READER, 'B'] });
    const visit = provider.nextVisit(READER);
    provider.visited('B');
    provider.visited(READER);
    await visit;
    assert.deepEqual(provider.visits, ['B', READER]);
    const connection = await connect();
    await provider.stop();
    await assert.rejects(transmit(connection, READ_ICCID), failsWith('down'));
    const before = told.length;
    provider.remove(READER);
    assert.equal(told.length, before);
  });
});
