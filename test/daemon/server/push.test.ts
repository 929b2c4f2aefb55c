import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { StoreError } from '../../../lib/tree/index.js';
import { installed, skipBecause } from '../../support/skip.js';
import { type Ended, PROGRAMS, run } from '../program.js';
import { bare, byNetwork, byUser, IMSI, OTHER, PIN, SENDER } from '../sources/pushed.js';
import { type Answered, ask, jsonOf } from './ask.js';
import { assertDescribed } from './described.js';
import { Office } from './office.js';

const CONFIG = `[push]\nsenders = ["${SENDER}"]\nimsi = "${IMSI}"\n`;

interface Waiting {
  readonly waiting: readonly { readonly id: string; readonly tries: number }[];
}

const REPLAYED = {
  outcome: 'replayed',
  detail: 'it came into force before, and does nothing now',
};
const NO_MAC = 'it carries no MAC, and its sender is not in push.trusted';

describe('pushes over the control socket', () => {
  let office: Office;
  async function open(config = CONFIG): Promise<void> {
    office = await Office.open({ config });
  }
  afterEach(() => office.close());

  async function control(route: string, body?: unknown): Promise<Answered> {
    const answered = await ask(office.control, route, body === undefined ? {} : { body });
    assertDescribed('control.json', route, answered);
    return answered;
  }
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  const post = (pdu: Uint8Array, sender = SENDER): Promise<Answered> =>
    control('POST /v1/push', { sender, pdu: base64(pdu) });
  const refusal = (answered: Answered): [number, string] => [
    answered.status,
    jsonOf<{ error: { code: string } }>(answered).error.code,
  ];
  const waiting = async (): Promise<Waiting['waiting']> =>
    jsonOf<Waiting>(await control('GET /v1/push')).waiting;

  it('are handed in, and do nothing the second time', async () => {
    await open();
    const answer = { sender: SENDER, outcome: 'applied', detail: null, id: null };
    assert.deepEqual(jsonOf(await post(byNetwork())), answer);
    assert.deepEqual(jsonOf(await post(byNetwork())), { ...answer, ...REPLAYED });
    assert.equal(office.bench.accounts.length, 1);
  });

  it('wait for a PIN, which has three tries', async () => {
    await open();
    const { id } = jsonOf<{ id: string }>(await post(byUser()));
    assert.match(id, /^[0-9A-F]{12}$/);
    assert.deepEqual(await waiting(), [
      { id, sender: SENDER, kind: 'dm', method: 'user', tries: 3 },
    ]);
    const confirm = async (pin: string) =>
      jsonOf<{ outcome: string; tries: number }>(
        await control('POST /v1/push/confirm', { id, pin }),
      );
    const wrong = await confirm('00000000');
    assert.deepEqual([wrong.outcome, wrong.tries], ['pin-wrong', 2]);
    assert.equal((await confirm(PIN)).outcome, 'applied');
    assert.deepEqual(await waiting(), []);
  });

  it('are dropped by whoever knows that nobody will type the PIN', async () => {
    await open();
    const { id } = jsonOf<{ id: string }>(await post(byUser()));
    const { outcome } = jsonOf<{ outcome: string }>(await control('POST /v1/push/drop', { id }));
    assert.equal(outcome, 'dropped');
    assert.deepEqual(await waiting(), []);
    assert.deepEqual(refusal(await control('POST /v1/push/drop', { id })), [404, 'not-found']);
  });

  it('are refused as requests where they make no sense', async () => {
    await open();
    const bad = [400, 'bad-request'];
    assert.deepEqual(refusal(await control('POST /v1/push', { sender: SENDER, pdu: '*' })), bad);
    assert.deepEqual(refusal(await post(bare(), 'a b')), bad);
    assert.deepEqual(refusal(await control('POST /v1/push/confirm', { pin: '' })), bad);
    assert.deepEqual(refusal(await control('POST /v1/push/confirm', { pin: PIN })), [
      404,
      'not-found',
    ]);
    assert.deepEqual(refusal(await control('POST /v1/push/confirm', { id: 'x', pin: PIN })), [
      404,
      'not-found',
    ]);
    await post(byUser());
    await post(byUser(OTHER));
    assert.deepEqual(refusal(await control('POST /v1/push/confirm', { pin: PIN })), [
      409,
      'ambiguous',
    ]);
  });

  it('are refused where nobody may push', async () => {
    await open('');
    assert.deepEqual(refusal(await post(byNetwork())), [409, 'push-off']);
    assert.deepEqual(await waiting(), []);
  });

  describe('by dmbootctl', () => {
    const ctl = (args: readonly string[], input?: string | Uint8Array): Promise<Ended> =>
      run('dmbootctl', [...args, '--runtime', office.folder], input === undefined ? {} : { input });
    const push = (pdu: Uint8Array, ...more: string[]): Promise<Ended> => {
      const file = join(office.folder, 'push.wsp');
      writeFileSync(file, pdu);
      return ctl(['push', file, '--sender', SENDER, ...more]);
    };

    it('are handed in from a file or from standard input', async () => {
      await open();
      const first = await push(byNetwork());
      assert.deepEqual([first.status, first.stdout], [0, `push from ${SENDER}: applied\n`]);
      const second = await ctl(['push', '-', '--sender', SENDER, '--json'], byNetwork());
      assert.deepEqual(JSON.parse(second.stdout), {
        ...{ sender: SENDER, ...REPLAYED, id: null },
      });
      const refused = await push(bare(OTHER));
      assert.equal(refused.status, 1);
      assert.equal(refused.stdout, `push from ${SENDER}: unauthenticated: ${NO_MAC}\n`);
    });

    it('wait, are listed, and come into force by a PIN on standard input', async () => {
      await open();
      const handed = await push(byUser());
      assert.equal(handed.status, 0);
      const [one] = await waiting();
      assert.equal(
        handed.stdout,
        `push from ${SENDER}: pending: ${one?.id}\n  its PIN is asked for by: dmbootctl push confirm ${one?.id}\n`,
      );
      const listed = await ctl(['push', 'list']);
      assert.equal(listed.stdout, `${one?.id}  DM message from ${SENDER}, 3 tries left\n`);
      const status = await ctl(['status']);
      assert.ok(
        status.stdout.includes(`\nPushes that wait for a PIN\n  ${listed.stdout}`),
        status.stdout,
      );
      const wrong = await ctl(['push', 'confirm'], '11111111\n');
      assert.equal(wrong.status, 1);
      assert.match(
        wrong.stdout,
        /pin-wrong: [0-9A-F]{12}: its MAC is not of this PIN: 2 of its tries are left\n$/,
      );
      const right = await ctl(['push', 'confirm', one!.id], `${PIN}\nand more\n`);
      assert.deepEqual([right.status, right.stdout], [0, `push from ${SENDER}: applied\n`]);
      assert.equal((await ctl(['push', 'list'])).stdout, 'no push waits for a PIN\n');
      assert.equal((await ctl(['push', 'confirm'], PIN)).status, 66);
    });

    it('are dropped by what they are called', async () => {
      await open();
      await push(byUser());
      const { id } = (await waiting())[0]!;
      const { status, stdout } = await ctl(['push', 'drop', id]);
      assert.deepEqual(
        [status, stdout],
        [0, `push from ${SENDER}: dropped: ${id}: it was dropped by hand\n`],
      );
      assert.equal((await ctl(['push', 'drop', id])).status, 66);
    });

    it('end with 73 where the state cannot be written, with a PIN and without', async () => {
      await open();
      const { store } = office.bench;
      const value = (): never => {
        throw new StoreError('unwritable', 'disk full');
      };
      Object.defineProperty(store, 'apply', { value });
      Object.defineProperty(store.pushes, 'keep', { value });
      for (const pdu of [byNetwork(), byUser()]) {
        const { status, stdout } = await push(pdu);
        assert.deepEqual([status, stdout], [73, `push from ${SENDER}: store-error: disk full\n`]);
      }
    });

    it('take no PIN from a command line, and none that is nothing', async () => {
      await open();
      await push(byUser());
      assert.equal((await ctl(['push', 'confirm', 'x', 'y'])).status, 64);
      assert.equal((await ctl(['push', 'confirm'], '')).status, 64);
      assert.equal((await ctl(['push', 'confirm'], 'x'.repeat(300))).status, 64);
      assert.equal((await waiting())[0]?.tries, 3);
    });

    it('ask for the PIN on a terminal without showing it', async function () {
      if (!installed('script'))
        skipBecause(this, 'needs script (Debian: bsdutils), for a terminal');
      await open();
      await push(byUser());
      const line = `'${process.execPath}' '${PROGRAMS.dmbootctl}' push confirm --runtime '${office.folder}'`;
      const typing = promisify(execFile)('script', [
        ...['--quiet', '--return', '--echo', 'never', '--command', line, '/dev/null'],
      ]);
      const shown = typing.child.stdout!;
      let text = '';
      shown.on('data', (part: string) => {
        // It is typed when it is asked for, with a slip that is taken back.
        if (!text.includes('PIN of') && `${text}${part}`.includes('PIN of')) {
          typing.child.stdin!.write(`${PIN}9\x7f\r`);
        }
        text += part;
      });
      await typing;
      assert.match(text, /PIN of the message: \r?\n.*applied/s);
      assert.ok(!text.includes(PIN.slice(0, 4)));
    });

    it('end with 69 where no daemon is, or nobody may push', async () => {
      await open('');
      assert.equal((await push(byNetwork())).status, 69);
      assert.equal((await ctl(['push', 'confirm'], PIN)).status, 69);
      const nobody = ['push', 'list', '--runtime', join(office.folder, 'nowhere')];
      assert.equal((await run('dmbootctl', nobody)).status, 69);
    });
  });
});
