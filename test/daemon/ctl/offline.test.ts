import assert from 'node:assert/strict';
import { join } from 'node:path';
import { dispatch } from '../../../daemon/ctl/dispatch.js';
import { Exit } from '../../../daemon/exit.js';
import { Store } from '../../../lib/tree/index.js';
import { layerOf } from '../../bootstrap/messages.js';
import { inFolder } from '../../tree/support.js';
import { FIRST } from '../bench.js';
import { captured } from '../captured.js';
import { Program } from '../program.js';
import { ask } from '../server/ask.js';
import { Office } from '../server/office.js';
import { ICCID, newCard, sample, watchPins } from '../wallet.js';

const ORIGIN = { kind: 'smartcard', id: ICCID } as const;

describe('dmbootctl, where no daemon answers,', () => {
  watchPins();

  /** A state folder with what one card brought. */
  const withState = (look: (state: string) => Promise<void>): Promise<void> =>
    inFolder(async (dir) => {
      const state = join(dir, 'state');
      changed(state, (store) =>
        store.apply(layerOf(sample('one-account'), ORIGIN), { reader: FIRST }),
      );
      await look(state);
    });

  function changed<T>(state: string, change: (store: Store) => T): T {
    const store = Store.open(state, 'readers');
    try {
      return change(store);
    } finally {
      store.close();
    }
  }

  const json = async (state: string, ...args: string[]): Promise<unknown> => {
    const { result, stdout, stderr } = await captured(() =>
      dispatch([...args, '--json', '--state', state]),
    );
    assert.equal(result, 0);
    assert.equal(
      stderr,
      `dmbootctl: no daemon answers at ${state}/control.sock: this is what stands in ${state}\n`,
    );
    return stdout === '' ? null : JSON.parse(stdout);
  };
  const fails = (status: number, ...args: string[]) =>
    assert.rejects(
      captured(() => dispatch(args)),
      (error) => error instanceof Exit && error.status === status,
    );

  it('shows what stands in the state folder, and says that it does', () =>
    withState(async (state) => {
      const store = Store.openForReading(state);
      const accounts = store.accounts();
      const origins = store.layers();
      const report = store.layer(ORIGIN);
      const nodes = store.tree('./DMAcc').length;
      store.close();
      assert.deepEqual(await json(state, 'status'), {
        daemon: null,
        pcsc: null,
        readers: [],
        sources: [],
        pushes: [],
        accounts,
        events: [],
      });
      assert.deepEqual(await json(state, 'accounts'), { accounts });
      assert.deepEqual(await json(state, 'origins'), { origins });
      assert.deepEqual(await json(state, 'report', ICCID), { reports: [report] });
      assert.deepEqual(await json(state, 'readers'), { readers: [] });
      assert.equal(await json(state, 'events'), null);
      const tree = (await json(state, 'tree', './DMAcc')) as { nodes: unknown[] };
      assert.equal(tree.nodes.length, nodes);
    }));

  it('shows people that there is none', () =>
    withState(async (state) => {
      const { stdout } = await captured(() => dispatch(['status', '--state', state]));
      assert.equal(
        stdout,
        [
          'dmbootd does not run',
          '',
          'Accounts',
          `  a1  com.example.dm  Example Operator  from smartcard ${ICCID}\n`,
        ].join('\n'),
      );
    }));

  it('shows secrets where it is asked to, without looking for a daemon', () =>
    withState(async (state) => {
      const args = ['tree', '--show-secrets', '--state', state];
      const { stdout, stderr } = await captured(() => dispatch(args), 'exact');
      assert.match(stdout, /AAuthSecret = one-client-secret/);
      assert.equal(stderr, '');
    }));

  it('purges for good what a card brought, until it is put in again', () =>
    withState(async (state) => {
      assert.deepEqual(await json(state, 'purge', '1'), { purged: [ORIGIN] });
      assert.deepEqual(await json(state, 'accounts'), { accounts: [] });
      assert.ok(changed(state, (store) => store.isHeld(ICCID)));
      await fails(66, 'purge', '1', '--state', state);
    }));

  it('forgets what is known of a PIN', () =>
    withState(async (state) => {
      changed(state, (store) => store.pins.refuse(ICCID, '4321'));
      const answer = await json(state, 'pin', 'forget', ICCID);
      assert.deepEqual(answer, { identity: ICCID, forgotten: 1 });
    }));

  it('changes nothing while somebody owns the state', () =>
    withState(async (state) => {
      const owner = Store.open(state, 'readers');
      for (const line of [
        ['purge', '1'],
        ['pin', 'forget', ICCID],
      ]) {
        await assert.rejects(
          captured(() => dispatch([...line, '--state', state])),
          { code: 'in-use' },
        );
      }
      owner.close();
    }));

  it('visits no card, and knows nothing of a folder that is not there', () =>
    inFolder(async (dir) => {
      await fails(69, 'rescan', '--state', dir);
      for (const line of ['status', 'accounts', 'purge 1', 'pin forget 1']) {
        await assert.rejects(
          captured(() => dispatch([...line.split(' '), '--state', join(dir, 'none')])),
          { code: 'absent' },
        );
      }
    }));

  it('waits for a daemon, too', () =>
    inFolder(async (folder) => {
      const program = new Program('dmbootctl', ['wait', '--for', 'applied', '--runtime', folder]);
      await program.logged(/no daemon answers at .*control\.sock yet/);
      const office = await Office.open({ folder, cards: { [FIRST]: newCard() } });
      assert.equal(await program.ended(), 0);
      assert.match(program.stdout, /com\.example\.dm/);
      await office.close();
    }));

  it('follows the events of one daemon, and then of the next', () =>
    inFolder(async (folder) => {
      const first = await Office.open({ folder });
      const program = new Program('dmbootctl', ['events', '-f', '--json', '--runtime', folder]);
      while (first.served.counters.followers === 0) await ask(first.control, 'GET /v1/status');
      first.history.tell({ event: 'reloaded' });
      await program.printed(/"event":"reloaded"/);
      await first.close();
      await program.logged(/no daemon answers .*, and is waited for/);
      const second = await Office.open({ folder, run: 2 });
      await program.logged(/events are missing here/);
      second.history.tell({ event: 'reloaded' });
      await program.printed(/"id":2\d+,.*"event":"reloaded"/);
      assert.equal(await program.end('SIGINT'), 'SIGINT');
      await second.close();
      const ids = program.stdout.match(/(?<="id":)\d+/g)!.map(Number);
      assert.deepEqual(
        ids,
        ids.toSorted((a, b) => a - b),
      );
    }));
});
