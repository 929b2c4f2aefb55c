import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describeStep, formatTrace, parseTrace, type Trace } from '../../lib/trace/index.js';
import { arbitraryTrace } from './arbitrary.js';

function withoutLines(trace: Trace): Trace {
  const stays = trace.stays.map(({ events }) => ({
    events: events.map((event) => ({ ...event, line: 0 })),
  }));
  return { ...trace, stays };
}

describe('a step that is shown', () => {
  const shown = (command: string): string[] => {
    const text = `dmbootd-trace 1\nconnect T=0\natr\n${command}\n< 74656C6C 9000\n`;
    return parseTrace(text, 'a.trace').stays[0]!.events.slice(2).map(describeStep);
  };

  it('has no data but that of SELECT: what another program sent may be anything', () => {
    assert.equal(shown('> 00A4040003 A00000')[0], '> 00A4040003 A00000');
    assert.equal(shown('> 00D6032004 74656C6C')[0], '> 00D6032004 ********');
    assert.equal(shown('> 00B0000004')[0], '> 00B0000004');
    assert.equal(shown('> 0020000104 31323334')[0], '> 0020000104 ********');
    assert.equal(shown('> 00B0000004')[1], '< ******** 9000');
  });
});

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
