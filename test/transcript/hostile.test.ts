import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseTrace, type Trace } from '../../lib/trace/index.js';
import { transcribe } from '../../lib/transcript/index.js';
import { eachDamaged } from '../support/damage.js';
import { ROOT } from '../support/paths.js';
import { arbitraryTrace } from '../trace/arbitrary.js';
import { afterConnect, exchangesOf, filesOf } from './support.js';

const NAMES = ['3g/public', '2g/pin', '3g/cp-beside-message', '3g/long-way'];

describe('a transcript of a hostile trace', () => {
  it('is made of whatever the format can hold, an event for each thing that was asked', () => {
    fc.assert(
      fc.property(arbitraryTrace, (trace) => {
        const { stays } = transcribe(trace);
        assert.equal(stays.length, trace.stays.length);
        for (const [at, { events }] of trace.stays.entries()) {
          const asked = events.filter(({ kind }) =>
            ['connect', 'reset', 'command', 'removed'].includes(kind),
          );
          const described = stays[at]!.events;
          assert.deepEqual(
            described.map(({ kind, line }) => [kind, line]),
            asked.map(({ kind, line }) => [kind, line]),
          );
          for (const { text } of described) assert.notEqual(text, '');
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  for (const name of NAMES) {
    it(`is made of one in which any bytes are others: ${name}`, () => {
      const file = join(ROOT, 'apdu-traces', `${name}.trace`);
      const trace = parseTrace(readFileSync(file, 'utf8'), file);
      const events = trace.stays.flatMap((stay) => stay.events);
      const seeds = events.flatMap((event) =>
        event.kind === 'response' || event.kind === 'command' ? [event.bytes] : [],
      );
      const tokens = Uint8Array.of(0x00, 0x30, 0x61, 0x6c, 0x9f, 0xa4, 0xb0, 0xb2, 0xc0, 0xff);
      let turn = 0;
      eachDamaged({ seeds, tokens, inputs: 300, start: 7 }, (bytes) => {
        const victim = seeds[turn % seeds.length];
        turn += 1;
        const damaged = events.map((event) =>
          'bytes' in event && event.bytes === victim && bytes.length >= 4
            ? { ...event, bytes }
            : event,
        );
        const broken: Trace = { ...trace, stays: [{ events: damaged }] };
        assert.equal(transcribe(broken).stays.length, 1);
      });
    });
  }

  it('keeps a bounded number of files', () => {
    const lines = Array.from({ length: 700 }, (_, at) => [
      `> 00A4000C02 ${(0x6400 + at).toString(16)}`,
      '< 9000',
      '> 00B0000001',
      '< AA 9000',
    ]).flat();
    const transcript = afterConnect(...lines);
    assert.equal(exchangesOf(transcript).length, 1400);
    assert.equal(filesOf(transcript).length, 512);
  });

  it('takes a file apart only so often, however often a trace comes back to it', () => {
    const lines = Array.from({ length: 100 }, () => [
      '> 00B201F402',
      '< 6100 9000',
      '> 00B0820001',
      '< 98 9000',
    ]).flat();
    const decoded = exchangesOf(afterConnect(...lines)).filter(({ decoded }) => decoded !== null);
    assert.equal(decoded.length, 32);
  });

  it('joins no more than the longest file', () => {
    const lines = Array.from({ length: 128 }, (_, at) => [
      `> 00B0${at.toString(16).padStart(2, '0')}0000`,
      `< ${'AA'.repeat(256)} 9000`,
    ]).flat();
    const [file] = filesOf(afterConnect('> 00A4000C02 6421', '< 9000', ...lines, ...lines));
    assert.equal(file!.bytes.length, 0x8000);
  });
});
