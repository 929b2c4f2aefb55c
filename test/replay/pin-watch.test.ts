import assert from 'node:assert/strict';
import { fromHex } from '../../lib/bytes.js';
import { PinWatch } from '../../lib/replay/index.js';

const ASKED = '01200001';
const SENT = '012000010831323334FFFFFFFF';
const SENT_2G = 'A02000010831323334FFFFFFFF';
/** The answer of a SIM to SELECT of its MF, with so many tries of CHV1 left. */
const mf = (left: number): string => `0000000A3F000100000000000913000B04008${left}838A838A9000`;

function exchange(watch: PinWatch, command: string, response: string | null): void {
  watch.sent(fromHex(command));
  watch.answered(fromHex(command), response === null ? null : fromHex(response));
}

function breaches(...exchanges: (readonly [command: string, response: string | null] | string)[]) {
  const watch = new PinWatch(2);
  watch.cameIn('one');
  for (const one of exchanges) {
    if (typeof one === 'string') watch.cameIn(one);
    else exchange(watch, ...one);
  }
  return watch.breaches;
}

describe('the watch over PINs', () => {
  it('has nothing against a try that the card allows', () => {
    assert.deepEqual(breaches([ASKED, '63C3'], [SENT, '9000']), []);
    assert.deepEqual(breaches(['A0A40000023F00', mf(3)], [SENT_2G, '9000']), []);
  });

  it('has nothing against another try where nobody knows how the first ended', () => {
    for (const end of [null, '6F00', '9000']) {
      assert.deepEqual(breaches([ASKED, '63C3'], [SENT, end], [ASKED, '63C3'], [SENT, '9000']), []);
    }
  });

  it('sees a try of which the card said nothing', () => {
    assert.match(breaches([SENT, '9000'])[0]!, /had not said/);
    assert.match(breaches([ASKED, '9000'], [SENT, '9000'])[0]!, /had not said/);
    assert.match(breaches([SENT_2G, '9000'])[0]!, /had not said/);
    assert.match(breaches([ASKED, '63C3'], 'another card', [SENT, '9000'])[0]!, /had not said/);
  });

  it('sees a try too many', () => {
    assert.match(breaches([ASKED, '63C1'], [SENT, '9000'])[0]!, /1 tries were left/);
    assert.match(breaches(['A0A40000023F00', mf(1)], [SENT_2G, '9000'])[0]!, /1 tries were left/);
  });

  for (const refusal of ['63C2', '6983']) {
    it(`sees a PIN that was refused (${refusal}) go out again`, () => {
      const again = breaches(
        [ASKED, '63C3'],
        [SENT, refusal],
        'one',
        [ASKED, '63C2'],
        [SENT, '9000'],
      );
      assert.match(again[0]!, /again after it was refused/);
    });
  }

  it('knows cards apart', () => {
    assert.deepEqual(
      breaches([ASKED, '63C3'], [SENT, '63C2'], 'two', [ASKED, '63C3'], [SENT, '9000']),
      [],
    );
  });

  it('counts tries, and tells none of their bytes', () => {
    const watch = new PinWatch(2);
    exchange(watch, SENT, '63C2');
    exchange(watch, ASKED, '63C2');
    assert.equal(watch.tries, 1);
    assert.equal(watch.vain, 1);
    assert.ok(!watch.breaches.join().includes('3132'));
  });
});
