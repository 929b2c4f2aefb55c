import assert from 'node:assert/strict';
import { fromHex, toHex } from '../../lib/bytes.js';
import { ReaderError, type ReaderErrorCode } from '../../lib/reader/error.js';
import type { CardConnection, ReaderEvent, ShareMode, Slot } from '../../lib/reader/reader.js';
import { TraceProvider } from '../../lib/reader/trace.js';
import { parseTrace } from '../../lib/trace/index.js';

const SIGNAL = new AbortController().signal;

/** Files given as their lines after the version. The list of events grows as they are told. */
function play(...files: readonly string[]) {
  const provider = new TraceProvider(
    files.map((lines, at) => parseTrace(`dmbootd-trace 1\n${lines}`, `dir/f${at + 1}.trace`)),
  );
  const told: string[] = [];
  const slots = new Map<string, Slot>();
  provider.start((event) => {
    told.push(said(event));
    if ('slot' in event) slots.set(event.slot.name, event.slot);
  });
  const connect = (reader = 'f1.trace', share: ShareMode = 'exclusive') =>
    slots.get(reader)?.connect(share, SIGNAL) ?? assert.fail(`no reader ${reader}`);
  return { provider, told, slots, connect };
}

function said(event: ReaderEvent): string {
  if (event.kind === 'card') return `card ${event.slot.name}${event.inserted ? ' inserted' : ''}`;
  return event.kind === 'empty' ? `empty ${event.slot.name}` : event.kind;
}

const send = async (card: CardConnection, hex: string) => toHex(await card.transmit(fromHex(hex)));

async function fails(promise: Promise<unknown>, code: ReaderErrorCode): Promise<ReaderError> {
  const error = await promise.then(() => null).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof ReaderError);
  assert.equal(error.code, code);
  return error;
}

async function isFinished(provider: TraceProvider): Promise<boolean> {
  const late = new Promise<false>((resolve) => setImmediate(() => resolve(false)));
  return Promise.race([provider.finished.then(() => true), late]);
}

const STAY = 'connect T=0\natr 3B00\n> 00A40000\n< 9000\n';

