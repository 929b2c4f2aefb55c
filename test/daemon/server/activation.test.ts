import assert from 'node:assert/strict';
import { passedSockets } from '../../../daemon/server/activation.js';

const passed = (environment: NodeJS.ProcessEnv): [string, number][] => [
  ...passedSockets(environment),
];
const LISTEN_PID = String(process.pid);

describe('the sockets that a service manager passes', () => {
  it('are known by their names', () => {
    const environment = {
      LISTEN_PID,
      LISTEN_FDS: '2',
      LISTEN_FDNAMES: 'client:control',
      HOME: '/',
    };
    assert.deepEqual(passed(environment), [
      ['client', 3],
      ['control', 4],
    ]);
    assert.deepEqual(environment, { HOME: '/' });
  });

  it('are none where there are none, or they are for somebody else', () => {
    for (const environment of [
      {},
      { LISTEN_PID, LISTEN_FDS: 'x', LISTEN_FDNAMES: 'control' },
      { LISTEN_PID: '1', LISTEN_FDS: '1', LISTEN_FDNAMES: 'control' },
      { LISTEN_FDS: '1', LISTEN_FDNAMES: 'control' },
    ]) {
      assert.deepEqual(passed(environment), []);
      assert.deepEqual(environment, {});
    }
  });
});
