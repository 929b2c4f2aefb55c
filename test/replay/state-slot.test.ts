import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toHex } from '../../lib/bytes.js';
import { ReaderError } from '../../lib/reader/error.js';
import { play, TRACE } from './cards.js';

const FIRST = ['00A4000C022FE2', '00B0000002'] as const;
const SECOND = ['00A4000C022F00', '00B0000002'] as const;

describe('a card that answers by its state', () => {
  it('answers in whatever order it is asked', async () => {
    const visits = fc.array(
      fc.constantFrom([FIRST, '01029000'] as const, [SECOND, '03049000'] as const),
    );
    await fc.assert(
      fc.asyncProperty(visits, async (asked) => {
        const { say, departures } = await play(TRACE);
        for (const [[select, read], answer] of asked) {
          assert.equal(await say(select), '9000');
          assert.equal(await say(read), answer);
        }
        assert.deepEqual(departures, []);
      }),
      { seed: 37, numRuns: 30 },
    );
  });

  it('tells the same command in another state apart', async () => {
    const { say, departures } = await play(TRACE);
    await assert.rejects(say('00B0000002'), { code: 'departed' });
    assert.equal(departures.length, 1);
    assert.equal(departures[0]!.found, '> 00B0000002');
  });

  it('opens to any PIN where the trace masks it, and shows none', async () => {
    const { say, departures } = await play(TRACE);
    await say('00A4000C027F20');
    assert.equal(await say('00A4000C026F07'), '6982');
    assert.equal(await say('00200001083132333435363738'), '9000');
    assert.equal(await say('00A4000C026F07'), '9000');
    await assert.rejects(say('00200081083132333435363738'), (error) => {
      assert.ok(error instanceof ReaderError);
      assert.ok(!error.message.includes('3132'));
      return true;
    });
    assert.ok(!JSON.stringify(departures).includes('3132'));
  });

  it('gives answers to the same question in their order, and the last one again', async () => {
    const text = `dmbootd-trace 1\nconnect T=1\natr 3B\n> 00B0000001\n< 01 9000\n> 00B0000001\n< 02 9000\n`;
    const { say } = await play(text);
    const all = [await say('00B0000001'), await say('00B0000001'), await say('00B0000001')];
    assert.deepEqual(all, ['019000', '029000', '029000']);
  });

  it('forgets its state when it is connected to anew, or reset', async () => {
    const { say, connection } = await play(TRACE);
    await say(FIRST[0]);
    await connection.reset();
    await assert.rejects(say(FIRST[1]), { code: 'departed' });
    assert.equal(toHex(connection.atr), '3B00');
  });

  it('fetches with GET RESPONSE what its command announced', async () => {
    const text = [
      'dmbootd-trace 1\nconnect T=0\natr 3B',
      '> 00A40004023F00\n< 6102\n> 00C0000002\n< 0102 9000',
      '> 00A40004022FE2\n< 6102\n> 00C0000002\n< 0304 9000\n',
    ].join('\n');
    const { say } = await play(text);
    await say('00A40004022FE2');
    assert.equal(await say('00C0000002'), '03049000');
    await say('00A40004023F00');
    assert.equal(await say('00C0000002'), '01029000');
  });

  it('keeps logical channels apart', async () => {
    const text = [
      'dmbootd-trace 1\nconnect T=1\natr 3B',
      '> 0070000001\n< 01 9000',
      '> 01A4000C022FE2\n< 9000\n> 01B0000001\n< 01 9000',
      '> 00A4000C022F00\n< 9000\n> 00B0000001\n< 02 9000\n',
    ].join('\n');
    const { say } = await play(text);
    await say('0070000001');
    await say('00A4000C022F00');
    await say('01A4000C022FE2');
    assert.equal(await say('01B0000001'), '019000');
    assert.equal(await say('00B0000001'), '029000');
  });

  it('says which answers nobody asked for', async () => {
    const { say, slot } = await play(TRACE);
    await say(FIRST[0]);
    await say(FIRST[1]);
    assert.deepEqual(slot.unused, [6, 12, 14, 16, 18, 20, 22, 24, 26]);
  });

  it('fails as the trace does', async () => {
    const text = 'dmbootd-trace 1\nconnect T=0\natr 3B\n> 00B0000001\nerror 0x80100066\n';
    await assert.rejects((await play(text)).say('00B0000001'), { code: 'mute' });
    const torn = 'dmbootd-trace 1\nconnect T=0\natr 3B\n> 00B0000001\nremoved\n';
    await assert.rejects((await play(torn)).say('00B0000001'), { code: 'removed' });
  });
});
