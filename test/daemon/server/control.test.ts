import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONTROL } from '../../../daemon/server/control.js';
import { StoreError } from '../../../lib/tree/index.js';
import { FIRST, SECOND } from '../bench.js';
import { byUser, PIN, SENDER } from '../sources/pushed.js';
import { ICCID, newCard, OTHER_ICCID, sample, watchPins } from '../wallet.js';
import { type Answered, type AskOptions, ask, jsonOf } from './ask.js';
import { asked, assertDescribed } from './described.js';
import { Office } from './office.js';

const ORIGIN = { kind: 'smartcard', id: ICCID };

describe('the control socket', () => {
  watchPins();
  let office: Office;
  beforeEach(async () => {
    office = await Office.open({ cards: { [FIRST]: newCard() } });
  });
  afterEach(() => office.close());

  /** Asks, and holds what comes against the description. */
  async function control(
    what: string,
    options: AskOptions & { readonly route?: string } = {},
  ): Promise<Answered> {
    const answered = await ask(office.control, what, options);
    const [method, url = ''] = what.split(' ');
    assertDescribed('control.json', options.route ?? `${method} ${url.split('?')[0]}`, answered);
    return answered;
  }
  const refusal = (answered: Answered): [number, string] => [
    answered.status,
    jsonOf<{ error: { code: string } }>(answered).error.code,
  ];

  it('says how it stands', async () => {
    const { bench, history } = office;
    const status = jsonOf(await control('GET /v1/status')) as Record<string, unknown>;
    assert.deepEqual(Object.keys(status), [
      ...['daemon', 'pcsc', 'readers', 'sources', 'pushes', 'accounts', 'events'],
    ]);
    assert.deepEqual(status['pcsc'], { answers: true, reason: null, settled: true });
    assert.deepEqual(status['readers'], bench.supervisor.readers);
    assert.deepEqual(status['accounts'], bench.accounts);
    assert.deepEqual(status['events'], history.since(0));
    bench.provider.down('it was stopped');
    const later = jsonOf(await control('GET /v1/status')) as Record<string, unknown>;
    assert.deepEqual(later['readers'], []);
    assert.deepEqual(later['pcsc'], { answers: false, reason: 'it was stopped', settled: false });
  });

  it('names no more than the latest events in its status', async () => {
    for (let at = 0; at < 20; at += 1) office.history.tell({ event: 'reloaded' });
    const { events } = jsonOf<{ events: { id: number }[] }>(await control('GET /v1/status'));
    assert.equal(events.length, 10);
    assert.equal(events.at(-1)?.id, office.history.newest);
  });

  it('lists readers, accounts and origins', async () => {
    const { bench } = office;
    assert.deepEqual(jsonOf(await control('GET /v1/readers')), {
      readers: bench.supervisor.readers,
    });
    assert.deepEqual(jsonOf(await control('GET /v1/accounts')), { accounts: bench.accounts });
    assert.deepEqual(jsonOf(await control('GET /v1/origins')), { origins: bench.store.layers() });
  });

  it('shows the tree, or a part of it, with its secrets masked', async () => {
    const whole = await control('GET /v1/tree');
    const { nodes } = jsonOf<{ nodes: { uri: string; value: string | null }[] }>(whole);
    assert.equal(nodes.length, office.bench.store.tree().length);
    assert.doesNotMatch(whole.text, /one-client-secret|one-nap-secret|one-client-nonce/);
    const secret = nodes.find(({ uri }) => uri.endsWith('/AAuthSecret'));
    assert.equal(secret?.value, '(secret)');
    const part = await control(`GET /v1/tree?uri=${encodeURIComponent('./DMAcc/OperatorX')}`);
    assert.equal(
      jsonOf<{ nodes: unknown[] }>(part).nodes.length,
      office.bench.store.tree('./DMAcc/OperatorX').length,
    );
    assert.deepEqual(refusal(await control('GET /v1/tree?uri=./None')), [404, 'not-found']);
    assert.deepEqual(refusal(await control('GET /v1/tree?uri=DMAcc')), [400, 'bad-uri']);
  });

  it('has a report of what each origin brought', async () => {
    const report = jsonOf(await control('GET /v1/reports/1', { route: 'GET /v1/reports/{id}' }));
    assert.deepEqual(report, office.bench.store.layer({ kind: 'smartcard', id: ICCID }));
    for (const [id, expected] of [
      ['0', [404, 'not-found']],
      ['2', [404, 'not-found']],
      ['one', [400, 'bad-request']],
      ['%ff', [400, 'bad-request']],
    ] as const) {
      const answered = await control(`GET /v1/reports/${id}`, { route: 'GET /v1/reports/{id}' });
      assert.deepEqual(refusal(answered), expected, id);
    }
  });

  it('has figures for Prometheus', async () => {
    const { text } = await control('GET /v1/metrics');
    for (const line of text.trimEnd().split('\n')) {
      assert.match(line, /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"\\]*"\})? [0-9.e+-]+)$/);
    }
    const exchanges = office.bench.reports[0]!.cards[0]!.apdus;
    for (const sample of [
      'dmbootd_visits_total{outcome="applied"} 1',
      `dmbootd_card_exchanges_total ${exchanges}`,
      'dmbootd_pcsc_up 1',
      'dmbootd_readers 2',
      'dmbootd_cards 1',
      'dmbootd_accounts{confirmed="true"} 1',
    ]) {
      assert.ok(text.includes(`\n${sample}\n`), sample);
    }
  });

  describe('visits again', () => {
    it('all cards, or the one in a reader', async () => {
      const { bench } = office;
      const rescan = async (body: unknown) => jsonOf(await control('POST /v1/rescan', { body }));
      assert.deepEqual(await rescan({}), { readers: [FIRST] });
      await bench.settled();
      assert.deepEqual(await rescan({ reader: FIRST }), { readers: [FIRST] });
      await bench.settled();
      assert.deepEqual(bench.outcomes, ['applied', 'unchanged', 'unchanged']);
    });

    it('nothing where there is nothing', async () => {
      const rescan = async (reader: string) =>
        refusal(await control('POST /v1/rescan', { body: { reader } }));
      assert.deepEqual(await rescan(SECOND), [409, 'no-card']);
      assert.deepEqual(await rescan('Reader 3'), [404, 'not-found']);
      office.bench.provider.down();
      assert.deepEqual(await rescan(FIRST), [503, 'pcsc-down']);
    });
  });

  describe('purges', () => {
    const purge = (origin: unknown) => control('POST /v1/purge', { body: { origin } });

    it('what came from an origin, until its card comes again', async () => {
      const { bench } = office;
      assert.deepEqual(jsonOf(await purge(ORIGIN)), { purged: [ORIGIN] });
      assert.deepEqual(bench.accounts, []);
      assert.deepEqual(refusal(await purge(ORIGIN)), [404, 'not-found']);
      await control('POST /v1/rescan', { body: {} });
      await bench.settled();
      assert.equal(bench.outcome, 'applied');
    });

    it('nothing of what belongs to nobody', async () => {
      assert.deepEqual(refusal(await purge({ kind: 'local', id: '' })), [404, 'not-found']);
      assert.deepEqual(refusal(await purge({ kind: 'card', id: '' })), [400, 'bad-request']);
    });

    it('nothing where the state cannot be written, and says so', async () => {
      const { bench } = office;
      bench.store.purge = () => {
        throw new StoreError('unwritable', 'the disk is full');
      };
      assert.deepEqual(refusal(await purge(ORIGIN)), [507, 'unwritable']);
      assert.equal(bench.accounts.length, 1);
    });
  });

  it('lists the sources besides cards, and has them look again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dmbootd-factory-'));
    const other = await Office.open({
      config: `[factory]\nenabled = true\nfolder = "${folder}"\n`,
    });
    const answerTo = async (what: string): Promise<unknown> => {
      const answered = await ask(other.control, what);
      assertDescribed('control.json', what, answered);
      return jsonOf(answered);
    };
    try {
      assert.deepEqual(await answerTo('GET /v1/sources'), { sources: [] });
      writeFileSync(join(folder, 'a'), sample('one-account'));
      assert.deepEqual(await answerTo('POST /v1/sources/check'), { origins: [] });
      await other.bench.until(() => other.bench.sources.reports.length > 0);
      const origin = { kind: 'factory', id: 'a' };
      const { accounts } = other.bench;
      const report = { origin, outcome: 'applied', detail: null, next: null, accounts };
      assert.deepEqual(await answerTo('GET /v1/sources'), { sources: [report] });
      assert.equal(accounts.length, 1);
      const answered = await ask(other.control, 'POST /v1/purge', { body: { origin } });
      assert.deepEqual(jsonOf(answered), { purged: [origin] });
      const held = { ...report, outcome: 'disabled', detail: 'purged', accounts: [] };
      assert.deepEqual(await answerTo('GET /v1/sources'), { sources: [held] });
    } finally {
      await other.close();
      rmSync(folder, { recursive: true });
    }
  });

  it('takes pushes, and the PIN of one, from who may', async () => {
    await office.close();
    office = await Office.open({ config: `[push]\nsenders = ["${SENDER}"]\n` });
    const hand = async () => {
      const pdu = Buffer.from(byUser()).toString('base64');
      return jsonOf<{ outcome: string; id: string }>(
        await control('POST /v1/push', { body: { sender: SENDER, pdu } }),
      );
    };
    const drop = (id: string) => control('POST /v1/push/drop', { body: { id } });
    assert.equal((await drop((await hand()).id)).status, 200);
    const handed = await hand();
    assert.equal(handed.outcome, 'pending');
    const { waiting } = jsonOf<{ waiting: { id: string }[] }>(await control('GET /v1/push'));
    assert.deepEqual(
      waiting.map(({ id }) => id),
      [handed.id],
    );
    const typed = await control('POST /v1/push/confirm', { body: { pin: PIN } });
    assert.equal(jsonOf<{ outcome: string }>(typed).outcome, 'applied');
    assert.deepEqual(refusal(await drop(handed.id)), [404, 'not-found']);
  });

  it('forgets what is known of a PIN', async () => {
    office.bench.store.pins.refuse(OTHER_ICCID, '4321');
    const forget = async () =>
      jsonOf(await control('POST /v1/pin/forget', { body: { identity: OTHER_ICCID } }));
    assert.deepEqual(await forget(), { identity: OTHER_ICCID, forgotten: 1 });
    assert.deepEqual(await forget(), { identity: OTHER_ICCID, forgotten: 0 });
  });

  it('answers a fault of the program with nothing of it, and goes on', async () => {
    const { bench } = office;
    const { layers } = bench.store;
    bench.store.layers = () => {
      throw new TypeError('nothing for others');
    };
    const answered = await control('GET /v1/origins');
    assert.deepEqual(refusal(answered), [500, 'internal']);
    assert.doesNotMatch(answered.text, /nothing for others/);
    assert.equal(bench.bugs.length, 1);
    bench.store.layers = layers;
    assert.equal((await control('GET /v1/origins')).status, 200);
  });

  it('escapes what a terminal would take for a command', async () => {
    await office.bench.insert(
      SECOND,
      newCard({ iccid: OTHER_ICCID, message: sample('other-server'), label: '\u202e\u001b[2J' }),
    );
    const { text } = await control('GET /v1/readers');
    assert.doesNotMatch(text, /[\p{Cc}\p{Cf}]/u);
    assert.match(text, /\\u202e\\u001b\[2J/);
  });

  after('each of its routes was asked', () => {
    for (const { method, path, answer } of CONTROL) {
      if (answer.kind === 'events') continue;
      assert.ok(asked['control.json'].has(`${method} ${path} 200`), `${method} ${path}`);
    }
  });
});
