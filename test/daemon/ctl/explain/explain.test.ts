import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dispatch } from '../../../../daemon/ctl/dispatch.js';
import { type Explanation, explain } from '../../../../daemon/ctl/explain/explain.js';
import { parseOrigin } from '../../../../daemon/ctl/explain/origin.js';
import { Exit } from '../../../../daemon/exit.js';
import { processDocuments } from '../../../../lib/bootstrap/index.js';
import { type Origin, Store, type VisibleNode } from '../../../../lib/tree/index.js';
import { ROOT } from '../../../support/paths.js';
import { mayTell } from '../../../support/secrecy.js';
import { inFolder } from '../../../tree/support.js';
import { captured } from '../../captured.js';

const SAMPLES = join(ROOT, 'test/samples');
const CARD: Origin = { kind: 'smartcard', id: '8949' };
const STRICT = { lenient: false, showSecrets: true };

const sample = (name: string): Buffer => readFileSync(join(SAMPLES, `${name}.wbxml`));
const isProvisioning = (bytes: Uint8Array): boolean => bytes[1] === 0x0b;

const withStatus = (status: number) => (error: unknown) =>
  error instanceof Exit && error.status === status;

const textOf = ({ value }: VisibleNode): string | null =>
  value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;

describe('an explanation', () => {
  it('is what applying does then, over one another, of every sample', () => {
    const store = Store.scratch();
    let applied = 0;
    let seen = 0;
    readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.wbxml'))
      .forEach((file, at) => {
        const bytes = readFileSync(join(SAMPLES, file));
        // Every other one from a card that brought another before.
        const origin: Origin = { kind: 'smartcard', id: `89${at % 3}` };
        const said = explain(bytes, store, { origin, ...STRICT });
        if (said.outcome !== 'applied') {
          assert.notEqual(said.detail, null, file);
          return;
        }
        applied += 1;
        const kind = isProvisioning(bytes) ? 'cp' : 'dm';
        assert.equal(said.kind, kind);
        const { changes, renamed, dangling } = store.apply(
          processDocuments([{ kind, oid: null, label: null, bytes }], origin, { lenient: false }),
        );
        assert.deepEqual(
          [said.accounts, said.renamed, said.dangling],
          [changes, renamed, dangling],
        );
        const tree = new Map(store.tree().map((node) => [node.uri, node]));
        seen += said.nodes.length;
        for (const { uri, change, after } of said.nodes) {
          const node = tree.get(uri);
          assert.equal(node === undefined, change === 'removed', uri);
          assert.deepEqual(node && { ...node, value: textOf(node) }, after ?? undefined);
        }
      });
    assert.ok(applied > 10 && seen > 100);
  });

  it('changes nothing', () => {
    const store = Store.scratch();
    const before = store.tree();
    assert.equal(
      explain(sample('one-account'), store, { origin: CARD, ...STRICT }).outcome,
      'applied',
    );
    assert.deepEqual([store.tree(), store.layers()], [before, []]);
  });

  it('knows the document that is in force, whatever the card calls it and has behind it', () => {
    const store = Store.scratch();
    const bytes = sample('one-account');
    const document = { kind: 'dm', oid: '2.23.43.7.1', label: 'DM', bytes } as const;
    store.apply(processDocuments([document], CARD, { lenient: false }));
    const padded = Buffer.concat([bytes, Buffer.alloc(100, 0xff)]);
    const again = explain(padded, store, { origin: CARD, ...STRICT });
    assert.deepEqual(
      [again.outcome, again.length, again.nodes, again.replaces],
      ['unchanged', bytes.length, [], []],
    );
    const other = explain(sample('same-server'), store, { origin: CARD, ...STRICT });
    assert.equal(other.outcome, 'applied');
    const { oid, label, length } = other.replaces[0]!;
    assert.deepEqual(
      { oid, label, length },
      { oid: '2.23.43.7.1', label: 'DM', length: bytes.length },
    );
  });

  it('is as strict as the configuration', () => {
    const store = Store.scratch();
    const xml = readFileSync(join(SAMPLES, 'one-account.xml'));
    const strict = explain(xml, store, { origin: CARD, ...STRICT });
    assert.deepEqual([strict.outcome, strict.kind], ['rejected', 'dm']);
    assert.match(strict.detail!, /5\.5\.4.*XML/);
    const lenient = explain(xml, store, { origin: CARD, ...STRICT, lenient: true });
    assert.equal(lenient.outcome, 'applied');
  });

  it('says why what cannot be taken is refused', () => {
    const store = Store.scratch();
    const outcome = (bytes: Uint8Array): unknown => {
      const { outcome, kind, detail } = explain(bytes, store, { origin: CARD, ...STRICT });
      assert.ok(detail !== null && detail.length > 10);
      return [outcome, kind];
    };
    assert.deepEqual(outcome(sample('wrong-source')), ['rejected', 'dm']);
    assert.deepEqual(outcome(sample('one-account').subarray(0, 500)), ['malformed', null]);
    assert.deepEqual(outcome(Buffer.alloc(10)), ['malformed', null]);
    assert.deepEqual(outcome(Buffer.from('<SyncML>')), ['rejected', null]);
    assert.deepEqual(outcome(Buffer.alloc(0)), ['malformed', null]);
  });
});

