import assert from 'node:assert/strict';
import { Trials } from '../../../daemon/replay/trial.js';
import { parseKinds } from '../../../lib/replay/index.js';
import { MATRIX, REPRESENTATIVE } from '../../replay/matrix.js';

describe('a card that goes wrong at any command', function () {
  this.timeout(60_000);
  const matrix = parseKinds(MATRIX);
  const trials = new Trials({ byState: false, realTime: false, faults: [], matrix });

  for (const file of REPRESENTATIVE) {
    it(`loses nothing, leaves nothing half done and spends no PIN: ${file.split('/').slice(-2).join('/')}`, async () => {
      let replays = 0;
      let most = 0;
      for await (const { fault, problems, commands } of trials.of(file)) {
        assert.deepEqual(problems, [], `${fault}`);
        replays += 1;
        most = Math.max(most, commands);
      }
      assert.ok(replays >= matrix.length * 15, `${replays} replays`);
      assert.ok(most >= replays / matrix.length, 'each command had each fault');
    });
  }
});
