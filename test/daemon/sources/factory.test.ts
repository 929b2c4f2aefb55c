import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Store } from '../../../lib/tree/index.js';
import { Bench, FIRST } from '../bench.js';
import { newCard, sample } from '../wallet.js';

/** A folder of the factory, and a daemon without its process that looks at it. */
describe('the factory', () => {
  let root: string;
  let folder: string;
  let bench: Bench;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'dmbootd-factory-'));
    folder = join(root, 'factory.d');
    mkdirSync(folder);
  });
  afterEach(async () => {
    await bench.stop();
    assert.deepEqual(bench.bugs, []);
    rmSync(root, { recursive: true });
  });

  /** As a careful program writes: whole or not at all. */
  function put(name: string, content: Uint8Array | string): void {
    const aside = join(root, 'aside');
    writeFileSync(aside, content);
    renameSync(aside, join(folder, name));
  }

  const config = (): string => `[factory]\nenabled = true\nfolder = "${folder}"\n`;

  async function start(toml = config(), store = Store.scratch()): Promise<Bench> {
    bench = new Bench({ config: toml, store });
    await bench.sources.start();
    return bench;
  }

  const checked = (): string[] =>
    bench.happened.flatMap((one) =>
      one.event === 'source-checked' ? [`${one.source.origin.id} ${one.source.outcome}`] : [],
    );
  const purged = (): string[] =>
    bench.happened.flatMap((one) =>
      one.event === 'purged' ? one.origins.map(({ kind, id }) => `${kind}:${id}`) : [],
    );
  const servers = (): string[] => bench.accounts.map(({ serverId }) => serverId);

  it('brings accounts at the start, in the order of the names, DM messages and CP documents alike', async () => {
    put('20-cp', sample('provisioning/account'));
    put('10-dm', sample('other-server'));
    put('.hidden', sample('other-server'));
    put('10-dm~', sample('other-server'));
    await start();
    assert.deepEqual(checked(), ['10-dm applied', '20-cp applied']);
    const [first] = bench.accounts;
    assert.equal(first?.serverId, 'net.example.manage');
    assert.deepEqual(first?.origin, { kind: 'factory', id: '10-dm' });
    assert.equal(first?.confirmed, true);
    assert.equal(bench.accounts.length, 2);
    const layers = bench.store.layers();
    assert.deepEqual(
      layers.map(({ documents }) => documents.map(({ kind }) => kind)),
      [['dm'], ['cp']],
    );
  });

  it('ends in the same tree, with the same events for hooks, as a card with the same message', async () => {
    put('dm', sample('one-account'));
    await start();
    const card = await Bench.start({ cards: { [FIRST]: newCard() } });
    const of = ({ store }: Bench): unknown =>
      store.tree().map(({ uri, value, acl }) => ({ uri, value, acl }));
    assert.deepEqual(of(bench), of(card));
    const waiting = ({ store }: Bench): string[] =>
      store.outbox.pending(9).map(({ event, accountId, uri }) => `${event} ${accountId} ${uri}`);
    assert.deepEqual(waiting(bench), waiting(card));
    await card.stop();
  });

  it('is followed: what comes, changes and goes', async () => {
    const empty = (await start()).store.tree();
    put('a', sample('one-account'));
    await bench.until(() => checked().includes('a applied'));
    const [account] = bench.accounts;
    put('a', sample('same-server'));
    await bench.until(() => checked().filter((line) => line === 'a applied').length === 2);
    assert.equal(bench.accounts[0]?.id, account?.id);
    assert.notDeepEqual(bench.accounts[0]?.addresses, account?.addresses);
    rmSync(join(folder, 'a'));
    await bench.until(() => purged().length > 0);
    assert.deepEqual(purged(), ['factory:a']);
    assert.deepEqual(bench.store.tree(), empty);
    assert.deepEqual(bench.sources.reports, []);
  });

  it('keeps what a file brought while it holds no message, unconfirmed, and says why', async () => {
    put('a', sample('one-account'));
    await start();
    put('a', sample('one-account').slice(0, -9));
    await bench.until(() => checked().includes('a malformed'));
    assert.deepEqual(
      bench.accounts.map(({ confirmed }) => confirmed),
      [false],
    );
    assert.match(bench.sources.reports[0]?.detail ?? '', /[0-9]/);
    assert.equal(bench.lines.filter((line) => line.startsWith('warn malformed')).length, 1);
    put('a', sample('one-account'));
    await bench.until(() => checked().includes('a unchanged'));
    assert.deepEqual(
      bench.accounts.map(({ confirmed, id }) => `${id} ${confirmed}`),
      ['a1 true'],
    );
  });

  it('takes no notice of a file that has not changed, when another one has', async () => {
    put('a', sample('one-account'));
    await start();
    put('b', sample('other-server'));
    await bench.until(() => checked().includes('b applied'));
    assert.deepEqual(checked(), ['a applied', 'b applied']);
  });

  it('purges at the start what went while no daemon ran, and finds the rest unchanged', async () => {
    put('a', sample('one-account'));
    put('b', sample('other-server'));
    const { store } = await start();
    await bench.stop();
    rmSync(join(folder, 'a'));
    await start(config(), store);
    assert.deepEqual(purged(), ['factory:a']);
    assert.deepEqual(checked(), ['b unchanged']);
    assert.deepEqual(servers(), ['net.example.manage']);
  });

  it('is off until it is configured, and then what it had brought is purged', async () => {
    put('a', sample('one-account'));
    const { store } = await start();
    await bench.stop();
    await start('', store);
    assert.deepEqual(purged(), ['factory:a']);
    assert.deepEqual(bench.accounts, []);
  });

  it('is looked for where there is no folder', async () => {
    rmSync(folder, { recursive: true });
    await start();
    assert.deepEqual(checked(), []);
    bench.sources.check();
    mkdirSync(folder);
    put('a', sample('one-account'));
    await bench.until(() => checked().includes('a applied'));
    rmSync(folder, { recursive: true });
    await bench.until(() => purged().length > 0);
    mkdirSync(folder);
    put('a', sample('one-account'));
    await bench.until(() => checked().length === 2);
    const missing = bench.lines.filter((line) => line.includes('is not there, and is waited for'));
    assert.equal(missing.length, 2, 'once each time');
    put('a', sample('same-server'));
    await bench.until(() => checked().length === 3);
  });

  it('is followed where a symbolic link is in its place, which comes to lead elsewhere', async () => {
    rmSync(folder, { recursive: true });
    for (const [version, message] of [
      ['v1', 'one-account'],
      ['v2', 'same-server'],
    ] as const) {
      mkdirSync(join(root, version));
      writeFileSync(join(root, version, 'a'), sample(message));
    }
    symlinkSync('v1', folder);
    await start();
    assert.deepEqual(checked(), ['a applied']);
    const [before] = bench.accounts;
    symlinkSync('v2', join(root, 'next'));
    renameSync(join(root, 'next'), folder);
    await bench.until(() => checked().length === 2);
    assert.notDeepEqual(bench.accounts[0]?.addresses, before?.addresses);
    rmSync(folder);
    renameSync(join(root, 'v1'), folder);
    await bench.until(() => checked().length === 3);
    assert.deepEqual(bench.accounts[0]?.addresses, before?.addresses);
    writeFileSync(join(folder, 'b'), sample('other-server'));
    await bench.until(() => checked().includes('b applied'));
  });

  it('waits for nothing that is no file, and reads nothing that is too long', async () => {
    symlinkSync('/dev/zero', join(folder, 'device'));
    mkdirSync(join(folder, 'folder'));
    symlinkSync('absent', join(folder, 'nowhere'));
    put('long', new Uint8Array(1_048_577));
    put('none', '');
    await start();
    assert.deepEqual(checked(), [
      'device unavailable',
      'folder unavailable',
      'long malformed',
      'none malformed',
    ]);
  });

  it('is not of more files than there is room for', async () => {
    for (let n = 0; n < 40; n += 1) put(`f${String(n).padStart(2, '0')}`, '');
    await start();
    assert.equal(checked().length, 32);
    assert.equal(bench.lines.filter((line) => /expected at most 32 files/.test(line)).length, 1);
  });

  it('that was purged by hand stays away until its file changes, or it is asked to look again', async () => {
    put('a', sample('one-account'));
    const { store } = await start();
    const origin = { kind: 'factory', id: 'a' } as const;
    assert.ok(bench.supervisor.discard(origin));
    bench.sources.discarded(origin);
    assert.equal(bench.sources.reports[0]?.outcome, 'disabled');
    await bench.stop();
    await start(config(), store);
    assert.deepEqual(checked(), ['a disabled']);
    bench.sources.check();
    await bench.until(() => checked().includes('a applied'));
    assert.ok(bench.supervisor.discard(origin));
    put('a', sample('same-server'));
    await bench.until(() => checked().filter((line) => line === 'a applied').length === 2);
  });

  it('brings nothing and loses nothing while the state cannot be written, and all of it later', async () => {
    put('a', sample('one-account'));
    bench = new Bench({ config: config() });
    const { store } = bench;
    const apply = store.apply.bind(store);
    let full = true;
    const { StoreError } = await import('../../../lib/tree/index.js');
    store.apply = (...given) => {
      if (full) throw new StoreError('unwritable', 'no space is left');
      return apply(...given);
    };
    await bench.sources.start();
    assert.deepEqual(checked(), ['a store-error']);
    full = false;
    await bench.until(() => checked().includes('a applied'));
  });

  it('follows a configuration that is read anew', async () => {
    put('a', sample('one-account'));
    await start('');
    const { parseConfig } = await import('../../../daemon/config/load.js');
    bench.sources.reconfigure(parseConfig(config(), 'x'));
    await bench.until(() => checked().includes('a applied'));
    bench.sources.reconfigure(parseConfig('', 'x'));
    await bench.until(() => purged().length > 0);
  });
});
