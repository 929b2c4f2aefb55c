import assert from 'node:assert/strict';
import { join } from 'node:path';
import { NO_TIME } from '../../../daemon/replay/clock.js';
import { Proof } from '../../../daemon/replay/proof.js';
import { readSource } from '../../../daemon/replay/source.js';
import { parseFault } from '../../../lib/replay/index.js';
import { type LayerInput, Store } from '../../../lib/tree/index.js';
import { FOLDER } from '../../replay/matrix.js';

const PLAIN: LayerInput = {
  origin: { kind: 'push', id: 'somebody' },
  documents: [{ kind: 'dm', oid: null, label: null, bytes: Uint8Array.of(1), report: {} }],
  mos: [],
};

/** What the proof says of a card that goes mute at its third command, when the store of the daemon does something wrong with what a card brings. */
async function foundOut(
  wrong: (store: Store, input: LayerInput) => LayerInput,
  file = '3g/public.trace',
): Promise<string[]> {
  const store = Store.scratch();
  let isWrong = false;
  const crooked = new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      if (name !== 'apply') return member.bind(target);
      return (input: LayerInput, context: object) =>
        target.apply(
          isWrong && input.origin.kind === 'smartcard' ? wrong(target, input) : input,
          context,
        );
    },
  });
  try {
    const source = await readSource(join(FOLDER, file));
    const proof = new Proof(source, crooked, NO_TIME);
    await proof.prepare(new Map());
    isWrong = true;
    const { problems } = await proof.of([parseFault('delay@3=1s')]);
    return [...problems];
  } finally {
    store.close();
  }
}

describe('what must hold whatever goes wrong with a card', () => {
  it('holds', async () => {
    assert.deepEqual(await foundOut((_, input) => input), []);
  });

  for (const file of ['3g/public.trace', 'images/uicc-pin.card.toml']) {
    it(`finds out an account that is half there: ${file}`, async () => {
      const half = (_: Store, input: LayerInput): LayerInput => ({
        ...input,
        mos: input.mos.map((mo) => ({ ...mo, nodes: mo.nodes.slice(0, -1) })),
      });
      const problems = await foundOut(half, file);
      assert.match(problems[0]!, /^the tree was none/);
    });
  }

  it('finds out an object that is not there', async () => {
    const problems = await foundOut((_, input) => ({ ...input, mos: input.mos.slice(0, 1) }));
    assert.match(problems[0]!, /^the tree was none/);
  });

  it('finds out that what others brought is touched', async () => {
    const problems = await foundOut((store, input) => {
      store.purge([{ kind: 'factory', id: 'replay' }]);
      return input;
    });
    assert.match(problems[0]!, /^the tree was none/);
  });

  it('finds out an error of ours', async () => {
    const problems = await foundOut(() => {
      throw new Error('a fault that is not of the card');
    });
    assert.match(problems.join('\n'), /^an error: a fault of this program/m);
  });

  it('finds out a second visit that does not end as the first should have', async () => {
    const problems = await foundOut(() => ({ ...PLAIN, origin: { kind: 'push', id: 'x' } }));
    assert.match(problems.join('\n'), /a second visit: /);
  });
});