describe('a reader that plays traces', () => {
  it('plays one stay, and leaves its card where the file ends', async () => {
    const { provider, told, connect } = play(STAY);
    assert.deepEqual(told, ['up', 'card f1.trace', 'listed']);
    const card = await connect();
    assert.deepEqual([toHex(card.atr), card.protocol, card.share], ['3B00', 'T=0', 'exclusive']);
    assert.ok(Object.values(card.capabilities).every(Boolean));
    assert.equal(await send(card, '00A40000'), '9000');
    await card.disconnect('leave');
    assert.equal(await isFinished(provider), false);
    provider.visited('f1.trace');
    assert.equal(await isFinished(provider), true);
    assert.deepEqual(told, ['up', 'card f1.trace', 'listed']);
    assert.deepEqual(provider.departures, []);
  });

  it('tells a removal after the visit, then the next card', async () => {
    const { provider, told, connect } = play(`${STAY}removed\n${STAY}removed\n`);
    for (let stay = 0; stay < 2; stay += 1) {
      await send(await connect(), '00A40000');
      provider.visited('f1.trace');
    }
    assert.deepEqual(told, [
      ...['up', 'card f1.trace', 'listed'],
      ...['empty f1.trace', 'card f1.trace inserted', 'empty f1.trace'],
    ]);
    assert.equal(await isFinished(provider), true);
    assert.deepEqual(provider.departures, []);
    await fails(connect(), 'removed');
    assert.deepEqual(provider.departures, []);
  });

  it('tells the card again for a further visit of the same stay', async () => {
    const { provider, told, connect } = play(`${STAY}${STAY}removed\n`);
    await send(await connect(), '00A40000');
    provider.visited('f1.trace');
    assert.deepEqual(told.slice(3), ['card f1.trace']);
    await send(await connect(), '00A40000');
    provider.visited('f1.trace');
    assert.deepEqual(told.slice(4), ['empty f1.trace']);
    assert.deepEqual(provider.departures, []);
  });

  it('plays several connections in one visit', async () => {
    const { provider, connect } = play(
      `connect T=0\nerror 0x8010000B\nconnect T=1 shared\natr 3B11\n> 00A40000\nerror 0x80100068\n${STAY}`,
    );
    await fails(connect(), 'sharing');
    const shared = await connect('f1.trace', 'shared');
    assert.deepEqual([shared.share, shared.protocol, toHex(shared.atr)], ['shared', 'T=1', '3B11']);
    const error = await fails(send(shared, '00A40000'), 'reset');
    assert.equal(error.pcsc, 0x80100068);
    assert.equal(await send(await connect(), '00A40000'), '9000');
    provider.visited('f1.trace');
    assert.deepEqual(provider.departures, []);
  });

  describe('where another program holds the card', () => {
    const attempt = 'connect T=0\nerror 0x8010000B\n';
    const shared = 'connect T=0 shared\natr 3B00\n';

    it('goes on failing while the walk asks for more than the file holds', async () => {
      const { provider, connect } = play(`${attempt}${shared}`);
      for (let asked = 0; asked < 3; asked += 1) await fails(connect(), 'sharing');
      assert.equal((await connect('f1.trace', 'shared')).share, 'shared');
      provider.visited('f1.trace');
      assert.deepEqual(provider.departures, []);
    });

    it('passes over the attempts that the walk has no time for', async () => {
      const calledOff = 'connect T=0\nerror 0x80100069\n';
      const { provider, connect } = play(`${attempt.repeat(3)}${calledOff}${shared}`);
      await fails(connect(), 'sharing');
      assert.equal((await connect('f1.trace', 'shared')).share, 'shared');
      provider.visited('f1.trace');
      assert.deepEqual(provider.departures, []);
    });

    it('departs where the walk gives up before the file does', async () => {
      const { provider, told, connect } = play(`${attempt}${shared}`);
      await fails(connect(), 'sharing');
      provider.visited('f1.trace');
      await fails(connect(), 'sharing');
      provider.visited('f1.trace');
      assert.deepEqual(told, ['up', 'card f1.trace', 'listed', 'card f1.trace']);
      assert.deepEqual(
        provider.departures.map(({ line }) => line),
        [4],
      );
    });
  });

  it('plays a reset', async () => {
    const { connect } = play('connect T=0\natr 3B00\nreset\natr 3B22\nreset\nerror 0x80100066\n');
    const card = await connect();
    await card.reset();
    assert.equal(toHex(card.atr), '3B22');
    await fails(card.reset(), 'mute');
    assert.equal(toHex(card.atr), '3B22');
  });

  it('plays the files one after the other, each as a reader; the list is complete with the last', async () => {
    const { provider, told, connect } = play(`reader A\n${STAY}removed\n`, `reader B\n${STAY}`);
    assert.deepEqual(told, ['up', 'card A']);
    await send(await connect('A'), '00A40000');
    provider.visited('A');
    assert.deepEqual(told.slice(2), ['empty A', 'card B', 'listed']);
    provider.visited('A');
    assert.equal(told.length, 5);
    await send(await connect('B'), '00A40000');
    provider.visited('B');
    assert.equal(await isFinished(provider), true);
    assert.deepEqual(provider.departures, []);
  });

  it('gives every reader a name of its own', () => {
    const { provider, told } = play('reader A\n', 'reader A (2)\n', 'reader A\n', '');
    assert.deepEqual(told, [
      ...['up', 'empty A', 'empty A (2)', 'empty A (3)'],
      ...['empty f4.trace', 'listed'],
    ]);
    assert.deepEqual(provider.departures, []);
  });

  it('is through at once with nothing to visit', async () => {
    for (const files of [[], [''], ['removed\n']]) {
      const { provider, told } = play(...files);
      assert.deepEqual([told[0], told.at(-1)], ['up', 'listed']);
      assert.equal(await isFinished(provider), true);
    }
  });

  it('begins with an empty reader where the file begins with a removal', () => {
    const { told } = play(`removed\n${STAY}`);
    assert.deepEqual(told, ['up', 'empty f1.trace', 'listed', 'card f1.trace inserted']);
  });

  it('answers everything with the removal that stands in the midst of a visit', async () => {
    const { provider, told, connect } = play(`${STAY}> 00B00000\nremoved\n`);
    const card = await connect();
    await send(card, '00A40000');
    await fails(send(card, '00B00000'), 'removed');
    await fails(card.reset(), 'removed');
    await fails(connect(), 'removed');
    assert.equal(told.at(-1), 'listed');
    provider.visited('f1.trace');
    assert.equal(told.at(-1), 'empty f1.trace');
    assert.deepEqual(provider.departures, []);
  });

  it('answers with the removal also what the file does not hold before it', async () => {
    const { provider, connect } = play(`${STAY}removed\n`);
    const card = await connect();
    await send(card, '00A40000');
    await fails(send(card, '00B00000'), 'removed');
    provider.visited('f1.trace');
    assert.deepEqual(provider.departures, []);
  });

  it('matches any bytes of the same length where the file masks', async () => {
    const trace = 'connect T=0\natr 3B00\n> A020000104 ** ** ** **\n< 9000\n';
    const { connect } = play(trace);
    assert.equal(await send(await connect(), 'A02000010431323334'), '9000');
    for (const other of ['A0200001053132333435', 'A02000020431323334', 'A024000104 31323334']) {
      await fails(send(await play(trace).connect(), other), 'departed');
    }
  });

  it('tells in order where the listener plays on by itself', () => {
    const trace = parseTrace(
      `dmbootd-trace 1\n${'connect T=0\natr 3B00\nremoved\n'.repeat(3)}`,
      'A',
    );
    const provider = new TraceProvider([trace]);
    const told: string[] = [];
    provider.start((event) => {
      told.push(said(event));
      if (event.kind === 'card') provider.visited('A');
    });
    assert.deepEqual(told, [
      ...['up', 'card A', 'listed', 'empty A', 'card A inserted'],
      ...['empty A', 'card A inserted', 'empty A'],
    ]);
    assert.deepEqual(provider.departures, []);
  });

  it('passes over the stay of a card that nothing is asked of', () => {
    const { provider, told } = play(`${STAY}${STAY}removed\n${STAY}`);
    provider.visited('f1.trace');
    assert.deepEqual(told.slice(3), ['empty f1.trace', 'card f1.trace inserted']);
    provider.visited('f1.trace');
    assert.deepEqual(provider.departures, []);
  });

  it('tells nothing more after stop, and is finished', async () => {
    const { provider, told } = play(`${STAY}removed\n`);
    await provider.stop();
    provider.visited('f1.trace');
    assert.equal(told.length, 3);
    assert.equal(await isFinished(provider), true);
  });

  it('ends what is under way when it is called off', async () => {
    const abort = new AbortController();
    const { slots } = play(STAY);
    const slot = slots.get('f1.trace') ?? assert.fail();
    const card = await slot.connect('exclusive', abort.signal);
    abort.abort();
    await fails(send(card, '00A40000'), 'removed');
    await fails(card.reset(), 'removed');
    await fails(slot.connect('exclusive', abort.signal), 'removed');
  });

  it('serves no connection that has ended', async () => {
    const { connect } = play(`${STAY}${STAY}`);
    const card = await connect();
    await card.disconnect('reset');
    await fails(send(card, '00A40000'), 'transport');
  });
});

