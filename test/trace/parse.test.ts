import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromHex } from '../../lib/bytes.js';
import { parseTrace, type TraceStep } from '../../lib/trace/index.js';
import { ROOT } from '../support/paths.js';

function steps(text: string): TraceStep[] {
  const events = parseTrace(text, 'a.trace').stays.flatMap((stay) => stay.events);
  return events.map(({ line: _line, micros: _micros, ...step }) => step);
}

const START = 'dmbootd-trace 1\nconnect T=0\natr 3B00\n';
const CONNECTED: TraceStep[] = [
  { kind: 'connect', protocol: 'T=0', share: 'exclusive' },
  { kind: 'atr', bytes: fromHex('3B00') },
];

/** What a line says, after a connection. */
const LINES: readonly { readonly text: string; readonly steps: readonly TraceStep[] }[] = [
  {
    text: '> A0A40000023F00\n< 9F 22',
    steps: [
      { kind: 'command', bytes: fromHex('A0A40000023F00'), masked: false },
      { kind: 'response', bytes: fromHex('9F22') },
    ],
  },
  {
    text: '>a0 c0 00 00 02\n<\tab cd 9000   ',
    steps: [
      { kind: 'command', bytes: fromHex('A0C0000002'), masked: false },
      { kind: 'response', bytes: fromHex('ABCD9000') },
    ],
  },
  {
    text: '> 0020000108 ****************\n< 63C2',
    steps: [
      { kind: 'command', bytes: fromHex('00200001080000000000000000'), masked: true },
      { kind: 'response', bytes: fromHex('63C2') },
    ],
  },
  {
    text: '> 4120000102 ** **\n< 9000',
    steps: [
      { kind: 'command', bytes: fromHex('41200001020000'), masked: true },
      { kind: 'response', bytes: fromHex('9000') },
    ],
  },
  {
    text: '> 00200001 ************\n< 9000',
    steps: [
      { kind: 'command', bytes: fromHex('00200001000000000000'), masked: true },
      { kind: 'response', bytes: fromHex('9000') },
    ],
  },
  {
    // P3 is no Lc: it is the first byte of a PIN, which an older recording let stand.
    text: '> 0020000131 **********\n< 9000',
    steps: [
      { kind: 'command', bytes: fromHex('00200001000000000000'), masked: true },
      { kind: 'response', bytes: fromHex('9000') },
    ],
  },
  {
    text: 'reset\natr 3B10',
    steps: [{ kind: 'reset' }, { kind: 'atr', bytes: fromHex('3B10') }],
  },
  {
    text: 'reset\nerror 0x80100066\nconnect T=1 shared\natr',
    steps: [
      { kind: 'reset' },
      { kind: 'error', pcsc: 0x80100066 },
      { kind: 'connect', protocol: 'T=1', share: 'shared' },
      { kind: 'atr', bytes: fromHex('') },
    ],
  },
  {
    text: '> 00A40000\nerror 0x80100069\nremoved',
    steps: [
      { kind: 'command', bytes: fromHex('00A40000'), masked: false },
      { kind: 'error', pcsc: 0x80100069 },
      { kind: 'removed' },
    ],
  },
  {
    text: '> 00A40000\nremoved',
    steps: [{ kind: 'command', bytes: fromHex('00A40000'), masked: false }, { kind: 'removed' }],
  },
];

describe('the manual of the format', () => {
  it('has an example that can be read', () => {
    const manual = readFileSync(join(ROOT, 'docs', 'trace-format.md'), 'utf8');
    const example = /```text\n(dmbootd-trace 1\n.*?)```/s.exec(manual)?.[1] ?? '';
    const trace = parseTrace(example, 'example.trace');
    assert.equal(trace.reader, 'Virtual PCD 00 00');
    assert.deepEqual(
      trace.stays.map(({ events }) => events.at(-1)?.kind),
      ['removed', 'response'],
    );
  });
});

describe('reading a trace', () => {
  for (const vector of LINES) {
    it(`reads ${JSON.stringify(vector.text)}`, () => {
      assert.deepEqual(steps(START + vector.text), [...CONNECTED, ...vector.steps]);
    });
  }

  it('reads the header, its lines in any order', () => {
    const text =
      '# a bench\n\ndmbootd-trace 1 # v\nprotocol T=1\nreader A B 00 00  # the left one\n';
    const trace = parseTrace(text, 'dir/b.trace');
    assert.equal(trace.reader, 'A B 00 00');
    assert.equal(trace.protocol, 'T=1');
    assert.equal(trace.version, 1);
    assert.equal(trace.name, 'dir/b.trace');
    assert.deepEqual(trace.stays, []);
  });

  it('takes the # in a name for what it is where no white space precedes it', () => {
    assert.equal(parseTrace('dmbootd-trace 1\nreader ACR#2 #x', 'a').reader, 'ACR#2');
  });

  it('leaves the header null where it says nothing', () => {
    const trace = parseTrace('dmbootd-trace 1', 'a');
    assert.equal(trace.reader, null);
    assert.equal(trace.protocol, null);
  });

  it('keeps line numbers and times', () => {
    const text =
      'dmbootd-trace 1\r\n\r\n+0 connect T=0\r\n+0.5 atr 3B00\r\n# x\r\n+12.000007 removed\r\n';
    const [stay] = parseTrace(text, 'a').stays;
    assert.deepEqual(
      stay?.events.map(({ kind, line, micros }) => [kind, line, micros]),
      [
        ['connect', 3, 0],
        ['atr', 4, 500_000],
        ['removed', 6, 12_000_007],
      ],
    );
  });

  it('allows lines without a time between lines with one', () => {
    const text = `${START}+1.5 > 00A40000\n< 9000\n+1.5 removed\n`;
    const micros = parseTrace(text, 'a').stays[0]?.events.map((event) => event.micros);
    assert.deepEqual(micros, [null, null, 1_500_000, null, 1_500_000]);
  });

  it('passes over comments after the content and a byte order mark', () => {
    assert.deepEqual(
      steps('\uFEFFdmbootd-trace 1\nconnect T=0 # left\natr 3B00 # cold\n  # end\n'),
      CONNECTED,
    );
  });

  it('divides the events into stays', () => {
    const stay = 'connect T=0\natr 3B00\nremoved\n';
    const text = `dmbootd-trace 1\nremoved\n${stay}connect T=0\nerror 0x8010000b\nconnect T=0\natr 3B00\n`;
    const { stays } = parseTrace(text, 'a');
    assert.deepEqual(
      stays.map(({ events }) => events.map(({ kind }) => kind)),
      [['removed'], ['connect', 'atr', 'removed'], ['connect', 'error', 'connect', 'atr']],
    );
  });
});
