import assert from 'node:assert/strict';
import { run } from '../daemon/program.js';
import { FOLDER, MATRIX } from '../replay/matrix.js';

describe('every recorded card, with every fault at every command', function () {
  this.timeout(900_000);

  it('loses nothing, leaves nothing half done and spends no PIN', async () => {
    const { status, stdout, stderr } = await run('dmbootctl', [
      ...['trace', 'replay', FOLDER, '--fault-matrix', MATRIX, '--json'],
    ]);
    assert.equal(stderr, '');
    const { traces, passed, failed, malformed, verdicts } = JSON.parse(stdout);
    const wrong = verdicts.filter(({ result }: { result: string }) => result !== 'passed');
    assert.deepEqual(wrong, []);
    assert.deepEqual([status, failed, malformed], [0, 0, 0]);
    assert.ok(traces >= 40 && passed > 10_000, `${passed} replays of ${traces} traces`);
  });
});