describe('decode --explain', () => {
  const file = join(SAMPLES, 'one-account.wbxml');
  const run = (...args: string[]) => {
    const all = ['decode', ...args, '--explain'];
    return captured(() => dispatch(all), mayTell(all) ? 'exact' : 'masked');
  };

  it('prints words, and JSON, with secrets only where they are asked for', () =>
    inFolder(async (dir) => {
      Store.open(dir, 'readers').close();
      const words = await run(file, '--state', dir);
      assert.equal(words.result, 0);
      assert.match(
        words.stdout,
        /^DM message of https:\/\/dm\.example\.com\/oma in WBXML 1\.2, \d+ bytes\.\n/,
      );
      assert.match(words.stdout, /\n\+ {11}AAuthSecret = \(secret\)\n/);
      assert.equal(words.stderr, '');

      const json = await run(file, '--state', dir, '--json', '--origin', 'factory:a:b');
      assert.match(json.stdout, /^\{.*\}\n$/);
      const said: Explanation = JSON.parse(json.stdout);
      assert.deepEqual(Object.keys(said), [
        ...['outcome', 'detail', 'origin', 'kind', 'length', 'sha256', 'report', 'replaces'],
        ...['accounts', 'renamed', 'dangling', 'nodes'],
      ]);
      assert.deepEqual(said.origin, { kind: 'factory', id: 'a:b' });
      assert.doesNotMatch(json.stdout, /one-client-secret/);
      assert.match(
        (await run(file, '--state', dir, '--show-secrets')).stdout,
        /= one-client-secret/,
      );
    }));

  it('takes an empty tree where there is no state, and says so', () =>
    inFolder(async (dir) => {
      const { result, stdout, stderr } = await run(file, '--state', join(dir, 'none'));
      assert.equal(result, 0);
      assert.match(stdout, /it would be applied/);
      assert.match(stderr, /^dmbootctl: there is no state in .*none; an empty tree/);
    }));

  it('ends with 65 where it would be refused, with the reason on standard output', () =>
    inFolder(async (dir) => {
      const bad = join(dir, 'bad');
      writeFileSync(bad, 'neither');
      for (const [file, outcome] of [
        [join(SAMPLES, 'no-account.wbxml'), 'rejected'],
        [bad, 'malformed'],
      ] as const) {
        const { result, stdout } = await run(file, '--state', dir, '--json');
        assert.equal(result, 65);
        assert.equal(JSON.parse(stdout).outcome, outcome);
      }
    }));

  it('reads the configuration', () =>
    inFolder(async (dir) => {
      const config = join(dir, 'dmbootd.toml');
      const xml = join(SAMPLES, 'one-account.xml');
      writeFileSync(
        config,
        '[message]\nlenient = true\n[[initial_rights]]\nsubtree = "./NAP"\naccess = 2\n',
      );
      const { result, stdout } = await run(xml, '--state', dir, '--config', config);
      assert.equal(result, 0);
      assert.match(stdout, /\n\+ {5}ACL .*Replace=com\.example\.dm/);
    }));

  it('refuses its options without it, and another origin', async () => {
    for (const args of [['--state', 'x'], ['--origin', 'factory:x'], ['--show-secrets']]) {
      await assert.rejects(() => dispatch(['decode', file, ...args]), withStatus(64));
    }
    for (const text of ['', 'factory', 'factory:', 'local:x', 'card:8949', ':8949']) {
      assert.throws(() => parseOrigin(text), withStatus(64));
    }
    assert.deepEqual(parseOrigin('https:https://x/y'), { kind: 'https', id: 'https://x/y' });
  });
});
