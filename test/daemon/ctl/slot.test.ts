import assert from 'node:assert/strict';
import { slotWithCard } from '../../../daemon/ctl/slot.js';
import { Exit } from '../../../daemon/exit.js';
import { VirtualProvider } from '../../../lib/reader/virtual.js';
import { bootstrapImage } from '../../../lib/virtual-card/bootstrap-image.js';
import { VirtualCard } from '../../../lib/virtual-card/card.js';

describe('the reader that a command names', () => {
  /** What comes of it where there are two readers, and a card in the second. */
  async function sought(name?: string, readers: readonly string[] = ['A', 'B']) {
    const provider = new VirtualProvider({ readers });
    if (readers.includes('B')) provider.insert('B', new VirtualCard(bootstrapImage()));
    try {
      return (await slotWithCard(provider, name)).name;
    } catch (error) {
      assert.ok(error instanceof Exit);
      return [error.status, error.message];
    } finally {
      await provider.stop();
    }
  }

  it('is that one, or the first that holds a card', async () => {
    assert.equal(await sought('B'), 'B');
    assert.equal(await sought(), 'B');
  });

  it('is told apart where it is empty, and where there is no such reader', async () => {
    assert.deepEqual(await sought('A'), [66, 'there is no card in the reader A']);
    assert.deepEqual(await sought('C'), [66, 'there is no reader C: there are A, B']);
    assert.deepEqual(await sought('C', []), [66, 'there is no reader C: there is none']);
    assert.deepEqual(await sought(undefined, ['A']), [66, 'there is no card in any reader']);
  });
});
