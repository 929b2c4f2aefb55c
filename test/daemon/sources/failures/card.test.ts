import assert from 'node:assert/strict';
import { Bench, FIRST } from '../../bench.js';
import { GUARDED, newCard, watchPins } from '../../wallet.js';
import { linesOf } from './lines.js';

describe('a card whose PIN cannot be tried keeps what it brought, with one warning:', () => {
  watchPins();
  const RIGHT = '[smartcard.pin]\ndefault = "1234"\n';
  const WRONG = '[smartcard.pin]\ndefault = "4321"\n';
  const left = (tries: number) => newCard({ ...GUARDED, pin: { enabled: true, left: tries } });
  const CASES = [
    ['tries', RIGHT, left(1), 'pin-guarded: tries: too few of its tries are left, and none is'],
    ['blocked', RIGHT, left(0), 'pin-guarded: blocked: no try is left: unblock the card with its'],
    ['another PIN', WRONG, newCard(GUARDED), 'pin-rejected: the configured PIN is wrong, and is'],
  ] as const;
  for (const [what, config, card, said] of CASES) {
    it(what, async () => {
      const first = await Bench.start({ config: RIGHT, cards: { [FIRST]: newCard(GUARDED) } });
      const tree = first.store.tree();
      assert.deepEqual(first.outcomes, ['applied']);
      const bench = await first.restart({ config, cards: { [FIRST]: card } });
      const warnings = linesOf(bench).filter((line) => line.startsWith('warn '));
      assert.equal(warnings.length, 1, warnings.join('\n'));
      assert.ok(warnings[0]!.startsWith(`warn ${said}`), warnings[0]);
      assert.deepEqual(bench.store.tree(), tree);
      assert.deepEqual(
        bench.accounts.map(({ confirmed }) => confirmed),
        [false],
      );
      await bench.stop();
    });
  }
});
