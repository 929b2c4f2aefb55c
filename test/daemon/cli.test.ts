import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dispatch } from '../../daemon/ctl/dispatch.js';
import { Exit } from '../../daemon/exit.js';
import { Store } from '../../lib/tree/index.js';
import { layerOf } from '../bootstrap/messages.js';
import { ROOT } from '../support/paths.js';
import { installed, skipBecause } from '../support/skip.js';
import { message } from '../traces/parts.js';
import { parseXml, type XmlTree } from '../wbxml/xml-tree.js';
import { type Ended, PROGRAMS, Program, run } from './program.js';

const ICCID = '8988211000000430010';
const ORIGIN = { kind: 'smartcard', id: ICCID } as const;
const trace = (name: string): string => join(ROOT, 'apdu-traces', `${name}.trace`);
const sample = (name: string): string => join(ROOT, 'test/samples', `${name}.wbxml`);

const CARD_KEYS = [
  ...['reader', 'identity', 'iccid', 'mode', 'outcome', 'detail', 'label', 'message'],
  ...['accounts', 'apdus', 'bytesSent', 'bytesReceived'],
];
const ACCOUNT_KEYS = ['id', 'uri', 'serverId', 'name', 'addresses', 'origin', 'confirmed'];

/** What a program printed: exactly one JSON object on one line. */
function objectOf({ stdout }: Ended): Record<string, unknown> & { cards: object[] } {
  assert.match(stdout, /^\{.*\}\n$/);
  return JSON.parse(stdout);
}

/** libwbxml changes the media type of objects when it encodes, and changes it back when it decodes. */
const comparable = (tree: XmlTree): XmlTree => ({
  ...tree,
  children: tree.children.map((child) =>
    typeof child === 'string' ? child.replace('dmtnds+wbxml', 'dmtnds+xml') : comparable(child),
  ),
});

/** Makes a state folder of readers with one card's account in it, which nobody owns. */
function fill(state: string): string {
  const store = Store.open(state, 'readers');
  const bytes = message('one-account');
  store.apply(layerOf(bytes, ORIGIN));
  store.close();
  return state;
}

/** Nobody answers there. */
const noService = (folder: string) => ({ env: { PCSCLITE_CSOCK_NAME: join(folder, 'none') } });

