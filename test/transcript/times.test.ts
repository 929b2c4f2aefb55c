import assert from 'node:assert/strict';
import { fromHex } from '../../lib/bytes.js';
import { timesOf } from '../../lib/transcript/index.js';
import { microsOfByte } from '../../lib/transcript/times.js';
import { afterConnect, transcriptOf } from './support.js';

describe('where the time went', () => {
  it('tells card, line and host apart, for each part of the walk', () => {
    const { stays } = transcriptOf(
      '+0 connect T=0',
      '+0.100000 atr 3B00',
      '+0.100500 > 00B082000A',
      '+0.130500 < 98881201000040030000 9000',
      '+0.131500 > 00B201F402',
      '+0.181500 < 6100 9000',
    );
    // Nothing in this ATR but the default rate: 12 etu of 372 cycles at 4 MHz are 1116 µs a byte.
    assert.deepEqual(timesOf(stays[0]!), [
      { phase: 'identify', exchanges: 1, bytes: 17, card: 111_028, line: 18_972, host: 500 },
      { phase: 'ef-dir', exchanges: 1, bytes: 9, card: 39_956, line: 10_044, host: 1000 },
    ]);
  });

  it('never takes the line for slower than what was measured', () => {
    const { stays } = transcriptOf(
      '+0 connect T=0',
      '+0.000010 atr 3B00',
      '+0.000020 > 00B082000A',
      '+0.000120 < 98881201000040030000 9000',
    );
    const [identify] = timesOf(stays[0]!);
    assert.deepEqual([identify!.line, identify!.card], [100, 10]);
  });

  it('says nothing of time where the trace does not', () => {
    const [row] = timesOf(afterConnect('> 00B082000A', '< 6A82').stays[0]!);
    assert.deepEqual(row, {
      ...{ phase: 'identify', exchanges: 1, bytes: 7 },
      ...{ card: null, line: null, host: null },
    });
  });

  it('takes the rate from TA1, and the default for what is reserved', () => {
    assert.equal(microsOfByte(fromHex('3B 10 96')), (12 * 512) / 32 / 4);
    assert.equal(microsOfByte(fromHex('3B 10 11')), (12 * 372) / 4);
    assert.equal(microsOfByte(fromHex('3B 10 7F')), (12 * 372) / 4);
    assert.equal(microsOfByte(fromHex('3B 80 80')), (12 * 372) / 4);
    assert.equal(microsOfByte(null), (12 * 372) / 4);
  });
});
