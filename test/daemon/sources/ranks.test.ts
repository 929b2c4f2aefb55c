import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '../../../daemon/config/load.js';
import { Store } from '../../../lib/tree/index.js';
import { Bench, FIRST } from '../bench.js';
import { newCard, sample } from '../wallet.js';

const OTHER_WAY = '[policy]\nranks = ["smartcard", "factory", "https", "push", "local"]\n';

describe('the ranks of sources', () => {
  let folder: string;
  let bench: Bench;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dmbootd-ranks-'));
    writeFileSync(join(folder, 'a'), sample('same-server'));
  });
  afterEach(async () => {
    await bench.stop();
    assert.deepEqual(bench.bugs, []);
    rmSync(folder, { recursive: true });
  });

  const factory = (): string => `[factory]\nenabled = true\nfolder = "${folder}"\n`;
  const top = (): string | undefined => bench.accounts[0]?.origin.kind;
  const changes = (): string[] =>
    bench.happened.flatMap((one) =>
      'account' in one ? [`${one.event} ${one.account.id} ${one.account.origin.kind}`] : [],
    );

  async function start(toml: string, store = Store.scratch()): Promise<void> {
    bench = new Bench({ config: toml, store, cards: { [FIRST]: newCard() } });
    await bench.sources.start();
    bench.supervisor.start();
    await bench.settled();
  }

  it('are those of the design: a card covers the factory, whose account is back when it goes', async () => {
    await start(factory());
    assert.equal(top(), 'smartcard');
    await bench.remove(FIRST);
    assert.equal(top(), 'factory');
    assert.deepEqual(changes(), [
      'account-added a1 factory',
      'account-changed a1 smartcard',
      'account-changed a1 factory',
    ]);
  });

  it('may be otherwise, whoever comes first', async () => {
    await start(factory() + OTHER_WAY);
    assert.equal(top(), 'factory');
    assert.deepEqual(changes(), ['account-added a1 factory']);
    rmSync(join(folder, 'a'));
    await bench.until(() => top() === 'smartcard');
  });

  it('can be changed while the daemon runs, and between two runs, with the events that follow', async () => {
    await start(factory());
    bench.sources.reconfigure(parseConfig(factory() + OTHER_WAY, 'x'));
    assert.equal(top(), 'factory');
    assert.equal(changes().at(-1), 'account-changed a1 factory');
    const { store } = bench;
    await bench.stop();
    await start(factory(), store);
    assert.equal(top(), 'smartcard');
    assert.equal(changes()[0], 'account-changed a1 smartcard');
  });
});
