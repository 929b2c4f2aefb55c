import assert from 'node:assert/strict';
import { isSecret } from '../../lib/tree/index.js';

describe('values to be masked', () => {
  for (const [uri, secret] of [
    ['./DMAcc/x/AppAuth/1/AAuthSecret', true],
    ['./DMAcc/x/AppAuth/1/AAuthData', true],
    ['./NAP/n/AuthInfo/AuthSecret', true],
    ['./SyncML/DMAcc/x/ClientPW', true],
    ['./SyncML/DMAcc/x/ServerNonce', true],
    ['./Vendor/Wlan/PSK', true],
    ['./DMAcc/x/AppAuth/1/AAuthName', false],
    ['./DMAcc/x/AppAddr/1/Addr', false],
    ['./DMAcc/Secret/Name', false],
    ['.', false],
  ] as const) {
    it(`${uri}: ${secret}`, () => assert.equal(isSecret(uri), secret));
  }
});
