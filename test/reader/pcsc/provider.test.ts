import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { loadBinding } from '../../../lib/reader/pcsc/binding.js';
import { PcscProvider } from '../../../lib/reader/pcsc/provider.js';
import { Told } from '../../support/pcscd-client.js';
import { FakePcscd, type FakeReader } from '../../support/pcscd-fake.js';
import { skipBecause } from '../../support/skip.js';

const SOCKET = 'PCSCLITE_CSOCK_NAME';

const LIB = fileURLToPath(new URL('../../../lib', import.meta.url));

describe('readers without the optional PC/SC binding', () => {
  it('are told to be down once, and what to install', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pcsc-'));
    await cp(LIB, join(folder, 'lib'), { recursive: true });
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    // Stands in the way of one that is installed further up.
    const decoy = join(folder, 'node_modules/pcsclite');
    await mkdir(decoy, { recursive: true });
    await writeFile(join(decoy, 'package.json'), '{"exports":{}}');
    const copy: { PcscProvider: typeof PcscProvider } = await import(
      pathToFileURL(join(folder, 'lib/reader/pcsc/provider.js')).href
    );
    const provider = new copy.PcscProvider({ match: [] });
    try {
      const { reason, lasting } = await new Told(provider).next('down');
      assert.match(reason, /npm install pcsclite/);
      assert.equal(lasting, true);
    } finally {
      await provider.stop();
      await rm(folder, { recursive: true });
    }
  });
});

describe('readers that come and go, before a stand-in for pcscd', function () {
  this.timeout(10_000);

  let folder: string;
  let fake: FakePcscd;
  let provider: PcscProvider | null = null;
  let told: Told;

  const a = (holds: FakeReader['holds'], counter = 0): FakeReader => ({
    name: 'A',
    holds,
    counter,
  });
  const b = (holds: FakeReader['holds'], counter = 0): FakeReader => ({
    name: 'B',
    holds,
    counter,
  });

  function start(match: RegExp[] = []): void {
    provider = new PcscProvider({ match });
    told = new Told(provider);
  }

  before(async function () {
    const binding = loadBinding();
    if ('absent' in binding) skipBecause(this, binding.absent);
    folder = await mkdtemp(join(tmpdir(), 'pcsc-'));
    process.env[SOCKET] = join(folder, 'socket');
    fake = new FakePcscd();
    await fake.start(join(folder, 'socket'));
    start();
    await told.next('up');
    await provider?.stop();
    if (fake.version !== '4.4') {
      skipBecause(this, `libpcsclite speaks protocol ${fake.version}, the stand-in 4.4`);
    }
    await fake.stop();
  });

  beforeEach(async () => {
    fake = new FakePcscd();
    await fake.start(join(folder, 'socket'));
  });

  afterEach(async () => {
    await provider?.stop();
    await fake.stop();
  });

  after(async () => {
    delete process.env[SOCKET];
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  it('are told of, each with what it holds', async () => {
    fake.set([a('empty')]);
    start();
    assert.deepEqual(await told.until('listed'), ['up', 'empty A', 'listed']);
    fake.set([a('empty'), b('card')]);
    assert.deepEqual(await told.until('card'), ['card B']);
    fake.set([a('card', 1), b('card')]);
    assert.deepEqual(await told.until('card'), ['card inserted A']);
    fake.set([a('card', 1)]);
    assert.deepEqual(await told.until('gone'), ['gone B']);
    fake.set([]);
    assert.deepEqual(await told.until('gone'), ['gone A']);
  });

  it('that match no pattern are not', async () => {
    fake.set([a('card'), b('card')]);
    start([/x/g, /^B/]);
    assert.deepEqual(await told.until('listed'), ['up', 'card B', 'listed']);
    fake.set([b('card')]);
    fake.set([]);
    assert.deepEqual(await told.until('gone'), ['gone B']);
  });

  it('that are replaced within one look, so that their number stays, are told of', async () => {
    fake.set([a('card')]);
    start();
    await told.until('listed');
    fake.set([b('card')]);
    assert.deepEqual(await told.until('card'), ['gone A', 'card B']);
  });

  it('that come back under their name are told of again', async () => {
    fake.set([a('card')]);
    start();
    await told.until('listed');
    fake.set([]);
    assert.deepEqual(await told.until('gone'), ['gone A']);
    fake.set([a('card')]);
    assert.deepEqual(await told.until('card'), ['card A']);
  });

  it('that come while the first listing is on its way are not lost', async () => {
    fake.set([a('empty')]);
    fake.listed = () => fake.set([a('empty'), b('card')], { silently: true });
    start();
    assert.deepEqual(await told.until('card'), ['up', 'empty A', 'listed', 'card B']);
  });

  it('of which there is none are believed absent after a second listing alone', async () => {
    let listings = 0;
    fake.listed = () => {
      listings += 1;
    };
    start();
    assert.deepEqual(await told.until('listed'), ['up', 'listed']);
    // Each listing asks twice: for the length and for the names.
    assert.ok(listings >= 2);
  });

  it('that are out of order say nothing of their card and hold up nobody', async () => {
    fake.set([a('unavailable'), b('card', 5)]);
    start();
    assert.deepEqual(await told.until('listed'), ['up', 'card B', 'listed']);
    fake.set([a('unavailable'), b('unavailable')]);
    fake.set([a('card', 1), b('card', 5)]);
    assert.deepEqual(await told.until('card'), ['card A']);
    fake.set([a('card', 1), b('unavailable')]);
    fake.set([a('card', 1), b('card', 6)]);
    assert.deepEqual(await told.until('card'), ['empty B', 'card inserted B']);
  });

  it('a card that does not answer is a card', async () => {
    fake.set([a('mute', 1)]);
    start();
    assert.deepEqual(await told.until('listed'), ['up', 'card A', 'listed']);
    fake.set([a('card', 1)]);
    fake.set([a('empty', 2)]);
    assert.deepEqual(await told.until('empty'), ['empty A']);
  });

  it('a swap is seen by the counter, also where that begins anew', async () => {
    fake.set([a('card', 0xffff)]);
    start();
    await told.until('listed');
    fake.set([a('card', 1)]);
    assert.deepEqual(await told.until('card'), ['empty A', 'card inserted A']);
  });
});
