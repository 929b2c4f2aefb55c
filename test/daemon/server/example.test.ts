import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../../support/paths.js';
import { inFolder } from '../../tree/support.js';
import { FIRST, SECOND } from '../bench.js';
import { newCard, OTHER_ICCID, sample, watchPins } from '../wallet.js';
import { Office } from './office.js';

const EXAMPLE = join(ROOT, 'docs/example-client.mjs');

describe('the example of a client', () => {
  watchPins();

  it('is short', () => {
    assert.ok(readFileSync(EXAMPLE, 'utf8').split('\n').length <= 60);
  });

  it('goes from what is there, and from events, to credentials, over restarts of the daemon', () =>
    inFolder(async (folder) => {
      const child = spawn(process.execPath, [EXAMPLE, join(folder, 'client.sock')], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
      const next = async (): Promise<Record<string, unknown>> =>
        JSON.parse((await lines.next()).value!);
      await once(child.stderr, 'data');

      const first = await Office.open({ folder, cards: { [FIRST]: newCard() } });
      assert.deepEqual(await next(), {
        id: 'a1',
        serverId: 'com.example.dm',
        address: 'https://dm.example.com/oma',
        type: 'DIGEST',
        name: 'device-7',
        secret: 'one-client-secret',
        nonce: Buffer.from('one-client-nonce').toString('base64'),
        way: ['./NAP/Internet'],
      });
      first.bench.provider.insert(
        SECOND,
        newCard({ iccid: OTHER_ICCID, message: sample('other-server') }),
      );
      const { id, serverId } = await next();
      assert.deepEqual([id, serverId], ['a2', 'net.example.manage']);
      first.bench.provider.remove(SECOND);
      assert.deepEqual(await next(), { id: 'a2', gone: true });
      await first.close();

      const second = await Office.open({ folder, run: 2, cards: { [FIRST]: newCard() } });
      assert.equal((await next())['secret'], 'one-client-secret');
      child.kill();
      await once(child, 'close');
      await second.close();
    }));
});
