import assert from 'node:assert/strict';
import { dispatch } from '../../../daemon/ctl/dispatch.js';
import { Exit } from '../../../daemon/exit.js';
import type { Account } from '../../../lib/tree/index.js';
import { FIRST, SECOND } from '../bench.js';
import { captured } from '../captured.js';
import { Office } from '../server/office.js';
import { ICCID, newCard, OTHER_ICCID, sample, watchPins } from '../wallet.js';

const ORIGIN = { kind: 'smartcard', id: ICCID };
const otherOperator = () => newCard({ iccid: OTHER_ICCID, message: sample('other-server') });

/** One of the commands, where a daemon answers. */
describe('dmbootctl, of a daemon that answers,', () => {
  watchPins();
  let office: Office;
  beforeEach(async () => {
    office = await Office.open({ cards: { [FIRST]: newCard() } });
  });
  afterEach(() => office.close());

  const ctl = async (...args: string[]) => {
    const { result, stdout, stderr } = await captured(() =>
      dispatch([...args, '--runtime', office.folder]),
    );
    assert.equal(stderr, '', 'a daemon answered');
    return { status: result, stdout };
  };
  const json = async (...args: string[]): Promise<Record<string, unknown>> => {
    const { status, stdout } = await ctl(...args, '--json');
    assert.equal(status, 0);
    assert.match(stdout, /^\{.*\}\n$/);
    return JSON.parse(stdout);
  };
  const fails = (status: number, ...args: string[]) =>
    assert.rejects(dispatch([...args, '--runtime', office.folder]), (error) => {
      assert.ok(error instanceof Exit);
      assert.equal(error.status, status, error.message);
      return true;
    });

  it('shows on one screen how it stands', async () => {
    const { stdout } = await ctl('status');
    const lines = stdout.split('\n');
    assert.match(
      lines[0]!,
      /^dmbootd \d+\.\d+\.\d+ runs since .{19}Z \(\d+ (?:s|min)\), process \d+$/,
    );
    assert.deepEqual(lines.slice(1, 12), [
      'State in bench',
      'PC/SC answers',
      '',
      'Readers',
      `  ${FIRST}  card ${ICCID} (3G)`,
      '    applied: "OMA-DM", 1198 bytes, 19 exchanges with the card',
      `  ${SECOND}  empty`,
      '',
      'Accounts',
      `  a1  com.example.dm  Example Operator  from smartcard ${ICCID}`,
      '',
    ]);
    assert.equal(lines[12], 'Latest events');
    assert.match(lines.at(-2)!, new RegExp(`^  .{19}Z  card-visited     ${FIRST}: applied$`));
    for (const line of lines) assert.ok(line.length <= 80, line);
    assert.doesNotMatch(stdout, /\u001b/, 'colour is for terminals');
  });

  it('shows the same as the socket, as JSON', async () => {
    const { bench, history } = office;
    const status = await json('status');
    assert.deepEqual(Object.keys(status), [
      'daemon',
      'pcsc',
      'readers',
      'sources',
      'pushes',
      'accounts',
      'events',
    ]);
    assert.deepEqual(await json('accounts'), { accounts: bench.accounts });
    assert.deepEqual(await json('readers'), { readers: bench.supervisor.readers });
    assert.deepEqual(await json('origins'), { origins: bench.store.layers() });
    assert.deepEqual(await json('report'), {
      reports: [bench.store.layer(bench.accounts[0]!.origin)],
    });
    const { stdout } = await ctl('events', '--json');
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    assert.deepEqual(events, history.since(0));
  });

  it('shows the tree with its secrets masked', async () => {
    const { nodes } = (await json('tree', './DMAcc')) as { nodes: unknown[] };
    assert.equal(nodes.length, office.bench.store.tree('./DMAcc').length);
    const { stdout } = await ctl('tree', './DMAcc');
    assert.match(stdout, /AAuthSecret = \(secret\)/);
    await fails(66, 'tree', './None');
    await fails(64, 'tree', 'None');
  });

  it('shows readers, origins and reports to people', async () => {
    await office.bench.insert(SECOND, newCard({ iccid: OTHER_ICCID, blank: true }));
    const readers = await ctl('readers');
    assert.match(
      readers.stdout,
      new RegExp(`^${SECOND}  card ${OTHER_ICCID} \\(3G\\)\\n  empty: `, 'm'),
    );
    const origins = await ctl('origins');
    assert.match(
      origins.stdout,
      new RegExp(`^1  smartcard ${ICCID}  confirmed\\n   dm "OMA-DM", 1198 bytes, `),
    );
    for (const word of ['1', ICCID, `smartcard:${ICCID}`]) {
      const report = await ctl('report', word);
      assert.match(report.stdout, /^ {5}- 1 {2}Add {2}\.\/Inbox {2}200$/m);
    }
    await fails(66, 'report', '2');
  });

  it('rescans, and says what came of it', async () => {
    await office.bench.insert(
      SECOND,
      newCard({ iccid: OTHER_ICCID, message: sample('wrong-source') }),
    );
    const all = await ctl('rescan', '--json');
    const { cards } = JSON.parse(all.stdout) as { cards: { reader: string; outcome: string }[] };
    assert.equal(all.status, 1, 'one of them is no success');
    assert.deepEqual(
      cards.map(({ reader, outcome }) => [reader, outcome]),
      [
        [FIRST, 'unchanged'],
        [SECOND, 'rejected'],
      ],
    );
    const one = await ctl('rescan', FIRST);
    assert.equal(one.status, 0);
    assert.match(one.stdout, new RegExp(`^${FIRST}: card ${ICCID} \\(3G\\)\\n  unchanged: `));
    await office.bench.remove(SECOND);
    await fails(66, 'rescan', SECOND);
    await fails(66, 'rescan', 'Reader 9');
    office.bench.provider.down();
    await fails(69, 'rescan');
  });

  it('purges by number or id, until the card is asked for again', async () => {
    assert.deepEqual(await json('purge', '1'), { purged: [ORIGIN] });
    assert.deepEqual(await json('accounts'), { accounts: [] });
    await fails(66, 'purge', '1');
    assert.equal((await ctl('rescan')).status, 0);
    const { stdout } = await ctl('purge', ICCID);
    assert.equal(stdout, `purged: everything that came from smartcard ${ICCID}\n`);
    assert.equal((await ctl('accounts')).stdout, 'no account\n');
    assert.equal((await ctl('origins')).stdout, 'nothing came yet\n');
  });

  it('purges nothing that two origins may be', async () => {
    const [document] = office.bench.store.documents(office.bench.accounts[0]!.origin);
    const factory = { kind: 'factory', id: ICCID } as const;
    office.bench.store.apply({ origin: factory, documents: [document!], mos: [] });
    await fails(64, 'purge', ICCID);
    assert.deepEqual(await json('purge', `factory:${ICCID}`), { purged: [factory] });
  });

  it('forgets what is known of a PIN', async () => {
    office.bench.store.pins.refuse(OTHER_ICCID, '4321');
    assert.deepEqual(await json('pin', 'forget', OTHER_ICCID), {
      identity: OTHER_ICCID,
      forgotten: 1,
    });
  });

  describe('waits', () => {
    it('not at all for what holds', async () => {
      const { accounts } = await json('wait', '--for', 'applied');
      assert.deepEqual(accounts, office.bench.accounts);
      await office.bench.remove(FIRST);
      assert.deepEqual(await json('wait', '--for', 'removed'), { accounts: [] });
    });

    it('until it holds', async () => {
      const removed = json('wait', '--for', 'removed', '--timeout', '1m');
      office.bench.provider.remove(FIRST);
      assert.deepEqual(await removed, { accounts: [] });
      const applied = json('wait', '--for', 'applied');
      office.bench.provider.insert(SECOND, otherOperator());
      const { accounts } = (await applied) as { accounts: Account[] };
      assert.equal(accounts[0]?.serverId, 'net.example.manage');
    });

    it('for an account to be confirmed', async () => {
      office.bench.provider.down();
      const applied = json('wait', '--for', 'applied');
      assert.equal(office.bench.accounts[0]?.confirmed, false);
      office.bench.provider.up();
      const { accounts } = (await applied) as { accounts: Account[] };
      assert.equal(accounts[0]?.confirmed, true);
    });

    it('no longer than it may', async () => {
      const { result, stdout, stderr } = await captured(() =>
        dispatch(['wait', '--for', 'removed', '--timeout', '50ms', '--runtime', office.folder]),
      );
      assert.equal(result, 1);
      assert.equal(stdout, '');
      assert.match(stderr, /not removed within 50ms/);
    });
  });
});
