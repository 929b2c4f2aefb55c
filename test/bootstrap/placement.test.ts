import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { processBootstrap } from '../../lib/bootstrap/index.js';
import { checkPlacement } from '../../lib/tree/index.js';
import { ROOT } from '../support/paths.js';
import { account, add, CARD, inbox, leaf, NAP, node, PROXY, runWithAccount } from './messages.js';

const SAMPLES = join(ROOT, 'test/samples');
const NO_BOOTSTRAP = ['no-account.wbxml', 'wrong-source.wbxml'];

const isSample = (file: string): boolean => file.endsWith('.wbxml') && !NO_BOOTSTRAP.includes(file);

describe('objects stand where the DDF has them (5.4.3)', () => {
  for (const file of readdirSync(SAMPLES).filter(isSample)) {
    it(`those of ${file}`, () => {
      const { mos } = processBootstrap(readFileSync(join(SAMPLES, file)), CARD);
      assert.ok(mos.length > 0);
      mos.forEach(checkPlacement);
    });
  }

  const name = fc.constantFrom('A', 'B', 'net', '1', 'DMAcc', 'Ext', 'Inbox');
  const connection = fc
    .tuple(name, fc.constantFrom(NAP, PROXY, 'urn:oma:mo:oma-connmo-wlan:1.0'), name)
    .map(([called, type, id]) => node(called, type, leaf('NapId', id), node('Any', null)));
  const other = fc
    .tuple(name, fc.option(name))
    .map(([called, type]) => node(called, type && `urn:x:${type}`, leaf('A', '1')));
  const dmAcc = fc
    .tuple(name, name)
    .map(([called, id]) =>
      account(called, id, 'https://x/', node('Ext', null, node('Vendor', null, leaf('A', '1')))),
    );
  const tnds = fc
    .array(fc.oneof(connection, other, dmAcc), { minLength: 1, maxLength: 4 })
    .map((nodes) => inbox(...nodes));
  const single = fc
    .tuple(fc.array(name, { minLength: 1, maxLength: 3 }), name)
    .filter(([[first, ...more]]) => first !== 'DMAcc' && (first !== 'Inbox' || more.length > 0))
    .map(([path, value]) => add(`./${path.join('/')}`, value));

  it('those of any message', () => {
    let placed = 0;
    fc.assert(
      fc.property(fc.array(fc.oneof(tnds, single), { maxLength: 5 }), (commands) => {
        const { mos } = runWithAccount(...commands);
        mos.forEach(checkPlacement);
        placed += mos.length;
      }),
      { seed: 53, numRuns: 500 },
    );
    assert.ok(placed > 1000, `${placed}`);
  });
});
