import assert from 'node:assert/strict';
import { fromHex } from '../../lib/bytes.js';
import { pcscError, ReaderError, type ReaderErrorCode } from '../../lib/reader/error.js';
import type { Slot } from '../../lib/reader/reader.js';
import { parseTrace, recordingSlot, StayRecorder, TraceError } from '../../lib/trace/index.js';
import { MAX_LINES } from '../../lib/trace/model.js';
import { scriptedSlot } from './scripted-slot.js';

const SIGNAL = new AbortController().signal;
const ATR = fromHex('3B9F96');
const OK = fromHex('9000');

/** A recorder into memory; its clock moves by 1.5 ms a look. `failAt` is the number of the write that fails. */
function bench(slot: Slot, failAt = Number.POSITIVE_INFINITY) {
  const written: string[] = [];
  const failures: unknown[] = [];
  let closed = 0;
  let micros = 77_000_000;
  const sink = {
    write(text: string) {
      if (written.length + 1 === failAt) throw new Error('no space left');
      written.push(text);
    },
    close() {
      closed += 1;
    },
  };
  const clock = () => {
    micros += 1500;
    return micros;
  };
  const stay = new StayRecorder(slot.name, sink, (error) => failures.push(error), clock);
  return {
    stay,
    slot: recordingSlot(slot, stay),
    failures,
    written,
    closed: () => closed,
    lines: () =>
      written
        .join('')
        .split('\n')
        .filter((line) => !line.startsWith('#')),
  };
}

