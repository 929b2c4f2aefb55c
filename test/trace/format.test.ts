import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatTrace, parseTrace, type Trace } from '../../lib/trace/index.js';
import { arbitraryTrace } from './arbitrary.js';

function withoutLines(trace: Trace): Trace {
  const stays = trace.stays.map(({ events }) => ({
    events: events.map((event) => ({ ...event, line: 0 })),
  }));
  return { ...trace, stays };
}

describe('writing a trace', () => {
  it('writes what it read, one way', () => {
    const text = [
      'dmbootd-trace 1',
      'reader Virtual PCD 00 00',
      'protocol T=0',
      '+0.000000 connect T=0',
      '+0.031000 atr 3B9F96',
      '+0.045712 > A0A4000002 3F00',
      '+1.000001 < 9F22',
      '+1.000001 > A0C0000003',
      '+61.000000 < 010203 9000',
      '> A020000108 ****************',
      'error 0x80100068',
      'reset',
      'atr',
      'connect T=1 shared',
      'error 0x8010000B',
      'removed',
      '',
    ].join('\n');
    assert.equal(formatTrace(parseTrace(text, 'a.trace')), text);
  });

  it('is undone by reading', () => {
    fc.assert(
      fc.property(arbitraryTrace, (trace) => {
        const text = formatTrace(trace);
        const read = parseTrace(text, trace.name);
        assert.deepEqual(withoutLines(read), trace);
        assert.equal(formatTrace(read), text);
      }),
      { seed: 20_112, numRuns: 300 },
    );
  });

  for (const [name, written] of [
    ['A\nremoved', 'A_removed'],
    ['  A #2', 'A _2'],
    ['#1', '_1'],
    [' ', null],
  ] as const) {
    it(`keeps the reader's name ${JSON.stringify(name)} on its line`, () => {
      const trace: Trace = { name: 'a', version: 1, reader: name, protocol: null, stays: [] };
      assert.equal(parseTrace(formatTrace(trace), 'a').reader, written);
    });
  }
});