describe('a walk that departs from its trace', () => {
  it('is told where, what was expected and what came', async () => {
    const { provider, connect } = play(`# one\n\n${STAY}> 00B00000 # read\n< 9000\n`);
    const card = await connect();
    await send(card, '00A40000');
    const error = await fails(send(card, '00B2000400'), 'departed');
    assert.match(error.message, /dir\/f1\.trace:8\b/);
    const departure = {
      ...{ file: 'dir/f1.trace', line: 8 },
      ...{ expected: '> 00B00000', found: '> 00B2000400' },
    };
    assert.deepEqual(provider.departures, [departure]);
    assert.equal(await fails(send(card, '00B00000'), 'departed'), error);
    assert.equal(await fails(connect(), 'departed'), error);
    provider.visited('f1.trace');
    assert.equal(provider.departures.length, 1);
    assert.equal(await isFinished(provider), true);
  });

  it('goes on with the next connection, removal or file', async () => {
    const { provider, told, connect } = play(`${STAY}> 00B00000\n< 9000\n${STAY}removed\n`, STAY);
    await fails(send(await connect(), '00'), 'departed');
    provider.visited('f1.trace');
    assert.equal(told.at(-1), 'card f1.trace');
    await send(await connect(), '00A40000');
    provider.visited('f1.trace');
    assert.deepEqual(told.slice(2), ['card f1.trace', 'empty f1.trace', 'card f2.trace', 'listed']);
    assert.equal(provider.departures.length, 1);
  });

  const CASES: readonly {
    readonly why: string;
    readonly lines: string;
    readonly walk: (connect: (share?: ShareMode) => Promise<CardConnection>) => Promise<unknown>;
    readonly line: number;
    readonly expected: string;
    readonly found: string;
  }[] = [
    {
      why: 'a command after the end of the file',
      lines: STAY,
      walk: async (connect) => {
        const card = await connect();
        await send(card, '00A40000');
        await fails(send(card, '00B0000000'), 'departed');
      },
      ...{ line: 5, expected: 'the end of the trace', found: '> 00B0000000' },
    },
    {
      why: 'a command where the file holds a connection',
      lines: `${STAY}${STAY}`,
      walk: async (connect) => {
        const card = await connect();
        await send(card, '00A40000');
        await fails(send(card, '00B0000000'), 'departed');
      },
      ...{ line: 6, expected: 'connect T=0', found: '> 00B0000000' },
    },
    {
      why: 'a reset where the file holds a command',
      lines: STAY,
      walk: async (connect) => fails((await connect()).reset(), 'departed'),
      ...{ line: 4, expected: '> 00A40000', found: 'reset' },
    },
    {
      why: 'a shared connection where the file holds an exclusive one',
      lines: STAY,
      walk: (connect) => fails(connect('shared'), 'departed'),
      ...{ line: 2, expected: 'connect T=0', found: 'connect shared' },
    },
    {
      why: 'an exclusive connection where the file holds a shared one',
      lines: 'connect T=1 shared\natr 3B00\n',
      walk: (connect) => fails(connect(), 'departed'),
      ...{ line: 2, expected: 'connect T=1 shared', found: 'connect' },
    },
    {
      why: 'a connection in the midst of a visit',
      lines: STAY,
      walk: async (connect) => {
        await connect();
        await fails(connect(), 'departed');
      },
      ...{ line: 4, expected: '> 00A40000', found: 'connect' },
    },
    {
      why: 'a command that is not sent',
      lines: STAY,
      walk: (connect) => connect(),
      ...{ line: 4, expected: '> 00A40000', found: 'the end of the visit' },
    },
    {
      why: 'a PIN where the file holds another command, and the other way round',
      lines: 'connect T=0\natr 3B00\n> A020000108 3132333435363738\n< 9000\n',
      walk: async (connect) =>
        fails(send(await connect(), 'A02400010838373635FFFFFFFF'), 'departed'),
      line: 4,
      expected: '> A020000108 ****************',
      found: '> A024000108 ****************',
    },
  ];

  for (const { why, lines, walk, line, expected, found } of CASES) {
    it(`is found out: ${why}`, async () => {
      const { provider, connect } = play(lines);
      await walk((share) => connect('f1.trace', share));
      provider.visited('f1.trace');
      assert.deepEqual(provider.departures, [{ file: 'dir/f1.trace', line, expected, found }]);
    });
  }
});