describe('recording a stay', () => {
  it('writes what happens, in order, with its time', async () => {
    const { slot, stay, lines, closed, failures } = bench(
      scriptedSlot([ATR, fromHex('9F22'), fromHex('3B00'), pcscError(0x80100069, 'transmit')]),
    );
    const card = await slot.connect('exclusive', SIGNAL);
    assert.deepEqual(await card.transmit(fromHex('A0A40000023F00')), fromHex('9F22'));
    await card.reset();
    assert.deepEqual(card.atr, fromHex('3B00'));
    await assert.rejects(card.transmit(fromHex('A0C0000022')), { code: 'removed' });
    await card.disconnect('leave');
    stay.removed();
    assert.deepEqual(lines(), [
      'dmbootd-trace 1',
      'reader Scripted 00 00',
      'protocol T=0',
      '+0.000000 connect T=0',
      '+0.001500 atr 3B9F96',
      '+0.003000 > A0A4000002 3F00',
      '+0.004500 < 9F22',
      '+0.006000 reset',
      '+0.007500 atr 3B00',
      '+0.009000 > A0C0000022',
      '+0.010500 error 0x80100069',
      '+0.012000 removed',
      '',
    ]);
    assert.equal(closed(), 1);
    assert.deepEqual(failures, []);
  });

  it('hands on what the connection is', async () => {
    const { slot } = bench(scriptedSlot([ATR], 'T=1'));
    assert.equal(slot.name, 'Scripted 00 00');
    const card = await slot.connect('shared', SIGNAL);
    assert.deepEqual(
      [card.atr, card.protocol, card.share, card.capabilities],
      [ATR, 'T=1', 'shared', slot.capabilities],
    );
  });

  it('says in the file that it holds secrets', async () => {
    const { slot, written } = bench(scriptedSlot([ATR]));
    await slot.connect('exclusive', SIGNAL);
    assert.match(written.join(''), /^# .*secrets/m);
  });

  it('writes a command before its answer is there', async () => {
    let arrive: (bytes: Uint8Array) => void = () => undefined;
    const inner = scriptedSlot([ATR]);
    const { slot, lines } = bench({
      ...inner,
      connect: async (share, signal) => ({
        ...(await inner.connect(share, signal)),
        transmit: () => new Promise((resolve) => (arrive = resolve)),
      }),
    });
    const card = await slot.connect('exclusive', SIGNAL);
    const answer = card.transmit(fromHex('00A40000'));
    assert.equal(lines().at(-2), '+0.003000 > 00A40000');
    arrive(OK);
    await answer;
    assert.equal(lines().at(-2), '+0.004500 < 9000');
  });

  it('writes a connection that another program stood in the way of', async () => {
    const { slot, lines } = bench(scriptedSlot([pcscError(0x8010000b, 'connect'), ATR]));
    await assert.rejects(slot.connect('exclusive', SIGNAL), { code: 'sharing' });
    await slot.connect('shared', SIGNAL);
    assert.deepEqual(lines().slice(3, -1), [
      '+0.000000 connect T=0',
      '+0.001500 error 0x8010000B',
      '+0.003000 connect T=0 shared',
      '+0.004500 atr 3B9F96',
    ]);
  });

  for (const code of ['removed', 'reset', 'sharing', 'mute', 'down', 'transport'] as const) {
    it(`writes an error without a PC/SC code so that it reads as the same: ${code}`, async () => {
      const { slot, lines } = bench(scriptedSlot([ATR, new ReaderError(code, 'no code')]));
      const card = await slot.connect('exclusive', SIGNAL);
      await assert.rejects(card.reset(), { code });
      const events = parseTrace(lines().join('\n'), 'a').stays.flatMap((stay) => stay.events);
      const last = events.at(-1);
      assert.ok(last?.kind === 'error');
      const read: ReaderErrorCode = pcscError(last.pcsc, 'reset').code;
      assert.equal(read, code);
    });
  }

  it('writes no PIN', async () => {
    const pin = '3132333435363738';
    const commands = ['20', '24', '2C', '26', '28', '21'].flatMap((ins) =>
      ['00', 'A0', '03', '41', '80', '0C'].map((cla) => `${cla}${ins}000108${pin}`),
    );
    const { slot, stay, written } = bench(scriptedSlot([ATR, ...commands.map(() => OK)]));
    const card = await slot.connect('exclusive', SIGNAL);
    for (const command of commands) await card.transmit(fromHex(command));
    stay.removed();
    const text = written.join('');
    assert.doesNotMatch(text.replace(/^\S+ </gm, ''), /31|3132|33343536|12345678/);
    assert.equal(text.match(/\*{16}$/gm)?.length, commands.length);
    assert.match(text, /> A020000108 \*{16}$/m);
  });

  it('keeps the query for the tries left as it is', async () => {
    const { slot, lines } = bench(scriptedSlot([ATR, fromHex('63C3'), fromHex('63C3')]));
    const card = await slot.connect('exclusive', SIGNAL);
    await card.transmit(fromHex('00200001'));
    await card.transmit(fromHex('0020000100'));
    assert.match(lines().join('\n'), /> 00200001\n.*> 0020000100\n/s);
  });

  it('leaves nothing of a stay in which nothing was asked', () => {
    const { stay, written, closed } = bench(scriptedSlot([]));
    stay.removed();
    stay.close();
    assert.deepEqual(written, []);
    assert.equal(closed(), 0);
  });

  it('ends a stay that is closed without a removal', async () => {
    const { slot, stay, lines, closed } = bench(scriptedSlot([ATR, OK]));
    const card = await slot.connect('exclusive', SIGNAL);
    stay.close();
    stay.removed();
    await card.transmit(fromHex('00A40000'));
    assert.equal(lines().at(-2), '+0.001500 atr 3B9F96');
    assert.equal(closed(), 1);
  });

  it('never tells a time that goes back', async () => {
    const times = [500, 900, 100, 901];
    const failures: unknown[] = [];
    const written: string[] = [];
    const sink = { write: (text: string) => written.push(text), close: () => undefined };
    const stay = new StayRecorder(
      'A',
      sink,
      (error) => failures.push(error),
      () => times.shift() ?? 0,
    );
    const card = await recordingSlot(scriptedSlot([ATR, OK]), stay).connect('exclusive', SIGNAL);
    await card.transmit(fromHex('00A40000'));
    const micros = parseTrace(written.join(''), 'a').stays[0]?.events.map((event) => event.micros);
    assert.deepEqual(failures, []);
    assert.deepEqual(micros, [0, 400, 400, 401]);
  });

  for (const failAt of [1, 2, 3, 4, 5]) {
    it(`lets the visit go on when write ${failAt} fails, and tells of it once`, async () => {
      const { slot, stay, failures, closed } = bench(scriptedSlot([ATR, OK, OK]), failAt);
      const card = await slot.connect('exclusive', SIGNAL);
      assert.deepEqual(await card.transmit(fromHex('00A40000')), OK);
      assert.deepEqual(await card.transmit(fromHex('00A40000')), OK);
      stay.removed();
      assert.equal(failures.length, 1);
      assert.equal(closed(), 1);
    });
  }

  it('tells of a file that cannot be closed', async () => {
    const failures: unknown[] = [];
    const sink = {
      write: () => undefined,
      close() {
        throw new Error('input/output error');
      },
    };
    const stay = new StayRecorder('A', sink, (error) => failures.push(error));
    await recordingSlot(scriptedSlot([ATR]), stay).connect('exclusive', SIGNAL);
    stay.removed();
    assert.equal(failures.length, 1);
  });

  it('tells of the first failure where the file cannot be closed either', async () => {
    const failures: unknown[] = [];
    const first = new Error('no space left');
    const sink = {
      write() {
        throw first;
      },
      close() {
        throw new Error('input/output error');
      },
    };
    const stay = new StayRecorder('A', sink, (error) => failures.push(error));
    await recordingSlot(scriptedSlot([ATR]), stay).connect('exclusive', SIGNAL);
    stay.removed();
    assert.deepEqual(failures, [first]);
  });

  it('ends before the file is longer than what is read', () => {
    const { stay, written, failures } = bench(scriptedSlot([]));
    stay.note({ kind: 'connect', protocol: 'T=0', share: 'exclusive' });
    stay.note({ kind: 'atr', bytes: ATR });
    const command = fromHex('00A40000');
    for (let sent = 0; sent < MAX_LINES / 2; sent += 1) {
      stay.note({ kind: 'command', bytes: command, masked: false });
      stay.note({ kind: 'response', bytes: OK });
    }
    stay.removed();
    assert.equal(failures.length, 1);
    assert.ok(failures[0] instanceof TraceError);
    assert.equal(failures[0].code, 'limit');
    assert.equal(parseTrace(written.join(''), 'a').stays.length, 1);
  });
});
