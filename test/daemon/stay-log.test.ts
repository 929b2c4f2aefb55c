import assert from 'node:assert/strict';
import { MESSAGE_IDS } from '../../daemon/message-ids.js';
import { originField } from '../../daemon/stay-log.js';
import { Bench, FIRST } from './bench.js';
import { GUARDED, ICCID, newCard, watchPins } from './wallet.js';

const isOf = (line: string, level: string): boolean => line.startsWith(`${level} `);

describe('a stay in the log', () => {
  watchPins();

  it('is five lines at info, from the insertion to the purge', async () => {
    const bench = await Bench.start();
    bench.lines.splice(0);
    await bench.insert(FIRST, newCard());
    await bench.remove(FIRST);
    assert.deepEqual(
      bench.lines.filter((line) => !isOf(line, 'debug')),
      [
        'info card in',
        'info card identified',
        'info message found',
        'info applied',
        'info card out, and what it brought is purged',
      ],
    );
    await bench.stop();
  });

  it('names a card in no line by the whole of its identity, as an origin neither', () => {
    assert.equal(originField({ kind: 'smartcard', id: ICCID }), 'smartcard:898821…0010');
    assert.equal(originField({ kind: 'push', id: '+491701234567' }), 'push:+491701234567');
  });

  it('has every exchange at debug', async () => {
    const bench = await Bench.start({ cards: { [FIRST]: newCard() } });
    const exchanges = bench.lines.filter((line) => isOf(line, 'debug'));
    assert.equal(exchanges.length, bench.reports[0]?.cards[0]?.apdus);
    await bench.stop();
  });

  it('says no more of a card that brought nothing', async () => {
    const bench = await Bench.start({ cards: { [FIRST]: newCard(GUARDED) } });
    await bench.remove(FIRST);
    assert.deepEqual(bench.lines.filter((line) => !isOf(line, 'debug')).slice(1), [
      'info card in',
      'info card identified',
      'warn pin-required: the card demands a PIN, and none is configured: `[smartcard.pin]` or a credential',
      'info card out',
    ]);
    await bench.stop();
  });

  it('has each line with reader, card and kind, and nowhere the whole ICCID', async () => {
    const bench = await Bench.start();
    bench.fields.splice(0);
    await bench.insert(FIRST, newCard());
    await bench.remove(FIRST);
    for (const { reader, kind } of bench.fields) {
      assert.equal(reader, FIRST);
      assert.ok(kind && kind in MESSAGE_IDS);
    }
    const iccid = `${ICCID.slice(0, 6)}…${ICCID.slice(-4)}`;
    const identified = bench.fields.findIndex(({ kind }) => kind === 'card-identified');
    for (const fields of bench.fields.slice(identified)) assert.equal(fields['iccid'], iccid);
    assert.ok(!JSON.stringify([bench.fields, bench.lines]).includes(ICCID));
    await bench.stop();
  });
});
