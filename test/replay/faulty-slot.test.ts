import assert from 'node:assert/strict';
import { type Fault, Faults, parseFault } from '../../lib/replay/index.js';
import { play, TRACE } from './cards.js';

const SELECT = '00A4000C022FE2';
const READ = '00B0000002';

async function broken(...texts: string[]) {
  const torn: (string | null)[] = [];
  const waited: number[] = [];
  const seen: (number | null)[] = [];
  const faults = new Faults(texts.map(parseFault) satisfies Fault[], {
    sent: () => undefined,
    answered: (_, response) => seen.push(response?.length ?? null),
    tear: (other) => torn.push(other),
    wait: async (ms) => {
      waited.push(ms);
    },
  });
  const played = await play(TRACE, (slot) => faults.at(slot));
  return { ...played, torn, waited, seen, faults };
}

describe('a reader in which things go wrong', () => {
  it('does nothing to other commands, and counts them all', async () => {
    const { say, faults, seen } = await broken('tear@9');
    assert.equal(await say(SELECT), '9000');
    assert.equal(await say(READ), '01029000');
    assert.equal(faults.count, 2);
    assert.deepEqual(seen, [2, 4]);
  });

  it('tear: the card goes before the command reaches it', async () => {
    const { say, torn, slot, seen } = await broken('tear@2');
    await say(SELECT);
    await assert.rejects(say(READ), { code: 'removed' });
    await assert.rejects(say(READ), { code: 'removed' });
    assert.deepEqual(torn, [null]);
    assert.ok(slot.unused.includes(10), 'the READ was not answered');
    assert.deepEqual(seen, [2, null]);
  });

  it('tear-mid: the card goes after it', async () => {
    const { say, torn, slot } = await broken('tear-mid@2');
    await say(SELECT);
    await assert.rejects(say(READ), { code: 'removed' });
    assert.deepEqual(torn, [null]);
    assert.ok(!slot.unused.includes(10), 'the READ was answered');
  });

  it('swap: another card comes', async () => {
    const { say, torn } = await broken('swap@1=other.trace');
    await assert.rejects(say(SELECT), { code: 'removed' });
    assert.deepEqual(torn, ['other.trace']);
  });

  it('sw: another status word, and the card knows nothing of it', async () => {
    const { say } = await broken('sw@1=6982');
    assert.equal(await say(SELECT), '6982');
    await assert.rejects(say(READ), { code: 'departed' });
  });

  it('delay: late, or never where it takes too long', async () => {
    const late = await broken('delay@1=3s');
    assert.equal(await late.say(SELECT), '9000');
    assert.deepEqual(late.waited, [3000]);
    const never = await broken('delay@1=20s');
    await assert.rejects(never.say(SELECT), { code: 'mute' });
    await assert.rejects(never.say(SELECT), { code: 'mute' });
    assert.deepEqual(never.waited, [20_000]);
  });

  it('mute: no answer any more', async () => {
    const { say } = await broken('mute@1');
    await assert.rejects(say(SELECT), { code: 'mute' });
    await assert.rejects(say(SELECT), { code: 'mute' });
  });

  it('garble: other bytes, as many, the same each time', async () => {
    const garbled = async (): Promise<string> => {
      const { say } = await broken('garble@2');
      await say(SELECT);
      return await say(READ);
    };
    const first = await garbled();
    assert.match(first, /^[0-9A-F]{4}9000$/);
    assert.notEqual(first, '01029000');
    assert.equal(await garbled(), first);
    const { say } = await broken('garble@1');
    assert.match(await say(SELECT), /^(?!9000)[0-9A-F]{4}$/, 'a status word alone');
  });

  it('reset: the connection is of no use until it is reset or there is another', async () => {
    const { say, connection } = await broken('reset@1');
    await assert.rejects(say(SELECT), { code: 'reset' });
    await assert.rejects(say(SELECT), { code: 'reset' });
    await connection.reset();
    assert.equal(await say(SELECT), '9000');
  });
});
