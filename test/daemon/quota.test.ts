import assert from 'node:assert/strict';
import { type SinonFakeTimers, useFakeTimers } from 'sinon';
import { Quota } from '../../daemon/quota.js';

const PERIOD = 600_000;
const TOLD = 500;
const TRACED = 5_000;

describe('the share of each reader in the log', () => {
  let clock: SinonFakeTimers;
  beforeEach(() => {
    clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  const said: string[] = [];
  afterEach(() => {
    clock.restore();
    said.splice(0);
  });
  const quota = (): Quota =>
    new Quota((message, { kind, reader }) => said.push(`${kind} ${String(reader)} ${message}`));

  function allowed(one: Quota, reader: unknown, count: number, level: 'info' | 'debug'): number {
    return Array.from({ length: count }).filter(() => one.allows(reader, level)).length;
  }

  it('is so many lines, and what is beyond is counted and told', () => {
    const one = quota();
    assert.equal(allowed(one, 'A', TOLD + 200, 'info'), TOLD);
    assert.deepEqual(said, ['lines-left-out A too many lines: more are counted, and left out']);
    clock.tick(PERIOD);
    assert.equal(said.at(-1), 'lines-left-out A 200 lines were left out');
    assert.equal(allowed(one, 'A', 1, 'info'), 1);
  });

  it('is another one for what is told at debug', () => {
    const one = quota();
    assert.equal(allowed(one, 'A', TRACED + 1, 'debug'), TRACED);
    assert.equal(allowed(one, 'A', TOLD, 'info'), TOLD);
  });

  it('takes nothing from another reader, nor from what is about none', () => {
    const one = quota();
    allowed(one, 'A', TOLD + 1, 'info');
    assert.equal(allowed(one, 'B', TOLD, 'info'), TOLD);
    assert.equal(allowed(one, undefined, 2 * TOLD, 'info'), 2 * TOLD);
  });

  it('is not spoken of where it was enough', () => {
    allowed(quota(), 'A', TOLD, 'info');
    clock.tick(PERIOD);
    assert.deepEqual(said, []);
  });
});
