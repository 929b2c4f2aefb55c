import assert from 'node:assert/strict';
import { fromHex, toHex } from '../../lib/bytes.js';
import { ReaderError } from '../../lib/reader/error.js';
import type { CardConnection } from '../../lib/reader/reader.js';
import { Meter } from '../../lib/visit/meter.js';
import { ALL_CAPABILITIES } from '../retrieval/bench.js';

const SELECT = fromHex('00A4000C023F00');
const EMPTY_VERIFY = fromHex('0020000100');
const VERIFY = fromHex('002000010831323334FFFFFFFF');

/** A connection whose card says 9000 to everything, with `answer` before it. */
function connection(answer = '', calls: string[] = []): CardConnection {
  return {
    atr: fromHex('3B00'),
    protocol: 'T=0',
    share: 'exclusive',
    capabilities: ALL_CAPABILITIES,
    transmit: async () => fromHex(`${answer}9000`),
    reset: async () => void calls.push('reset'),
    disconnect: async (disposition) => void calls.push(`disconnect ${disposition}`),
  };
}

describe('the meter of a visit', () => {
  it('counts commands and bytes over all connections', async () => {
    const meter = new Meter(() => {});
    await meter.measure(connection()).transmit(SELECT);
    const other = meter.measure(connection('0102'));
    await other.transmit(EMPTY_VERIFY);
    await other.transmit(EMPTY_VERIFY);
    const { apdus, bytesSent, bytesReceived } = meter;
    assert.deepEqual(
      { apdus, bytesSent, bytesReceived },
      { apdus: 3, bytesSent: 7 + 5 + 5, bytesReceived: 2 + 4 + 4 },
    );
  });

  it('counts a command that was not answered, and tells of it nothing', async () => {
    const told: string[] = [];
    const meter = new Meter((command) => told.push(toHex(command)));
    const failing = meter.measure({
      ...connection(),
      transmit: async () => Promise.reject(new ReaderError('mute', 'no answer')),
    });
    await assert.rejects(failing.transmit(SELECT), ReaderError);
    assert.equal(meter.apdus, 1);
    assert.equal(meter.bytesSent, SELECT.length);
    assert.equal(meter.bytesReceived, 0);
    assert.deepEqual(told, []);
  });

  it('tells of every exchange', async () => {
    const told: string[] = [];
    const meter = new Meter((command, answer) => told.push(`${toHex(command)} ${toHex(answer)}`));
    await meter.measure(connection('AB')).transmit(SELECT);
    assert.deepEqual(told, ['00A4000C023F00 AB9000']);
  });

  it('leaves the card as it is where no PIN went over this connection', async () => {
    const meter = new Meter(() => {});
    const measured = meter.measure(connection());
    await measured.transmit(SELECT);
    await measured.transmit(EMPTY_VERIFY);
    assert.equal(measured.disposition, 'leave');
  });

  it('resets it where one did, though the answer never came', async () => {
    const meter = new Meter(() => {});
    const measured = meter.measure({
      ...connection(),
      transmit: async () => Promise.reject(new ReaderError('mute', 'no answer')),
    });
    await assert.rejects(measured.transmit(VERIFY), ReaderError);
    assert.equal(measured.disposition, 'reset');
    assert.equal(meter.measure(connection()).disposition, 'leave', 'the next connection');
  });

  it('is else the connection that it measures', async () => {
    const calls: string[] = [];
    const measured = new Meter(() => {}).measure(connection('', calls));
    await measured.reset();
    await measured.disconnect('leave');
    assert.deepEqual(calls, ['reset', 'disconnect leave']);
    assert.equal(toHex(measured.atr), '3B00');
    assert.equal(measured.protocol, 'T=0');
    assert.equal(measured.share, 'exclusive');
    assert.equal(measured.capabilities, ALL_CAPABILITIES);
  });
});