describe('the two programs', () => {
  /** Runs that take 5 s: they begin before the first test, and the last one looks at them. */
  let unserved: { readonly folder: string; readonly runs: Promise<Ended[]> };
  before(() => {
    const folder = mkdtempSync(join(tmpdir(), 'dmbootd-cli-'));
    const once = ['--once', '--json', '--state', fill(join(folder, 'state'))];
    const message = ['retrieve', '-o', join(folder, 'message')];
    const runs = Promise.all([
      run('dmbootd', once, noService(folder)),
      run('dmbootctl', message, noService(folder)),
    ]);
    unserved = { folder, runs };
  });
  after(() => rmSync(unserved.folder, { recursive: true }));

  let folder: string;
  const at = (name: string): string => join(folder, name);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dmbootd-cli-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function write(name: string, text: string): string {
    writeFileSync(at(name), text);
    return at(name);
  }

  const stateWithAccount = (): string => fill(at('state'));

  describe('end with', () => {
    it('0, and exactly one object, where the card was applied', async () => {
      const ended = await run('dmbootd', ['--json', '--trace', trace('3g/public')]);
      assert.equal(ended.status, 0);
      const object = objectOf(ended);
      assert.deepEqual(Object.keys(object), ['cards', 'purged']);
      assert.equal(object.cards.length, 1);
      const card = object.cards[0] as Record<string, unknown>;
      assert.deepEqual(Object.keys(card), CARD_KEYS);
      assert.deepEqual(Object.keys(card['message'] as object), ['length', 'sha256']);
      const [account] = card['accounts'] as object[];
      assert.deepEqual(Object.keys(account!), ACCOUNT_KEYS);
      assert.deepEqual(Object.keys((account as { origin: object }).origin), ['kind', 'id']);
    });

    it('0 for their help, on standard output', async () => {
      const all = await Promise.all([
        run('dmbootd', ['--help']),
        run('dmbootctl', ['tree', '--help']),
      ]);
      for (const { status, stdout, stderr } of all) {
        assert.equal(status, 0);
        assert.match(stdout, /^Usage: /);
        assert.equal(stderr, '');
      }
    });

    it('1 where a card ended in another outcome, with the object all the same', async () => {
      const ended = await run('dmbootd', [
        ...['--json', '--trace', trace('3g/public'), '--trace', trace('3g/mute')],
      ]);
      assert.equal(ended.status, 1);
      assert.equal(objectOf(ended).cards.length, 2);
    });

    it('64 where the command line is not understood', async () => {
      const lines = [
        ...['dmbootd --verbose', 'dmbootd --log-level loud', 'dmbootd start'],
        ...['dmbootctl', 'dmbootctl toString'],
      ];
      await Promise.all(
        lines.map(async (line) => {
          const [program, ...args] = line.split(' ');
          const { status, stdout, stderr } = await run(program as keyof typeof PROGRAMS, args);
          assert.equal(status, 64, line);
          assert.equal(stdout, '', line);
          assert.notEqual(stderr, '', line);
          assert.doesNotMatch(stderr, /\n {4}at /, 'no stack');
        }),
      );
    });

    it('65 where a trace cannot be parsed, with the place', async () => {
      const file = write('bad.trace', 'dmbootd-trace 1\nconnect T=0\natr 3B\n> 00A4\n');
      const { status, stdout, stderr } = await run('dmbootd', ['--json', '--trace', file]);
      assert.equal(status, 65);
      assert.equal(stdout, '');
      assert.ok(stderr.includes(`${file}:4`), stderr);
    });

    it('65 where the replay departs from its trace, with place and object', async () => {
      const lines = readFileSync(trace('3g/public'), 'utf8').split('\n');
      const line = lines.findIndex((one) => one.startsWith('> 01A4'));
      lines[line] = '> 01A4040C02 A000';
      const file = write('departed.trace', lines.join('\n'));
      const ended = await run('dmbootd', ['--json', '--trace', file]);
      assert.equal(ended.status, 65);
      assert.equal(objectOf(ended).cards.length, 1);
      assert.ok(ended.stderr.includes(`${file}:${line + 1}`), ended.stderr);
      assert.ok(ended.stderr.includes('> 01A4040C02 A000'), ended.stderr);
    });

    it('65 where lines of a trace are left over', async () => {
      const more = '> 00A4000C02 3F00\n< 9000\n';
      const file = write('more.trace', readFileSync(trace('3g/public'), 'utf8') + more);
      const ended = await run('dmbootd', ['--json', '--trace', file]);
      assert.equal(ended.status, 65);
      assert.equal(objectOf(ended).cards.length, 1);
      assert.match(ended.stderr, /00A4000C02 3F00/);
    });

    it('65 where a document is no WBXML', async () => {
      const { status, stderr } = await run('dmbootctl', ['decode', write('text', 'no WBXML')]);
      assert.equal(status, 65);
      assert.match(stderr, /^dmbootctl: .*\n$/);
    });

    for (const [what, line] of [
      ['no file to decode', 'decode'],
      ['two files to decode', 'decode a b'],
      ['two URIs', 'tree ./DMAcc ./NAP'],
      ['a word too many', 'accounts all'],
      ['half a command', 'pin'],
      ['another verb', `pin remember ${ICCID}`],
      ['no card to forget', 'pin forget'],
      ['no file for the message', 'retrieve'],
      ['an unknown option', 'accounts --verbose'],
      ['nothing to wait for', 'wait'],
      ['something else to wait for', 'wait --for empty'],
      ['a time that is none', 'wait --for applied --timeout soon'],
      ['a time that is too long', 'wait --for applied --timeout 999999h'],
    ] as const) {
      it(`64 where dmbootctl is given ${what}`, async () => {
        await assert.rejects(dispatch(line.split(' ')), (error) => {
          assert.ok(error instanceof Exit);
          assert.equal(error.status, 64);
          return true;
        });
      });
    }

    it('64 where a URI is none', async () => {
      const { status } = await run('dmbootctl', ['tree', 'DMAcc', '--state', stateWithAccount()]);
      assert.equal(status, 64);
    });

    it('66 where a file or a state is not there', async () => {
      const all = await Promise.all([
        run('dmbootd', ['--trace', at('none.trace')]),
        run('dmbootctl', ['accounts', '--state', at('none')]),
        run('dmbootctl', ['pin', 'forget', ICCID, '--state', at('none')]),
      ]);
      assert.deepEqual(
        all.map(({ status }) => status),
        [66, 66, 66],
      );
      assert.deepEqual(readdirSync(folder), [], 'and make none');
    });

    it('73 where the state cannot be written', async () => {
      const state = join(write('file', ''), 'state');
      const { status } = await run('dmbootd', ['--state', state, '--trace', trace('3g/public')]);
      assert.equal(status, 73);
    });

    it('74 where what they print is lost', async () => {
      const full = openSync('/dev/full', 'w');
      try {
        const decoding = [PROGRAMS.dmbootctl, 'decode', sample('one-account')];
        const { status, stderr } = spawnSync(process.execPath, decoding, {
          stdio: ['ignore', full, 'pipe'],
          encoding: 'utf8',
        });
        assert.equal(status, 74);
        assert.match(stderr, /standard output/);
      } finally {
        closeSync(full);
      }
    });

    it('75 where another process owns the state, which can be read all the same', async () => {
      const state = stateWithAccount();
      const runtime = ['--runtime', at('run')];
      const daemon = new Program('dmbootd', ['--state', state, ...runtime], noService(folder));
      await daemon.logged(/PC\/SC does not answer/);
      const owned = await Promise.all([
        run('dmbootd', ['--state', state], noService(folder)),
        run('dmbootctl', ['pin', 'forget', ICCID, '--state', state]),
      ]);
      assert.deepEqual(
        owned.map(({ status }) => status),
        [75, 75],
      );
      const [list, nodes] = await Promise.all([
        run('dmbootctl', ['accounts', '--json', '--state', state]),
        run('dmbootctl', ['tree', './DMAcc', '--state', state]),
      ]);
      assert.match(list.stderr, /no daemon answers at .* what stands in/);
      assert.equal(list.status, 0);
      assert.match(list.stdout, /"confirmed":false/);
      assert.match(nodes.stdout, /ServerID = com\.example\.dm/);

      const told = performance.now();
      assert.equal(await daemon.end('SIGTERM'), 0);
      assert.ok(performance.now() - told < 1000);
      assert.doesNotMatch(daemon.stderr, / error /);
      assert.equal(daemon.stdout, '');
      const forgotten = await run('dmbootctl', ['pin', 'forget', ICCID, '--state', state]);
      assert.equal(forgotten.status, 0);
    });

    it('78 where the configuration is wrong, with key and line', async () => {
      const config = write('config.toml', '[smartcard]\n\nmode = "5g"\n[smartcard.pin]\n');
      const args = ['--config', config, '--trace', trace('3g/public')];
      const { status, stderr } = await run('dmbootd', args);
      assert.equal(status, 78);
      assert.ok(stderr.startsWith(`dmbootd: ${config}:3: smartcard.mode: `), stderr);
    });

    it('78 where a configuration that was named is not there, or a credential is no PIN', async () => {
      mkdirSync(at('credentials'));
      writeFileSync(at('credentials/pin'), 'none');
      const all = await Promise.all([
        run('dmbootd', ['--config', at('none.toml'), '--trace', trace('3g/public')]),
        run('dmbootd', ['--trace', trace('3g/public')], {
          env: { CREDENTIALS_DIRECTORY: at('credentials') },
        }),
      ]);
      assert.deepEqual(
        all.map(({ status }) => status),
        [78, 78],
      );
    });

    it('78 where a state of readers is taken for one of traces, or the other way round', async () => {
      Store.open(at('readers'), 'readers').close();
      Store.open(at('traces'), 'traces').close();
      const all = await Promise.all([
        run('dmbootd', ['--state', at('readers'), '--trace', trace('3g/public')]),
        run('dmbootd', ['--state', at('traces')], noService(folder)),
      ]);
      assert.deepEqual(
        all.map(({ status }) => status),
        [78, 78],
      );
    });
  });

  it('leave nothing behind after a replay', async () => {
    for (const name of ['cwd', 'tmp', 'home']) mkdirSync(at(name));
    const { status } = await run('dmbootd', ['--trace', trace('3g/public')], {
      cwd: at('cwd'),
      env: { TMPDIR: at('tmp'), HOME: at('home') },
    });
    assert.equal(status, 0);
    for (const name of ['cwd', 'tmp', 'home']) assert.deepEqual(readdirSync(at(name)), [], name);
  });

  it('keep the state of a replay where they are told to, and purge from it', async () => {
    const state = ['--state', at('state')];
    const first = await run('dmbootd', [...state, '--json', '--trace', trace('3g/public')]);
    const [card] = objectOf(first).cards as { accounts: object[] }[];
    const shown = await run('dmbootctl', ['accounts', '--json', ...state]);
    assert.deepEqual(objectOf(shown), { accounts: card!.accounts });

    const ended = await run('dmbootd', [...state, '--json', '--trace', trace('3g/reader-empty')]);
    assert.deepEqual(objectOf(ended), {
      cards: [],
      purged: [{ ...ORIGIN, id: '8988211000000430001' }],
    });
    const left = await run('dmbootctl', ['accounts', ...state]);
    assert.equal(left.stdout, 'no account\n');
  });

  it('show the tree, and its secrets only where they are asked to', async () => {
    const args = ['tree', '--state', stateWithAccount()];
    const [text, json, secrets] = await Promise.all([
      run('dmbootctl', args),
      run('dmbootctl', [...args, '--json']),
      run('dmbootctl', [...args, '--show-secrets']),
    ]);
    assert.match(text.stdout, /^ {10}AAuthName = device-7$/m);
    assert.match(text.stdout, /AAuthSecret = \(secret\)/);
    assert.doesNotMatch(text.stdout + json.stdout, /one-client-secret/);
    assert.deepEqual(Object.keys(objectOf(json)), ['nodes']);
    assert.match(secrets.stdout, /AAuthSecret = one-client-secret/);
  });

  it('show ACLs with the initial rights of the configuration, but for Copy, which is warned of', async () => {
    const config = write('rights.toml', '[[initial_rights]]\nsubtree = "./NAP"\naccess = 10\n');
    const args = ['tree', './NAP', '--state', stateWithAccount()];
    const [without, shown, daemon] = await Promise.all([
      run('dmbootctl', args),
      run('dmbootctl', [...args, '--config', config]),
      run('dmbootd', ['--config', config, '--trace', trace('3g/public')]),
    ]);
    assert.match(without.stdout, /^ {2}NAP$/m);
    assert.match(shown.stdout, /^ {2}NAP {2}\[ACL Add=\*&Get=\*&Replace=com\.example\.dm\]$/m);
    assert.match(daemon.stderr, /initial_rights: Copy on \.\/NAP grants nothing/);
  });

  it('forget what is known of a PIN', async () => {
    const store = Store.open(at('state'), 'readers');
    store.pins.refuse(ICCID, '4321');
    store.close();
    const args = ['pin', 'forget', ICCID, '--json', '--state', at('state')];
    assert.deepEqual(objectOf(await run('dmbootctl', args)), { identity: ICCID, forgotten: 1 });
    assert.deepEqual(objectOf(await run('dmbootctl', args)), { identity: ICCID, forgotten: 0 });
  });

  it('record a trace that replays to the same', async () => {
    const record = ['--record', at('traces')];
    const first = await run('dmbootd', ['--json', ...record, '--trace', trace('3g/swapped')]);
    assert.equal(first.status, 0);
    const files = readdirSync(at('traces')).sort();
    assert.equal(files.length, 2, 'one a stay');
    const again = await run('dmbootd', [
      '--json',
      ...files.flatMap((file) => ['--trace', join(at('traces'), file)]),
    ]);
    assert.equal(again.status, 0);
    const cards = ({ cards }: { cards: object[] }) =>
      cards.map((card) => ({ ...card, reader: '', accounts: [] }));
    assert.deepEqual(cards(objectOf(again)), cards(objectOf(first)));
  });

  it('decode a message as wbxml2xml does', async function () {
    if (!installed('wbxml2xml')) {
      skipBecause(this, 'wbxml2xml is not installed (libwbxml2-utils)');
    }
    const file = sample('nine-accounts');
    const theirs = spawnSync('wbxml2xml', ['-m', '0', '-o', '-', file], { encoding: 'utf8' });
    assert.equal(theirs.status, 0);
    const ours = await run('dmbootctl', ['decode', file]);
    assert.equal(ours.status, 0);
    assert.deepEqual(comparable(parseXml(ours.stdout)), comparable(parseXml(theirs.stdout)));
  });

  it('stop at a signal while they wait for PC/SC', async () => {
    const daemon = new Program('dmbootd', ['--json', '--state', at('state')], noService(folder));
    await daemon.logged(/PC\/SC does not answer/);
    assert.equal(await daemon.end('SIGINT'), 0);
    assert.equal(daemon.stdout, '');
  });

  it('need no PC/SC where cards are switched off, and purge what cards brought', async () => {
    const factory = at('factory');
    mkdirSync(factory);
    writeFileSync(join(factory, '10-operator'), readFileSync(sample('one-account')));
    writeFileSync(
      at('config'),
      `[smartcard]\nenabled = false\n[factory]\nenabled = true\nfolder = "${factory}"\n`,
    );
    const args = ['--config', at('config'), '--state', fill(at('state'))];
    const once = await run('dmbootd', [...args, '--once', '--json'], noService(folder));
    assert.equal(once.stderr.match(/PC\/SC/), null);
    assert.equal(once.status, 0);
    const { cards, sources, purged } = objectOf(once) as Record<string, object[]>;
    assert.deepEqual([cards?.length, sources?.length, purged?.length], [0, 1, 1]);
    const daemon = new Program('dmbootd', args, noService(folder));
    await daemon.logged(/10-operator/);
    assert.equal(await daemon.end('SIGINT'), 0);
    assert.doesNotMatch(daemon.stderr, /PC\/SC/);
  });

  it('end with 69 where no PC/SC answers within 5 s, and change nothing', async () => {
    const [once, message] = await unserved.runs;
    assert.equal(once?.status, 69);
    assert.deepEqual(objectOf(once), { cards: [], purged: [] });
    assert.equal(message?.status, 69);
    assert.deepEqual(readdirSync(unserved.folder), ['state']);
    const reader = Store.openForReading(join(unserved.folder, 'state'));
    assert.equal(reader.accounts().length, 1);
    reader.close();
  });
});
