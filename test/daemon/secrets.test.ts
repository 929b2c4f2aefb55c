import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultConfig, parseConfig } from '../../daemon/config/load.js';
import { dispatch } from '../../daemon/ctl/dispatch.js';
import { EXIT } from '../../daemon/exit.js';
import type { LogFormat } from '../../daemon/log.js';
import { runOnTraces } from '../../daemon/run.js';
import { CONTROL } from '../../daemon/server/control.js';
import { MessageError, processDocuments } from '../../lib/bootstrap/index.js';
import { Store } from '../../lib/tree/index.js';
import { ROOT } from '../support/paths.js';
import { SAMPLE_NAMES, SAMPLES, SECRETS, secretsIn } from '../support/secrecy.js';
import { message } from '../traces/parts.js';
import { inFolder } from '../tree/support.js';
import { FIRST } from './bench.js';
import { captured } from './captured.js';
import { ask } from './server/ask.js';
import { Office } from './server/office.js';
import { newCard } from './wallet.js';

const TRACES = join(ROOT, 'apdu-traces');
/** In place of the PIN of the traces, whose digits are too common to be looked for. What a trace masks matches any PIN. */
const PIN = '93571846';
const RECORDED_PIN = '1234';

const names = (folder: string, end: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(end))
    .map((file) => file.slice(0, -end.length))
    .sort();

const tells = (text: string): void => assert.deepEqual(secretsIn(text), []);

interface Played {
  readonly status: number;
  readonly printed: string;
}

async function play(file: string, toml: string | null, format: LogFormat): Promise<Played> {
  const config = toml === null ? defaultConfig() : parseConfig(toml, 'secrets.toml');
  const { result, stdout, stderr } = await captured(() =>
    runOnTraces({
      config: { ...config, log: { level: 'debug', format } },
      record: null,
      json: format === 'json',
      traces: [file],
      state: null,
    }),
  );
  return { status: result, printed: stdout + stderr };
}

const tomlOf = (name: string): string | null => {
  const file = join(TRACES, `${name}.toml`);
  return existsSync(file) ? readFileSync(file, 'utf8').replace(RECORDED_PIN, PIN) : null;
};

describe('the secrets of the messages and the PINs', () => {
  it('are there to be looked for', () => {
    for (const secret of [
      'one-client-secret',
      'one-nap-secret',
      'b25lLWNsaWVudC1ub25jZQ',
      'one-client-nonce',
      'wap-auth-secret',
      'wap-proxy-secret',
    ]) {
      assert.ok(SECRETS.includes(secret), secret);
    }
  });

  for (const format of ['text', 'json'] as const) {
    it(`are in nothing that a replay prints or logs as ${format}`, async () => {
      let all = '';
      for (const name of names(TRACES, '.trace')) {
        const { status, printed } = await play(join(TRACES, `${name}.trace`), tomlOf(name), format);
        assert.notEqual(status, EXIT.data, name);
        all += printed;
      }
      assert.match(all, /> 01B0000000 < 256 bytes, SHA-256 /);
      assert.match(all, /> 0120000108\*{16} < 9000/);
      tells(all);
    });
  }

  it('are in nothing that a replay says of where it departs from its trace', () =>
    inFolder(async (dir) => {
      const lines = readFileSync(join(TRACES, '3g/pin.trace'), 'utf8').split('\n');
      const file = join(dir, 'departed.trace');
      for (const [at, line] of lines.entries()) {
        if (!/^[<>] /.test(line)) continue;
        const changed = line.startsWith('<') ? '< 6F00' : '> 00FF000000';
        writeFileSync(file, lines.with(at, changed).join('\n'));
        const { printed } = await play(file, tomlOf('3g/pin'), 'text');
        tells(printed);
        writeFileSync(file, lines.toSpliced(at + 1).join('\n'));
        if (line.startsWith('<')) tells((await play(file, tomlOf('3g/pin'), 'text')).printed);
      }
    }));

  describe('in a state', () => {
    /** Every sample that can be taken, each from a card of its own. */
    const withState = (look: (dir: string, store: Store) => Promise<void>): Promise<void> =>
      inFolder(async (dir) => {
        const store = Store.open(join(dir, 'state'), 'readers');
        for (const [at, name] of SAMPLE_NAMES.entries()) {
          const origin = { kind: 'smartcard', id: `89${at}` } as const;
          const kind = name.startsWith('provisioning/') ? 'cp' : 'dm';
          const document = { kind, oid: null, label: null, bytes: message(name) } as const;
          try {
            store.apply(processDocuments([document], origin, { lenient: false }));
          } catch (error) {
            assert.ok(error instanceof MessageError);
            tells(error.message);
          }
        }
        assert.ok(store.layers().length > 8);
        try {
          await look(join(dir, 'state'), store);
        } finally {
          store.close();
        }
      });

    it('are in no processing report', () =>
      withState(async (_, store) => {
        for (const { origin } of store.layers()) {
          tells(JSON.stringify(store.layer(origin)?.documents));
        }
      }));

    for (const line of ['accounts', 'tree', 'status', 'origins', 'report']) {
      for (const args of [line, `${line} --json`].map((one) => one.split(' '))) {
        it(`are not in ${args.join(' ')}`, () =>
          withState(async (dir) => {
            const { stdout } = await captured(() => dispatch([...args, '--state', dir]));
            assert.match(stdout, line === 'origins' ? /smartcard/ : /com\.example\.dm/);
            tells(stdout);
          }));
      }
    }

    it('are in no answer of the control socket, and in no event', () =>
      withState(async (_, store) => {
        const office = await Office.open({ store, cards: { [FIRST]: newCard() } });
        for (const account of store.accounts()) {
          office.history.tell({ event: 'account-changed', account });
        }
        const reports = store.layers().map(({ sequence }) => `/v1/reports/${sequence}`);
        const plain = CONTROL.filter(({ method, path }) => method === 'GET' && !path.includes('{'));
        for (const path of [...plain.map((route) => route.path), ...reports]) {
          const headers = { accept: 'application/json' };
          const { status, text } = await ask(office.control, `GET ${path}`, { headers });
          assert.equal(status, 200, path);
          tells(text);
        }
        const { text } = await ask(office.client, 'GET /v1/accounts');
        assert.ok(secretsIn(text).length > 8, 'and they are where they should be');
        await office.close();
      }));

    for (const format of [[], ['--json']]) {
      it(`are not in decode --explain ${format.join('')}`, () =>
        withState(async (dir) => {
          for (const name of SAMPLE_NAMES) {
            const file = join(SAMPLES, `${name}.wbxml`);
            const args = [file, '--explain', '--origin', 'factory:x', '--state', dir, ...format];
            const { stdout } = await captured(() => dispatch(['decode', ...args]));
            assert.ok(stdout.length > 50, name);
            tells(stdout);
          }
        }));
    }

    it('are in tree --show-secrets', () =>
      withState(async (dir) => {
        const args = ['--show-secrets', '--state', dir];
        const { stdout } = await captured(() => dispatch(['tree', ...args]), 'exact');
        assert.ok(secretsIn(stdout).length > 8);
      }));
  });

  it('are in what decode prints', async () => {
    const { stdout } = await captured(
      () => dispatch(['decode', join(SAMPLES, 'one-account.wbxml')]),
      'exact',
    );
    assert.ok(stdout.includes('one-client-secret'));
  });
});
